/* What each address will match, or why it is refused, while it is typed. Without scripts, saving says the same. */
"use strict";
{
  const PAUSE = 400; // milliseconds without a key before the Hub is asked

  const shown = ({ uri, refused, sentence }) => {
    const item = document.createElement("li");
    item.classList.toggle("hub-refused", refused);
    if (!refused) {
      const code = document.createElement("code");
      code.textContent = uri;
      item.append(code, " ");
    }
    item.append(sentence);
    return item;
  };

  const ask = async (field, signal) => {
    const form = field.form.elements;
    const body = new URLSearchParams({
      csrfmiddlewaretoken: form.csrfmiddlewaretoken.value,
      kind: form.kind?.value || field.dataset.kind,
      redirect_uris: field.value,
    });
    const answer = await fetch(field.dataset.matches, { method: "POST", body, signal, redirect: "error" });
    const { lines, problem } = await answer.json();
    return lines ?? [{ refused: true, sentence: problem }];
  };

  for (const field of document.querySelectorAll("[data-matches]")) {
    const list = document.createElement("ul");
    list.className = "hub-matches";
    list.setAttribute("aria-label", field.dataset.label);
    list.setAttribute("aria-live", "polite");
    const place = document.createElement("div");
    place.className = "help"; // it stands where the admin, in each version of its own, has the help text
    place.append(list);
    (field.closest(".flex-container") ?? field).after(place);
    let timer, asking, last;

    const tell = (lines) => {
      const text = JSON.stringify(lines);
      if (text !== last) list.replaceChildren(...lines.map(shown)); // what stays the same is not read out again
      last = text;
    };
    const look = async () => {
      asking = new AbortController();
      const { signal } = asking;
      try {
        tell(field.value.trim() ? await ask(field, signal) : []);
      } catch {
        if (!signal.aborted) tell([]); // signed out, or offline: nothing is better than what was true of other addresses
      }
    };
    const wait = () => {
      asking?.abort();
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE);
    };
    field.addEventListener("input", wait);
    for (const choice of field.form.querySelectorAll("[name=kind]")) choice.addEventListener("change", wait);
  }
}

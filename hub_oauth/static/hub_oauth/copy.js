/* A button beside each value that is there to be copied. Without scripts the value can be selected all the same. */
"use strict";
for (const value of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button hub-copy";
  button.textContent = value.dataset.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(value.textContent);
      button.textContent = value.dataset.copied;
    } catch {
      window.getSelection().selectAllChildren(value);
    }
  });
  value.after(button);
}

// A box to see what one types. The page that loads this works without it.
"use strict";

// A block, for scripts of one page share their names.
{
  const part = document.querySelector("[data-show-password]");
  const box = part.querySelector("input");
  const { form } = box;
  const password = form.elements.password;

  part.hidden = false;
  box.addEventListener("change", () => {
    password.type = box.checked ? "text" : "password";
  });
  // Browsers offer to keep what was typed as a password, and show it to the next person where it was plain text.
  form.addEventListener("submit", () => {
    password.type = "password";
  });
}

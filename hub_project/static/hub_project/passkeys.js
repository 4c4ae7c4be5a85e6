// Passkeys and security keys. Every page that loads this works without it, with a password or a code instead.
"use strict";

const form = document.querySelector("form[data-passkey]");
const part = (name) => form.querySelector(`[data-${name}]`);
const json = window.PublicKeyCredential;
let asked = new AbortController();

// On an address of numbers browsers keep no passkeys (WebAuthn §5.1.2: the id is a domain).
const able = json?.parseRequestOptionsFromJSON && !/^[\d.]+$|^\[/.test(location.hostname);

// On the page; but where nobody is signed in, fetched when it is wanted, for a challenge works once.
async function options() {
  const known = document.getElementById("passkey-options");
  if (known) return JSON.parse(known.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
  return answer.json();
}

function create(publicKey, signal) {
  const alone = form.elements.passwordless.checked;
  publicKey.authenticatorSelection.residentKey = alone ? "required" : "discouraged";
  publicKey.authenticatorSelection.requireResidentKey = alone;
  if (alone) publicKey.authenticatorSelection.userVerification = "required";
  return navigator.credentials.create({ publicKey: json.parseCreationOptionsFromJSON(publicKey), signal });
}

function use(publicKey, signal, mediation) {
  return navigator.credentials.get({ publicKey: json.parseRequestOptionsFromJSON(publicKey), signal, mediation });
}

async function send(mediation) {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  const { creation_options: creation, request_options: request } = await options();
  const credential = await (creation
    ? create(creation.publicKey, signal)
    : use(request.publicKey, signal, mediation));
  form.elements.credential.value = JSON.stringify(credential);
  form.submit();
}

async function press(event) {
  event.preventDefault();
  part("failed").hidden = true;
  try {
    await send();
  } catch {
    part("failed").hidden = false;
  }
}

// Passkeys among what the browser offers to fill in, without a press of the button.
async function offer() {
  if (form.dataset.passkey === "sign-in" && (await json.isConditionalMediationAvailable?.())) await send("conditional");
}

if (able) {
  part("able").hidden = false;
  part("unable")?.remove();
  form.addEventListener("submit", press); // which form.submit() does not call
  offer().catch(() => {}); // the person did something else
}

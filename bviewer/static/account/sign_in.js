/* Signing in with a passkey: by the button, or where the name is typed, if a browser offers it. */

import { bytes, canUse, say, send } from "./passkey.js";

const button = document.getElementById("passkey");
const { form } = button;

function optionsOf() {
  const options = JSON.parse(button.dataset.options);
  return { ...options, challenge: bytes(options.challenge) };
}

// The browser asks one question at a time.
let waiting = new AbortController();

async function ask(mediation) {
  waiting.abort();
  waiting = new AbortController();
  const { signal } = waiting;
  const credential = await navigator.credentials.get({ publicKey: optionsOf(), mediation, signal });
  form.action = button.dataset.url;
  form.elements.password.value = "";
  send(form, credential);
}

if (canUse) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    say(form, false);
    await ask("optional").catch(() => say(form, true));
  });
  if (await window.PublicKeyCredential.isConditionalMediationAvailable?.()) {
    ask("conditional").catch(() => {}); // Nobody has asked for it.
  }
}

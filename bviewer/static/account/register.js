/* Making a passkey: the device is asked when the form is sent, and its answer goes with it. */

import { bytes, canUse, say, send } from "./passkey.js";

const form = document.getElementById("passkey");

function optionsOf() {
  const options = JSON.parse(form.dataset.options);
  const known = options.excludeCredentials.map((each) => ({ ...each, id: bytes(each.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known,
  };
}

if (canUse) {
  form.hidden = false;
  document.getElementById("no-passkeys").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, false);
    try {
      send(form, await navigator.credentials.create({ publicKey: optionsOf() }));
    } catch {
      say(form, true);
    }
  });
}

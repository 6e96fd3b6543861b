/* Passkeys: one is made by a form on one's own page; one signs in by the button, or where the name is typed, if a browser
   offers it. Browsers and our pages say bytes to each other as JSON, with base64url. */

const place = document.getElementById("passkey"); // That form, or that button.
const form = place.form ?? place;
const canUse = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|:/.test(location.hostname);
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
let waiting = new AbortController(); // A browser asks one question at a time.

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = [...new Uint8Array(buffer)].map((byte) => String.fromCharCode(byte));
  return btoa(letters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function publicKey() {
  const options = JSON.parse(place.dataset.options);
  const known = (each) => ({ ...each, id: bytes(each.id) });
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: options.user && known(options.user),
    excludeCredentials: options.excludeCredentials?.map(known),
  };
}

function send({ id, rawId, type, response }) {
  const parts = PARTS.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  const answer = { id, rawId: text(rawId), type, response: Object.fromEntries(parts), clientExtensionResults: {} };
  form.elements.answer.value = JSON.stringify(answer);
  form.submit();
}

async function signIn(mediation) {
  waiting.abort();
  waiting = new AbortController();
  const credential = await navigator.credentials.get({ publicKey: publicKey(), mediation, signal: waiting.signal });
  form.action = place.dataset.url;
  form.elements.password.value = "";
  send(credential);
}

async function make() {
  send(await navigator.credentials.create({ publicKey: publicKey() }));
}

if (canUse) {
  const [name, ask] = place === form ? ["submit", make] : ["click", () => signIn("optional")];
  const refusal = form.querySelector("[data-refused]");
  place.hidden = false;
  place.addEventListener(name, async (event) => {
    event.preventDefault();
    refusal.hidden = true;
    await ask().catch(() => { refusal.hidden = false; });
  });
  if (place === form) document.getElementById("no-passkeys").hidden = true;
  else if (await window.PublicKeyCredential.isConditionalMediationAvailable?.()) {
    signIn("conditional").catch(() => {}); // Nobody has asked for it.
  }
}

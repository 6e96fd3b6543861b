/* What browsers and our pages say to each other about passkeys: JSON, with base64url for bytes. */

export const canUse = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|:/.test(location.hostname);

export function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = [...new Uint8Array(buffer)].map((byte) => String.fromCharCode(byte));
  return btoa(letters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function answerOf(credential) {
  const parts = PARTS.filter((name) => credential.response[name]);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(parts.map((name) => [name, text(credential.response[name])])),
    clientExtensionResults: {},
  });
}

export function send(form, credential) {
  form.elements.answer.value = answerOf(credential);
  form.submit();
}

export function say(form, isRefused) {
  form.querySelector("[data-refused]").hidden = !isRefused;
}

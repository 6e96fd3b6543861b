// Words in the place of a film that is not played, and its file for whoever may have it.

export const texts = JSON.parse(document.querySelector("[data-films]").textContent);

export function explain(element, reason, download) {
  element.textContent = reason === "unplayable" ? texts.unplayable : texts.error;
  if (reason !== "unplayable" || !download) return;
  const link = document.createElement("a");
  link.className = "pill";
  link.href = download;
  link.textContent = texts.download;
  element.append(link);
}

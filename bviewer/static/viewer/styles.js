// Styles that come with what they are for, before or after those that are there.

export function loadStyles(address, insert) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    insert(link);
  });
}

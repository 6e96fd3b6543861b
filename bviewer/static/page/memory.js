// What is kept for the visit. Browsers may have no room for it, or not let pages have any: then it is forgotten.

export function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // It holds as long as the page.
  }
}

export function recall(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

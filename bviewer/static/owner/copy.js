// A button that copies the new link; without it, the link is there to be selected.

const button = document.querySelector("#copy");
const link = document.querySelector("#link");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.value);
      button.textContent = button.dataset.done;
    } catch {
      link.focus(); // It may not.
    }
  });
}

link?.addEventListener("focus", () => link.select());
if (link?.matches(":focus")) link.select(); // It has been ever since the page is there.

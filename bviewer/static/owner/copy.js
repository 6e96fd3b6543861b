// A button that copies the new link; without it, the link is there to be selected.

const button = document.querySelector("#copy");
const link = document.querySelector("#link");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.value);
    button.textContent = button.dataset.done;
  });
}

link?.addEventListener("focus", () => link.select());

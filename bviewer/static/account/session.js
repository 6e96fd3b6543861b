// As page/session.js, in whose place it stands, where somebody may have typed something: that is not lost with the session.
// Nothing of the page is to be seen until whoever has typed it is signed in again.

{
  const { user, gallery, account, sent } = document.currentScript.dataset;
  const tabs = new BroadcastChannel(`bviewer.session ${gallery}`);
  let isTyped = sent !== undefined; // A form that was refused is typed already.
  let away = null;

  const leave = () => {
    if (!isTyped) return location.reload();
    if (away) return;
    away = { title: document.title, parts: [...document.body.childNodes], top: scrollY };
    document.body.replaceChildren(document.getElementById("signed-out").content.cloneNode(true));
    document.title = document.querySelector("h1").textContent;
  };

  const comeBack = async () => {
    const answer = await fetch(account).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!away || page.querySelector("[data-user]")?.dataset.user !== user) return;
    document.title = away.title;
    document.body.replaceChildren(...away.parts);
    scrollTo(0, away.top);
    away = null;
    const token = page.querySelector("[name=csrf_token]").value; // Each session has its own.
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  };

  tabs.postMessage(user);
  tabs.addEventListener("message", ({ data }) => {
    if (data !== user) leave();
    else if (away) comeBack();
  });
  addEventListener("input", () => { isTyped = true; });
}

// Who signs out in one tab has signed out in all: what only they may see goes from the others. This is no module, since
// those run only after a page is seen, and whoever has seen it may close it at once.

{
  const { user, gallery } = document.currentScript.dataset;
  const tabs = new BroadcastChannel(`bviewer.session ${gallery}`);

  tabs.postMessage(user);
  if (user) tabs.addEventListener("message", ({ data }) => data !== user && location.reload());
  else tabs.close();
}

// The viewer gives a page other addresses (history.pushState). To the browser they stay one page after a reload, which
// may show another: on the way back each address is asked for what is there. This is no module, since those run only
// after a page is seen, and whoever sees it may go back at once.

{
  const here = location.pathname;
  window.addEventListener("popstate", () => location.pathname !== here && location.reload());
}

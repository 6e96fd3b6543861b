// The viewer gives a page other addresses (history.pushState). To the browser they stay one page after a reload, which
// may show another: on the way back each address is asked for what is there.

const here = location.pathname;

window.addEventListener("popstate", () => location.pathname !== here && location.reload());

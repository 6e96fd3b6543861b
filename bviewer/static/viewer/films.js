// Slides that play or move. What lets them is fetched with the first of them; nobody looks at a film from near.

export function addFilms(pswp) {
  let wanted = null; // A film that somebody wants to play before all of this was fetched.
  const want = (event) => {
    if (!pswp.currSlide.data.kind) return;
    event.preventDefault(); // It would close the viewer or start a slideshow.
    wanted = pswp.currSlide;
  };
  pswp.addFilter("isContentZoomable", (isZoomable, { data }) => isZoomable && !data.kind);
  pswp.on("change", () => {
    wanted = null;
    pswp.element.classList.toggle("with-film", Boolean(pswp.currSlide.data.kind));
  });
  pswp.on("imageClickAction", want);
  pswp.on("space", want);
  pswp.on("slideInit", async ({ slide }) => {
    if (!slide.data.kind && !slide.data.motion) return;
    const { addFilm } = await import("../film/in_viewer.js").catch(() => ({}));
    const part = await addFilm?.(pswp, slide);
    if (wanted === slide) part?.play();
  });
}

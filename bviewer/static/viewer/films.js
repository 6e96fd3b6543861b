// Slides that play or move. What lets them is fetched with the first of them; nobody looks at a film from near.

export function addFilms(pswp) {
  pswp.addFilter("isContentZoomable", (isZoomable, { data }) => isZoomable && !data.kind);
  pswp.on("change", () => pswp.element.classList.toggle("with-film", Boolean(pswp.currSlide.data.kind)));
  pswp.on("slideInit", async ({ slide }) => {
    if (!slide.data.kind && !slide.data.motion) return;
    const { addFilm } = await import("../film/in_viewer.js").catch(() => ({}));
    addFilm?.(pswp, slide);
  });
}

"""What is sent where a rendition of a photograph is wanted, and what work makes it."""

from collections.abc import Mapping

from bviewer.queue.task import Work
from bviewer.rendering.on_demand import render_size, render_tiles
from bviewer.rendering.render import render_grid, render_image
from bviewer.renditions.geometry import smallest_alike
from bviewer.renditions.sizes import Size, for_grids, to_look_at
from bviewer.renditions.tiling import Tile


def size_to_send(
    size: Size, sizes: Mapping[str, Size], width: int | None, height: int | None
) -> Size:
    """Return the size that is sent: of a photograph that is not larger than a smaller one, that.

    Width and height of the photograph are pixels, where they are known.
    """
    if isinstance(size, Tile) or not size.on_demand or width is None or height is None:
        return size
    return smallest_alike(size, to_look_at(sizes), width, height)


def work_for(size: Size, sizes: Mapping[str, Size], image_id: str) -> tuple[Work, *tuple[str, ...]]:
    """Return the work that makes what is not there, and what it is about: all tiles are made at
    once, as are the copies of which a page shows many."""
    if isinstance(size, Tile):
        return render_tiles, image_id
    if size.on_demand:
        return render_size, image_id, size.name
    return render_grid if size.name in for_grids(sizes) else render_image, image_id


def has_smaller(size: Size, sizes: Mapping[str, Size]) -> bool:
    """Tell whether a size shows a photograph by itself, and a smaller copy is made in advance."""
    return size.on_demand and not (isinstance(size, Tile) or size.name in for_grids(sizes))

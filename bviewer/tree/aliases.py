"""Other hosts of galleries: they lead to a gallery's own host, and nothing else is there."""

import functools

from sqlalchemy import Dialect, Engine, bindparam, select

from bviewer.db.autocommit import read_rows
from bviewer.models import Gallery, GalleryAlias


@functools.cache
def alias_sql(dialect: Dialect) -> str:
    """Return the statement as text, for an autocommit engine."""
    alias = bindparam("alias", type_=GalleryAlias.host.type)
    statement = select(Gallery.host).join(GalleryAlias).where(GalleryAlias.host == alias)
    return str(statement.compile(dialect=dialect))


def host_behind(engine: Engine, alias: str) -> str | None:
    """Return the own host of the gallery that has this alias; None if there is none."""
    rows = read_rows(engine, alias_sql(engine.dialect), {"alias": alias})
    return rows[0][0] if rows else None

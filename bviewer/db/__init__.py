"""The database: SQLite on a laptop, PostgreSQL on a server.

`engine` connects, `sessions` are for commands and tasks, `requests` for pages. `autocommit` and
`libpq` read what an image needs, outside any transaction, `bare` what programs are told; `reading`
says which of these a request does. `schema` migrates.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: "Configurator") -> None:
    """Give requests a session, and an engine for single reads."""
    config.include(".requests")
    config.include(".autocommit")
    config.include(".reading")

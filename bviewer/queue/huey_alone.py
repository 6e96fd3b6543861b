"""Huey without the drivers of storages that nobody has asked for.

Huey imports redis and psycopg wherever they are installed, which takes longer than most commands
do. So it is imported here first, with both of them hidden; `redis_storage` brings redis to it.
"""

from bviewer.config.hidden import hidden

with hidden("redis", "psycopg"):
    import huey.storage  # noqa: F401

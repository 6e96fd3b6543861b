"""Triggers that note what changes of albums and items, for whoever follows a gallery.

Rows are changed in many places, by the object or many at once, so no service could be sure to note
each of them: the database does. Migrations bring them up to date by themselves (`alembic/env.py`),
and do without them meanwhile: SQLite loses those of a table that is made anew.
"""

from sqlalchemy import Connection, inspect

from bviewer.models.change import ALBUM, ITEM

# What is told of an album or an item. All else is bookkeeping: a change of it is nobody's news.
TOLD_OF_ALBUM = (
    *("gallery_id", "parent_id", "title", "description", "time", "visibility", "order"),
    *("downloads", "positions", "cover_id", "folder", "missing", "revision"),
)
TOLD_OF_ITEM = (
    *("album_id", "kind", "path", "time", "offset_minutes", "time_source", "width", "height"),
    *("size", "mtime_ns", "quick_hash", "camera", "state", "own_title", "caption", "duration_ms"),
    *("media_type", "motion_start", "motion_size", "motion_id", "motion", "raw_id"),
    *("precision", "file_title", "file_caption", "keywords", "rating"),
)
COLUMNS = "xid, gallery_id, kind, node_id, parent_id, visibility, was_there, was_missing"
# Clips and RAW files of photographs are no items.
IS_ITEM = "{}.kind NOT IN ('motion', 'raw')"
# What is arranged by hand changes places in an album: that is a change of the album, told once.
ABOVE = {"album": "parent_id", "image": "album_id"}
SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"  # As SQLAlchemy writes it.
SQLITE_XID = "(SELECT number FROM change_clock)"
POSTGRESQL_XID = "pg_current_xact_id()::text::bigint"
NAMES = ("album", "image")
JSON_COLUMNS = {'"camera"', '"keywords"'}
EVENTS = ("insert", "update", "delete")


def renew_triggers(connection: Connection) -> None:
    """Have a database note changes in the way that this code knows."""
    drop_triggers(connection)
    statements = on_sqlite() if connection.dialect.name == "sqlite" else on_postgresql()
    for statement in statements:
        connection.exec_driver_sql(statement)


def knows_all(connection: Connection) -> bool:
    """Tell whether a database has all that is told, as it has not before the last migration."""
    columns = inspect(connection)
    return all(
        set(told).issubset(column["name"] for column in columns.get_columns(table))
        for table, told in TOLD.items()
    )


def drop_triggers(connection: Connection) -> None:
    """Have a database note no changes."""
    for table in NAMES:
        if connection.dialect.name == "sqlite":
            for event in EVENTS:
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS change_{table}_{event}")
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS arrange_{table}")
        else:
            for name in ("change", "arrange"):
                connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}_{table} CASCADE")


def album_before(row: str) -> str:
    """Return what is noted of an album as it was: where, its flag, whether it was there, and
    missing."""
    return f"{row}.parent_id, {row}.visibility, {row}.gallery_id IS NOT NULL, {row}.missing"


def item_before(row: str) -> str:
    """Return what is noted of an item as it was."""
    return f"{row}.album_id, NULL, {IS_ITEM.format(row)}, {row}.state = 'missing'"


def noting_album(xid: str, row: str, before: str) -> str:
    """Return the statement that notes a change of an album."""
    gallery = f"coalesce({row}.gallery_id, {before or row}.gallery_id)"
    values = album_before(before) if before else "NULL, NULL, FALSE, FALSE"
    return f"""
        INSERT INTO change ({COLUMNS})
        SELECT {xid}, {gallery}, '{ALBUM}', {row}.id, {values} WHERE {gallery} IS NOT NULL;
    """


def noting_item(xid: str, row: str, before: str) -> str:
    """Return the statement that notes a change of an item: in each gallery that has it, or had."""
    albums = ", ".join(f"{each}.album_id" for each in sorted({row, before} - {""}))
    values = item_before(before) if before else "NULL, NULL, FALSE, FALSE"
    # Only one that moves is in two, and to look for the same in one takes longer than all else.
    once = "DISTINCT" if row != before != "" else ""
    return f"""
        INSERT INTO change ({COLUMNS})
        SELECT {once} {xid}, gallery_id, '{ITEM}', {row}.id, {values}
        FROM album WHERE id IN ({albums}) AND gallery_id IS NOT NULL;
    """  # noqa: S608 - of names in this file.


def noting_order(xid: str, now: str, table: str) -> str:
    """Return the statements that note that another order is told of an album, and date it.

    Once in a transaction, however much is arranged; if the album was noted in it, it is dated.
    """
    album, before = f"NEW.{ABOVE[table]}", album_before("album")
    noted = f"SELECT 1 FROM change WHERE node_id = {album} AND xid = {xid}"  # noqa: S608 - as below.
    is_first = f"NOT EXISTS ({noted})"
    return f"""
        UPDATE album SET updated_at = {now} WHERE id = {album} AND {is_first};
        INSERT INTO change ({COLUMNS})
        SELECT {xid}, gallery_id, '{ALBUM}', id, {before}
        FROM album WHERE id = {album} AND gallery_id IS NOT NULL AND {is_first};
    """  # noqa: S608 - of names in this file.


def is_arranged(table: str, differs: str) -> str:
    """Return the condition on which a row changed places in what it is in."""
    above = ABOVE[table]
    return f"WHEN (OLD.rank {differs} NEW.rank AND OLD.{above} = NEW.{above})"


NOTING = {"album": noting_album, "image": noting_item}
TOLD = {"album": TOLD_OF_ALBUM, "image": TOLD_OF_ITEM}
ROWS = {"insert": ("NEW", ""), "update": ("NEW", "OLD"), "delete": ("OLD", "OLD")}


def is_told(table: str, event: str, differs: str) -> str:
    """Return the condition on which a change of a row is noted."""
    row, before = ROWS[event]
    conditions = []
    if event == "update":
        old, new = (", ".join(each) for each in zip(*compared(table), strict=True))
        conditions.append(f"({old}) {differs} ({new})")
    if table == "image":
        either = sorted({row, before} - {""})
        conditions.append(f"({' OR '.join(IS_ITEM.format(each) for each in either)})")
    return f"WHEN ({' AND '.join(conditions)})" if conditions else ""


def compared(table: str) -> list[tuple[str, str]]:
    """Return the columns of a row before and after a change; PostgreSQL compares no JSON."""
    names = [f'"{name}"' for name in TOLD[table]]
    casts = ["CAST({}.{} AS text)" if name in JSON_COLUMNS else "{}.{}" for name in names]
    return [
        (cast.format("OLD", name), cast.format("NEW", name))
        for name, cast in zip(names, casts, strict=True)
    ]


def of_columns(table: str) -> str:
    """Return which columns a statement writes that a trigger looks after."""
    return "UPDATE OF {}".format(", ".join(f'"{name}"' for name in TOLD[table]))


def on_sqlite() -> list[str]:
    """Return the triggers as SQLite has them."""
    statements = []
    for table in NAMES:
        for event, (row, before) in ROWS.items():
            when = of_columns(table) if event == "update" else event.upper()
            dated = f"UPDATE {table} SET updated_at = {SQLITE_NOW} WHERE id = NEW.id;"  # noqa: S608
            statements.append(f"""
                CREATE TRIGGER change_{table}_{event} AFTER {when} ON {table}
                FOR EACH ROW {is_told(table, event, "IS NOT")} BEGIN
                    {dated if event == "update" else ""}
                    {NOTING[table](SQLITE_XID, row, before)}
                END
            """)
        statements.append(f"""
            CREATE TRIGGER arrange_{table} AFTER UPDATE OF rank ON {table}
            FOR EACH ROW {is_arranged(table, "IS NOT")} BEGIN
                {noting_order(SQLITE_XID, SQLITE_NOW, table)}
            END
        """)
    return statements


def on_postgresql() -> list[str]:
    """Return the triggers as PostgreSQL has them: a row is locked before it is changed."""
    statements = []
    for table in NAMES:
        noting = {event: NOTING[table](POSTGRESQL_XID, *ROWS[event]) for event in EVENTS}
        statements.append(f"""
            CREATE FUNCTION change_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF TG_OP = 'INSERT' THEN
                    {noting["insert"]}
                ELSIF TG_OP = 'UPDATE' THEN
                    NEW.updated_at := clock_timestamp();
                    {noting["update"]}
                ELSE
                    {noting["delete"]}
                    RETURN OLD;
                END IF;
                RETURN NEW;
            END $$
        """)
        for event in EVENTS:
            when = f"BEFORE {of_columns(table)}" if event == "update" else f"AFTER {event.upper()}"
            statements.append(f"""
                CREATE TRIGGER change_{table}_{event} {when} ON {table}
                FOR EACH ROW {is_told(table, event, "IS DISTINCT FROM")}
                EXECUTE FUNCTION change_{table}()
            """)
        statements.append(f"""
            CREATE FUNCTION arrange_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                {noting_order(POSTGRESQL_XID, "clock_timestamp()", table)}
                RETURN NULL;
            END $$
        """)
        statements.append(f"""
            CREATE TRIGGER arrange_{table} AFTER UPDATE OF rank ON {table}
            FOR EACH ROW {is_arranged(table, "IS DISTINCT FROM")}
            EXECUTE FUNCTION arrange_{table}()
        """)
    return statements

"""Mirror an album with all albums below it: python mirror.py GALLERY ALBUM FOLDER, with TOKEN set.

Run it again to go on where it was interrupted, and to take over what has changed since.
"""

import json
import os
import shutil
import sqlite3
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

API, TOP, FOLDER = f"{sys.argv[1]}/api/v1", sys.argv[2], Path(sys.argv[3])
TABLES = """
    PRAGMA foreign_keys = ON;
    CREATE TABLE IF NOT EXISTS cursor (text);
    CREATE TABLE IF NOT EXISTS album (id PRIMARY KEY, document, is_read DEFAULT FALSE,
        above REFERENCES album ON DELETE CASCADE);
    CREATE TABLE IF NOT EXISTS item (id PRIMARY KEY, document, tag,
        above REFERENCES album ON DELETE CASCADE);
    CREATE INDEX IF NOT EXISTS albums ON album (above);
    CREATE INDEX IF NOT EXISTS items ON item (above);
"""


def ask(url, **headers):
    """Ask; if that is too much just now, again when it will not be."""
    headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
    while True:
        try:
            return urlopen(Request(url, headers=headers), timeout=60)
        except HTTPError as refusal:
            if refusal.code not in {429, 503}:
                raise
            time.sleep(int(refusal.headers.get("Retry-After", 10)))


def listed(url):
    """Read a list; it is empty if it was closed meanwhile, which is told as a change as well."""
    while url:
        try:
            answer = ask(url)
        except HTTPError as refusal:
            if refusal.code != 404:
                raise
            return
        with answer:
            yield from json.load(answer)["data"]
        url = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")


def keep(table, document, above):
    """Note an album or an item; not if what it is in is not known yet: that is told, and read."""
    is_known = notes.execute("SELECT 1 FROM album WHERE id = ?", [above]).fetchone()
    if is_known or document["id"] == TOP:
        notes.execute(
            f"INSERT INTO {table} (id, document, above) VALUES (?, ?, ?) ON CONFLICT (id)"
            " DO UPDATE SET document = excluded.document, above = excluded.above",
            [document["id"], json.dumps(document), above if is_known else None],
        )


def take_over(changes):
    """Note what has changed, in its order; what is in an album goes with it."""
    for album in changes["albums"]:
        if album["opened"]:
            notes.execute("DELETE FROM album WHERE id = ?", [album["id"]])
        keep("album", album, album["parent"])
    for item in changes["items"]:
        keep("item", item, item["album"])
    for each in changes["gone"]:
        for table in ("album", "item"):
            notes.execute(f"DELETE FROM {table} WHERE id = ?", [each["id"]])


def read_albums():
    """Read what is in albums, one after another, that were not read yet."""
    unread = "SELECT document FROM album WHERE NOT is_read LIMIT 1"
    while row := notes.execute(unread).fetchone():
        album = json.loads(row[0])
        albums = list(listed(f"{album['links']['albums']}&limit=500"))
        items = list(listed(f"{album['links']['items']}&limit=500")) if album["items"] else []
        with notes:
            notes.execute("UPDATE album SET is_read = TRUE WHERE id = ?", [album["id"]])
            for each in albums:
                keep("album", each, album["id"])
            for each in items:
                keep("item", each, album["id"])


def follow():
    """Take over a page of changes, or begin with what is there; return whether there is more."""
    row = notes.execute("SELECT text FROM cursor").fetchone()
    try:
        answer = ask(f"{API}/changes?album={TOP}" + (f"&since={row[0]}" if row else ""))
    except HTTPError as refusal:
        if refusal.code != 410:
            raise
        with notes:
            notes.execute("DELETE FROM cursor")  # It was too long ago, or others may be seen now.
        return True
    changes = json.load(answer)
    with notes:
        if not row:
            notes.execute("DELETE FROM album")
            keep("album", json.load(ask(f"{API}/albums/{TOP}")), None)
        take_over(changes)
        notes.execute("DELETE FROM cursor")
        notes.execute("INSERT INTO cursor VALUES (?)", [changes["cursor"]])
    read_albums()
    return changes["has_more"] or not row


def place_of(item):
    """Name a file by what is in it: if that changes, it is fetched anew."""
    version = item["renditions"][0]["version"] if item["renditions"] else item["bytes"]
    return FOLDER / item["album"] / f"{item['id']}-{version}{Path(item['file_name']).suffix}"


def fetch(item, place):
    """Fetch a file, or the rest of one that is the same still; return whether all of it is here."""
    part = place.with_name(f"{place.name}.part")
    part.parent.mkdir(exist_ok=True)
    [tag] = notes.execute("SELECT tag FROM item WHERE id = ?", [item["id"]]).fetchone()
    start = part.stat().st_size if tag and part.exists() else 0
    is_rest = 0 < start < item["bytes"]
    headers = {"Range": f"bytes={start}-", "If-Range": tag} if is_rest else {}
    with (
        ask(item["links"]["original"], **headers) as answer,
        part.open("ab" if answer.status == 206 else "wb") as file,
    ):
        with notes:
            tag = answer.headers["ETag"]
            notes.execute("UPDATE item SET tag = ? WHERE id = ?", [tag, item["id"]])
        shutil.copyfileobj(answer, file)
    if part.stat().st_size == item["bytes"]:
        part.replace(place)
    return place.exists()


FOLDER.mkdir(exist_ok=True)
notes = sqlite3.connect(FOLDER / "notes.sqlite")
notes.executescript(TABLES)
while follow():
    pass
items = [json.loads(row[0]) for row in notes.execute("SELECT document FROM item")]
wanted = {place_of(item): item for item in items if item["links"]["original"]}
for file in FOLDER.glob("*/*"):
    if file not in wanted and file.with_name(file.name.removesuffix(".part")) not in wanted:
        file.unlink()
late = []
for place, item in wanted.items():
    try:
        if not place.exists() and not fetch(item, place):
            late.append(place.name)
    except HTTPError as refusal:
        late.append(f"{place.name} ({refusal})")
if late:
    sys.exit(f"Not here yet, run again: {', '.join(late)}")

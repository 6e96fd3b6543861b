"""Mirror an album with all albums below it: python mirror.py GALLERY ALBUM FOLDER, with TOKEN set.

Run it again to go on where it was interrupted, and to take over what has changed since.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

API, TOP, FOLDER = f"{sys.argv[1]}/api/v1", sys.argv[2], Path(sys.argv[3])
NOTES = FOLDER / "notes.json"


def ask(url, **headers):
    headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
    return urlopen(Request(url, headers=headers))


def listed(url):
    while url:
        with ask(url) as answer:
            yield from json.load(answer)["data"]
            url = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")


def crawl(album, albums):
    albums[album["id"]] = {item["id"]: item for item in listed(album["links"]["items"])}
    for below in listed(album["links"]["albums"]):
        crawl(below, albums)


def follow(cursor, albums):
    """Take over what has changed; None if there are other albums, or it was too long ago."""
    try:
        changes = json.load(ask(f"{API}/changes?since={cursor}"))
    except HTTPError as error:
        return None if error.code == 410 else sys.exit(str(error))
    gone = {each["id"] for each in changes["gone"]}
    changed = {each[name] for each in changes["albums"] for name in ("id", "parent")}
    if (gone | changed) & albums.keys():
        return None
    for items in albums.values():
        for item_id in gone | {item["id"] for item in changes["items"]}:
            items.pop(item_id, None)
    for item in changes["items"]:
        albums.get(item["album"], {})[item["id"]] = item
    is_done = not changes["has_more"]
    return [changes["cursor"], albums] if is_done else follow(changes["cursor"], albums)


def look():
    """Begin with what is there now; changes during that are told by its cursor later."""
    cursor, albums = json.load(ask(f"{API}/changes"))["cursor"], {}
    crawl(json.load(ask(f"{API}/albums/{TOP}")), albums)
    return [cursor, albums]


def place_of(item):
    """Name a file by what is in it: if that changes, it is fetched anew."""
    version = item["renditions"][0]["version"] if item["renditions"] else item["bytes"]
    suffix = Path(item.get("path") or "").suffix  # Which owners alone are told.
    return FOLDER / item["album"] / f"{item['id']}-{version}{suffix}"


def fetch(item, target):
    part = target.with_name(f"{target.name}.part")
    part.parent.mkdir(exist_ok=True)
    start = part.stat().st_size if part.exists() else 0
    if start < item["bytes"]:
        answer = ask(item["links"]["original"], Range=f"bytes={start}-")
        with answer, part.open("ab" if answer.status == 206 else "wb") as file:
            shutil.copyfileobj(answer, file)
    part.replace(target)


FOLDER.mkdir(exist_ok=True)
notes = (follow(*json.loads(NOTES.read_text())) if NOTES.exists() else None) or look()
wanted = {
    place_of(item): item
    for items in notes[1].values()
    for item in items.values()
    if item["links"]["original"]
}
new = NOTES.with_suffix(".new")
new.write_text(json.dumps(notes))
new.replace(NOTES)
for file in FOLDER.glob("*/*"):
    if file not in wanted and file.with_name(file.name.removesuffix(".part")) not in wanted:
        file.unlink()
for target, item in wanted.items():
    if not target.exists():
        fetch(item, target)

"""Examples of values, from which whoever reads the description sees what is meant.

They are told by the name of a field, or by those of a schema and its field where that is another
thing. A field takes the first one that it may have.
"""

from collections.abc import Iterator, Mapping
from typing import Any

ALBUM, TOP, ITEM = "1rL3bfquefRz", "4iiyoEH5TXQt", "f8sRNM2z9nsu"
PERSON, GROUP, OTHER = "dxX7igkjB9vh", "Pz5jvvMNznjR", "uC3aAWCSkJzT"
SYNC = "1795967659665537"
HOST = "photos.example.org"
HOME = f"https://{HOST}"
API = f"{HOME}/api/v1"
PAGE = f"{HOME}/tuscany-in-may-{ALBUM}/"
CURSOR = "7yThUfENTn68AUJcm6PChmTmg6WfjsmCW-wbMKE31wo"
TEXT = "Three days between Siena and the sea."

FORMATS = {"date-time": "2024-06-02T18:30:00Z", "date": "2026-12-31"}

EXAMPLES: Mapping[str, tuple[Any, ...]] = {
    "about_text": ("Photographs of mountains, since 2009.",),
    "about_title": ("About me",),
    "accent": ("#d9a441",),
    "add_members": ([PERSON],),
    "address": ("203.0.113.7",),
    "after": (CURSOR, 12),
    "album": (ALBUM,),
    "albums": (3, f"{API}/albums?parent={ALBUM}"),
    "aliases": (["www.photos.example.org"],),
    "already": (1,),
    "api_origins": (["https://blog.example.org"],),
    "archives": (f"{API}/archives",),
    "archives_budget": (2048,),
    "before": (12,),
    "broken": (0,),
    "browser": ("Firefox 145 on Linux",),
    "budget": (21_474_836_480,),
    "bytes": (8_351_718,),
    "camera": ({"make": "VIDAR", "model": "VIDAR D4", "aperture": 8.0, "iso": 200},),
    "caption": ("From the bell tower, early in the morning.",),
    "chosen": (None,),
    "closed_because": (None,),
    "code": ("too_many",),
    "collections": ({"albums": f"{API}/albums", "items": f"{API}/items"},),
    "copied": (4_194_304,),
    "cover": (ITEM,),
    "csrf_token": ("0414e9997f205b8ffa0965357386de42f09e55bb0896e829",),
    "cursor": (CURSOR,),
    "deletion": (OTHER,),
    "description": (TEXT,),
    "detail": ("There may be 500 at most.",),
    "done": (40,),
    "duration_ms": (None,),
    "event": ("access_granted",),
    "feed": (f"{PAGE}feed",),
    "file": (None,),
    "file_name": ("Val d'Orcia.jpg",),
    "files": (45,),
    "files_read": (45,),
    "films": (2,),
    "first_time": ("2024-05-08T05:47:13",),
    "folder": ("2024/Tuscany in May",),
    "footer": ("All rights reserved.",),
    "galleries": (1,),
    "granted": ([ALBUM],),
    "group": (GROUP,),
    "height": (4000,),
    "home": (TOP,),
    "host": (HOST,),
    "hosts": ([HOST],),
    "html": (PAGE,),
    "id": (OTHER,),
    "ids": ([ITEM],),
    "ignored": (["*.tmp", "Drafts"],),
    "images_budget": (20_480,),
    "item": (ITEM,),
    "items": (128, f"{API}/items?album={ALBUM}", [ITEM]),
    "keywords": (["sea", "ferry"],),
    "kind": ("images",),
    "label": ("For Anna",),
    "language": ("en",),
    "last_time": ("2024-05-09T19:34:20",),
    "latitude": (43.3186,),
    "left_out": (0,),
    "link": (f"{HOME}/s/kF3vYt0qT9mZ",),
    "local": ("2024-05-08T05:47:13",),
    "longitude": (11.3306,),
    "mail": ("anna@example.org",),
    "mail_error": (None,),
    "media_type": (None,),
    "members": ([PERSON],),
    "missing": (0,),
    "name": ("Anna",),
    "names": (["DSC_0412.jpg"],),
    "number": (12,),
    "numbers": ({"albums": 18, "added": 45, "changed": 0, "moved": 0, "missing": 0},),
    "offset": ("+02:00",),
    "origin": ("Private 2023",),
    "owner": (PERSON,),
    "parameter": ("limit",),
    "params": ({"maximum": 500},),
    "parent": (TOP,),
    "password": ("four words are easy",),
    "path": ("2024/Tuscany in May/Val d'Orcia.jpg",),
    "pattern": ("2024/Drafts",),
    "people": (2,),
    "photographs": (126,),
    "place": (1,),
    "pointer": ("#/ids",),
    "rating": (4,),
    "reason": (None,),
    "remove_members": ([OTHER],),
    "revoked_at": (None,),
    "rule": ("Drafts",),
    "seconds": (10,),
    "seconds_left": (42.5,),
    "sessions": (2, f"{API}/sessions"),
    "shares": (1,),
    "shift_seconds": (3600,),
    "size": (None,),
    "source": ("exif",),
    "status": (422,),
    "taken": ("2024-05-08T05:47:13",),
    "target": (TOP,),
    "text": ("45 new files",),
    "time": ("2024-05-08T00:00:00",),
    "time_zone": ("Europe/Rome",),
    "title": ("Tuscany in May",),
    "tokens": (f"{API}/tokens",),
    "total": (45,),
    "type": ("urn:bviewer:problem:too_many",),
    "unread": (["2024/Tuscany in May/broken.jpg: not a picture"],),
    "used": (1_288_490_188,),
    "user": (PERSON,),
    "value": ("Tuscany%20in%20May",),
    "version": ("04f0c731d71d",),
    "visits": (4,),
    "wait": (2,),
    "waiting": (0,),
    "who": ("Anna",),
    "width": (6000,),
    "AccessRequestDocument.text": ("We were there together: may I see the rest?",),
    "AlbumLinks.cover": (f"{API}/items/{ITEM}",),
    "AlbumLinks.parent": (f"{API}/albums/{TOP}",),
    "AlbumLinks.self": (f"{API}/albums/{ALBUM}",),
    "ArchiveLinks.album": (f"{API}/albums/{ALBUM}",),
    "ArchiveLinks.html": (f"{PAGE}download",),
    "ArchiveLinks.self": (f"{API}/archives/{OTHER}",),
    "ArchiveOfferLinks.album": (f"{API}/albums/{ALBUM}",),
    "DeletionDocument.source": (None,),
    "DeletionLinks.restore": (f"{API}/deletions/{OTHER}/restore",),
    "DeletionLinks.self": (f"{API}/deletions/{OTHER}",),
    "EntryLinks.album": (f"{API}/albums/{ALBUM}",),
    "EntryLinks.folder": (f"{API}/folders?folder=2024/Tuscany%20in%20May",),
    "EntryLinks.item": (None,),
    "EventDocument.params": ({"name": "Anna"},),
    "EventDocument.text": ("Anna may see Tuscany in May.",),
    "FirstLink.link": (f"{HOME}/welcome/kF3vYt0qT9mZ",),
    "FolderEntry.item": (None,),
    "FolderEntry.name": ("Tuscany in May",),
    "FolderEntry.path": ("2024/Tuscany%20in%20May",),
    "GalleryDocument.title": ("Photographs of Anna",),
    "GalleryLinks.albums": (f"{API}/albums",),
    "GalleryLinks.home": (f"{API}/albums/{TOP}",),
    "GalleryLinks.html": (f"{HOME}/",),
    "GalleryLinks.items": (f"{API}/items",),
    "GalleryLinks.self": (f"{API}/gallery",),
    "GalleryToMake.folder": ("anna",),
    "GalleryToMake.title": ("Photographs of Anna",),
    "GroupChange.name": ("Family",),
    "GroupDocument.id": (GROUP,),
    "GroupDocument.name": ("Family",),
    "GroupToMake.name": ("Family",),
    "Holder.id": (PERSON,),
    "ItemLinks.html": (f"{PAGE}{ITEM}/",),
    "ItemLinks.motion": (None,),
    "ItemLinks.original": (f"{PAGE}{ITEM}/full",),
    "ItemLinks.parent": (f"{API}/albums/{ALBUM}",),
    "ItemLinks.play": (None,),
    "ItemLinks.raw": (f"{PAGE}{ITEM}/raw",),
    "ItemLinks.self": (f"{API}/items/{ITEM}",),
    "Links.self": (f"{API}/grants/{OTHER}",),
    "MyLinks.html": (f"{HOME}/account",),
    "MyLinks.self": (f"{API}/users/me",),
    "Myself.id": (PERSON,),
    "Named.id": (PERSON,),
    "NamedAlbum.self": (f"{API}/albums/{ALBUM}",),
    "NewVideo.address": ("https://vimeo.com/76979871",),
    "PassedOver.reason": ("not a picture",),
    "ProblemDocument.title": ("Unprocessable Entity",),
    "Renamed.after": ("2024/Tuscany in May",),
    "Renamed.before": ("2024/Tuscany",),
    "RenditionDocument.height": (300,),
    "RenditionDocument.href": (f"{PAGE}{ITEM}/small.jpg?v=04f0c731d71d",),
    "RenditionDocument.name": ("small",),
    "RenditionDocument.width": (300,),
    "ShareLinks.album": (f"{API}/albums/{ALBUM}",),
    "ShareLinks.self": (f"{API}/shares/{OTHER}",),
    **{
        f"{gallery}.{name}": (value,)
        for gallery in ("SiteGallery", "SiteGalleryInFull")
        for name, value in {"id": HOST, "folder": "anna"}.items()
    },
    "SlideshowLinks.album": (f"{API}/albums/{ALBUM}",),
    "SlideshowLinks.next": (f"{API}/slideshows/{OTHER}/next",),
    "SlideshowLinks.self": (f"{API}/slideshows/{OTHER}",),
    "SyncDocument.id": (SYNC,),
    "SyncLinks.self": (f"{API}/syncs/{SYNC}",),
    "TokenDocument.label": ("Mirror on the NAS",),
    "VersionDocument.docs": (f"{API}/docs",),
    "VersionDocument.openapi": (f"{API}/openapi.json",),
    "WhyRefused.code": ("home_missing",),
    **{f"{album}.id": (ALBUM,) for album in ("AlbumDocument", "ChangedAlbum", "NamedAlbum")},
    **{
        f"{item}.{name}": (value,)
        for item in ("ItemDocument", "ItemInFull", "ItemChange", "ChangeOfItems")
        for name, value in {"id": ITEM, "title": "Val d'Orcia"}.items()
    },
}
TYPES = {"string": str, "integer": int, "number": float, "object": dict, "null": type(None)}


def add_examples(schemas: Mapping[str, Any]) -> None:
    """Give an example to each field of schemas that does not say itself which values there are."""
    for title, schema in schemas.items():
        for name, field in schema.get("properties", {}).items():
            if examples := list(examples_of(title.removeprefix("Some"), name, field)):
                field["examples"] = examples[:1]


def examples_of(title: str, name: str, field: Mapping[str, Any]) -> Iterator[Any]:
    """Yield what a field may be, the best first."""
    kinds = [kind for kind in field.get("anyOf", [field]) if not {"enum", "const"} & set(kind)]
    for value in EXAMPLES.get(f"{title}.{name}", EXAMPLES.get(name, ())):
        if any(fits(value, kind) for kind in kinds):
            yield value
    yield from (FORMATS[kind["format"]] for kind in kinds if kind.get("format") in FORMATS)


def fits(value: Any, kind: Mapping[str, Any]) -> bool:
    """Return whether a value is of the type of a schema."""
    if kind.get("type") == "array":
        return isinstance(value, list) and all(fits(each, kind["items"]) for each in value)
    return TYPES.get(kind.get("type", "")) is type(value)

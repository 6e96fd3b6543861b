"""From what a person pastes to a film: its provider, and what that calls it. Nothing else is kept.
And back from a film to where it is played.

One parser takes an address apart, and each part must be just what it may be: hosts are compared
whole, so `youtube.com.evil.test` and `youtube.com@evil.test` are none of ours.
"""

import re
from urllib.parse import parse_qs, urlsplit

from bviewer.albums.films import Film
from bviewer.models import Provider
from bviewer.problems import Problem

LONGEST_ADDRESS = 2000
YOUTUBE_HOSTS = {
    *("youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com"),
    *("youtube-nocookie.com", "www.youtube-nocookie.com"),
}
SHORT_HOST = "youtu.be"
VIMEO_HOSTS = {"vimeo.com", "www.vimeo.com"}
VIMEO_PLAYER = "player.vimeo.com"
YOUTUBE_PLAYER = "www.youtube-nocookie.com"  # It stores nothing before somebody plays.
PLAYERS = (f"https://{YOUTUBE_PLAYER}", f"https://{VIMEO_PLAYER}")
HOSTS = {*YOUTUBE_HOSTS, SHORT_HOST, *VIMEO_HOSTS, VIMEO_PLAYER}

YOUTUBE_ID = r"(?P<id>[A-Za-z0-9_-]{11})"
# Ids of Vimeo have ten digits at most; films that are not listed there have a key besides.
VIMEO_ID = r"(?P<id>[1-9][0-9]{4,9})"
VIMEO_KEY = r"(?P<key>[0-9a-f]{8,12})"
NAME = r"[A-Za-z0-9_-]+"

YOUTUBE_PATH = re.compile(rf"/(?:embed|shorts|live|v)/{YOUTUBE_ID}/?")
SHORT_PATH = re.compile(rf"/{YOUTUBE_ID}/?")
VIMEO_PATHS = [
    re.compile(rf"/(?:manage/videos/)?{VIMEO_ID}(?:/{VIMEO_KEY})?/?"),
    re.compile(rf"/(?:channels|ondemand)/{NAME}/{VIMEO_ID}/?"),
    re.compile(rf"/groups/{NAME}/videos/{VIMEO_ID}/?"),
    re.compile(rf"/(?:album|showcase)/[0-9]+/video/{VIMEO_ID}/?"),
]
PLAYER_PATH = re.compile(rf"/video/{VIMEO_ID}/?")
PRINTABLE = re.compile(r"[!-\[\]-~]+")  # ASCII without spaces and backslashes.


def film_of(text: str) -> Film:
    """Return the film that an address or an id means; refuse anything else."""
    text = text.strip()
    film = None
    if len(text) <= LONGEST_ADDRESS and PRINTABLE.fullmatch(text):
        film = film_by_id(text) or film_by_address(text)
    if film is None:
        raise Problem("video_address_unknown", "address")
    return film


def film_by_id(text: str) -> Film | None:
    """Return the film that an id alone means; one of digits is of Vimeo."""
    if re.fullmatch(VIMEO_ID, text):
        return Film(Provider.VIMEO, text)
    return Film(Provider.YOUTUBE, text) if re.fullmatch(YOUTUBE_ID, text) else None


def film_by_address(text: str) -> Film | None:
    """Return the film behind an address, which may lack its scheme."""
    if text.lower().startswith(tuple(f"{host}/" for host in HOSTS)):
        text = f"https://{text}"
    try:
        scheme, host, path, query, _fragment = urlsplit(text)
    except ValueError:
        return None
    host = host.lower()
    if scheme not in {"http", "https"} or host not in HOSTS:
        return None
    if host in YOUTUBE_HOSTS:
        return youtube_film(path, query)
    if host == SHORT_HOST:
        return youtube(SHORT_PATH.fullmatch(path))
    return vimeo_film(host, path, query)


def youtube_film(path: str, query: str) -> Film | None:
    """Return the film of a page or a player of YouTube."""
    if path in {"/watch", "/watch/"}:
        return youtube(re.fullmatch(YOUTUBE_ID, only_value(query, "v")))
    return youtube(YOUTUBE_PATH.fullmatch(path))


def youtube(match: re.Match[str] | None) -> Film | None:
    """Return the film of YouTube that a pattern found."""
    return None if match is None else Film(Provider.YOUTUBE, match["id"])


def vimeo_film(host: str, path: str, query: str) -> Film | None:
    """Return the film of a page or a player of Vimeo, with its key if it has one."""
    if host == VIMEO_PLAYER:
        match = PLAYER_PATH.fullmatch(path)
        key = only_value(query, "h")
    else:
        match = next(filter(None, (pattern.fullmatch(path) for pattern in VIMEO_PATHS)), None)
        key = (match.groupdict().get("key") if match else None) or ""
    if match is None or not re.fullmatch(f"({VIMEO_KEY})?", key):
        return None
    return Film(Provider.VIMEO, f"{match['id']}/{key}" if key else match["id"])


def only_value(query: str, name: str) -> str:
    """Return the value of a parameter; empty if there is none, or more than one."""
    values = parse_qs(query).get(name, [])
    return values[0] if len(values) == 1 else ""


def page_of(film: Film) -> str:
    """Return the address of a film's page at its provider."""
    if film.provider == Provider.YOUTUBE:
        return f"https://www.youtube.com/watch?v={film.number}"
    return f"https://vimeo.com/{film.provider_id}"


def player_of(film: Film) -> str:
    """Return the address of a film's player, as a frame shows it."""
    if film.provider == Provider.YOUTUBE:
        return f"https://{YOUTUBE_PLAYER}/embed/{film.number}?rel=0"
    key = f"&h={film.key}" if film.key else ""
    return f"https://{VIMEO_PLAYER}/video/{film.number}?dnt=1{key}"

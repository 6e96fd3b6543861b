"""Numbers and times as people read them."""

from datetime import datetime

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def count(number: int, noun: str) -> str:
    """`1 photograph`, `2 photographs`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def day(time: datetime) -> str:
    """`12 June 2024`."""
    return f"{time.day} {MONTHS[time.month - 1]} {time.year}"


def moment(time: datetime) -> str:
    """`12 June 2024, 14:05`, local time as taken."""
    return f"{day(time)}, {time:%H:%M}"


def days(first: datetime | None, last: datetime | None) -> str:
    """The span of an album, as short as it can be said; empty without a time."""
    if first is None or last is None:
        return ""
    if first.date() == last.date():
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}\u2013{day(last)}"
    if first.year == last.year:
        return f"{MONTHS[first.month - 1]}\u2013{MONTHS[last.month - 1]} {last.year}"
    return f"{first.year}\u2013{last.year}"


def content(images: int, albums: int) -> str:
    """How much an album holds, itself and below."""
    parts = [count(albums, "album")] if albums else []
    return ", ".join(parts + ([count(images, "photograph")] if images or not albums else []))

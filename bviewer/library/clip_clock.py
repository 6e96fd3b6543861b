"""The clock of a camcorder, which AVCHD tells beside its pictures, and FFmpeg in no tag.

As user data of H.264 (ITU-T H.264, D.1.7): an id, `MDPM`, how many entries there are, and these,
each a number and four bytes. Two of them have the digits of a moment.
"""

import itertools
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from av import FFmpegError

from bviewer.library.bounded import BudgetSpentError

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

MARK = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
_DAY, _TIME = "18", "19"
# Behind the zone: nobody tells whether that has the summer in it.
_DIGITS = re.compile(r"..(\d{4})" + 5 * r"(\d\d)", re.ASCII)
_LENGTH = 4096  # Bytes of a picture that are looked at.


def clock_tags(container: "InputContainer", film: "VideoStream") -> dict[str, str]:
    """Return what the clock showed at the first picture, as the tag that other containers have for
    it; none if that is not told."""
    with suppress(FFmpegError, BudgetSpentError, ValueError):
        for packet in itertools.islice(container.demux(film), 1):
            return {"date": recorded(bytes(packet)[:_LENGTH])}
    return {}


def recorded(picture: bytes) -> str:
    """Return when a picture was taken; raises ValueError if it does not say so."""
    data = picture.partition(MARK)[2]
    data = data.replace(b"\0\0\3", b"\0\0")  # H.264 puts that in, lest it look like a beginning.
    number = data[0] if data else 0
    parts = [data[at : at + 5].hex() for at in range(1, 1 + 5 * number, 5)]
    entries = {part[:2]: part[2:] for part in parts}
    match = _DIGITS.fullmatch(entries.get(_DAY, "") + entries.get(_TIME, ""))
    if match is None:
        raise ValueError("a picture without a clock")
    return "{}-{}-{} {}:{}:{}".format(*match.groups())

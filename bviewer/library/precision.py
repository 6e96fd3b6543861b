"""How exactly it is known when something was taken."""

from enum import StrEnum


class Precision(StrEnum):
    """What of a time was said; the rest of it is the earliest that there is."""

    CLOCK = "clock"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    FILE = "file"  # Nothing: it is the time of the file, which may be that of a copy.

"""What one photograph may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that reading or decoding one photograph may take: pixels, MiB of memory, seconds."""

    max_pixels: int
    memory_mb: int
    seconds: float

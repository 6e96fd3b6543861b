"""How long others may keep the resized images that they were sent, in seconds."""

from bviewer.config.settings import Settings

HIDDEN_MAX_AGE = 300


def longest_kept(settings: Settings) -> int:
    """Return how long after an album was closed somebody may be shown its images from a copy."""
    return max(settings.public_max_age, HIDDEN_MAX_AGE)

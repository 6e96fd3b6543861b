"""The languages that people may choose: those of `bviewer/locale`, and English."""

LANGUAGES = ("en", "de", "es", "fr", "ru")

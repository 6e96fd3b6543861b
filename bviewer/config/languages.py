"""The languages that people may choose: those of `bviewer/locale`, and English."""

# What they call themselves. CLDR has it as well, but to ask for it takes all five into memory.
NAMES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "ru": "Русский"}
LANGUAGES = tuple(NAMES)

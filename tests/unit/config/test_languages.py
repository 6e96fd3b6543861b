from babel import Locale

from bviewer.config.languages import NAMES


def test_languages_call_themselves_as_cldr_says():
    assert {code: Locale.parse(code).get_display_name(code).capitalize() for code in NAMES} == NAMES

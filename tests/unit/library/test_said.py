from bviewer.library import iptc
from bviewer.library.said import LONGEST_CAPTION, LONGEST_TITLE, MOST_KEYWORDS, Said, texts_of
from bviewer.library.sidecars import Beside
from bviewer.library.takeout import Takeout


def test_each_text_comes_from_the_first_that_says_it() -> None:
    said = Said(
        beside=Beside([{"dc:title": ["beside"]}], Takeout(caption="told")),
        xmp={"dc:title": ["inside"], "xmp:Rating": ["4"]},
        iptc={iptc.TITLE: ["old"], iptc.KEYWORDS: ["a", "b", "a"]},
    )
    assert texts_of(said) == ("beside", "told", ("a", "b"), 4)


def test_a_text_of_the_camera_is_none() -> None:
    said = Said(iptc={iptc.CAPTION: ["OLYMPUS DIGITAL CAMERA"], iptc.HEADLINE: ["Boat"]})
    assert texts_of(said)[:2] == ("Boat", "")


def test_texts_are_on_their_lines_and_of_some_length() -> None:
    long, keywords = "x" * 20_000, [f"k{number}" for number in range(500)]
    said = Said(xmp={"dc:title": ["a\n\x1bb"], "dc:description": ["a\r\nb"]})
    assert texts_of(said)[:2] == ("a  b", "a\nb")
    said = Said(xmp={"dc:title": [long], "dc:description": [long], "dc:subject": keywords})
    title, caption, kept, _ = texts_of(said)
    assert (len(title), len(caption), len(kept)) == (LONGEST_TITLE, LONGEST_CAPTION, MOST_KEYWORDS)


def test_ratings_are_those_that_there_are() -> None:
    for written, rating in [
        ("5", 5),
        ("-1", -1),
        ("3.0", 3),
        ("6", None),
        ("x", None),
        ("inf", None),
    ]:
        assert texts_of(Said(xmp={"xmp:Rating": [written]})).rating == rating

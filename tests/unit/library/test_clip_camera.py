import pytest

from bviewer.library.clip_camera import clip_camera


def test_phones_say_who_made_them() -> None:
    apple = {"com.apple.quicktime.make": "Apple", "com.apple.quicktime.model": "iPhone 6"}
    assert clip_camera(apple) == {"make": "Apple", "model": "iPhone 6"}
    android = {"com.android.manufacturer": "Google", "com.android.model": "Pixel 8"}
    assert clip_camera(android) == {"make": "Google", "model": "Pixel 8"}
    assert clip_camera({"make": "NIKON", "model": " COOLPIX\x00\n"}) == {
        "make": "NIKON",
        "model": "COOLPIX",
    }


def test_text_is_short_and_plain() -> None:
    assert clip_camera({"model": "x" * 300})["model"] == "x" * 200
    assert clip_camera({"model": " \x00 "}) == {}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("+52.3693+006.6761+10.534988/", (52.3693, 6.6761)),
        ("+51.4169-000.0806/", (51.4169, -0.0806)),
        ("-33.9-070.5", (-33.9, -70.5)),
        ("+5222.5+00640/", (52.375, 6.6666667)),
        ("+522230-0064012.5/", (52.375, -6.6701389)),
        ("+90+180/", (90, 180)),
    ],
)
def test_places_are_written_in_degrees_or_with_minutes(
    text: str, place: tuple[float, float]
) -> None:
    expected = dict(zip(("latitude", "longitude"), place, strict=True))
    assert clip_camera({"location": text}) == expected
    assert clip_camera({"com.apple.quicktime.location.ISO6709": text}) == expected


@pytest.mark.parametrize(
    "text",
    ["", "here", "+00.0000+000.0000/", "+91+000/", "+10+181/", "52.3+6.6", "+5+6/", "+nan+inf/"],
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert clip_camera({"location": text}) == {}


def test_the_first_place_that_is_one_counts() -> None:
    tags = {"location": "nowhere", "location-eng": "+10+020/"}
    assert clip_camera(tags) == {"latitude": 10, "longitude": 20}

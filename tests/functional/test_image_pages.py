"""The page of an image: what is told, and to whom."""

from typing import Any

import pytest
from sqlalchemy import select, update
from webtest import TestResponse

from bviewer.access.grants import grant
from bviewer.models import Gallery, Image, ImageState, Positions, User
from bviewer.security import visibility
from bviewer.security.permissions import Permission
from tests.mirrored import mirror
from tests.pictures import camera_exif, jpeg, picture
from tests.site import HOST, Site


@pytest.fixture
def rome(gallery: Site) -> Site:
    """The gallery with a photograph from Rome in `open` and in `priv`; `viewer` was given `priv`,
    `everywhere` all."""
    for path in ("open/rome.jpg", "priv/rome.jpg"):
        gallery.write(path, jpeg(exif=camera_exif()))
    mirror(gallery)
    for name in ("plain", "viewer", "everywhere"):
        gallery.add_user(name)
    private = gallery.album("priv").id
    with gallery.session() as session:
        people = {user.name: user for user in session.scalars(select(User))}
        only = session.scalars(select(Gallery)).one()
        grant(session, people["viewer"], only, private)
        grant(session, people["everywhere"], only, None)
    return gallery


def details(page: TestResponse) -> dict[str, str]:
    """The details of a photograph, by their names."""
    return {line.dt.text: line.dd.text for line in page.html.select(".details div")}


def tells_place(site: Site, name: str | None, path: str) -> bool:
    """Whether an image's page says where it was taken; if not, nothing of it is anywhere on it."""
    page, camera = site.browser(name).get(site.image_url(path)), site.image(path).camera
    numbers = [f"{camera[axis]:.3f}" for axis in ("latitude", "longitude")]
    is_told = "Place" in details(page)
    assert is_told == ("geo:" in page) == all(number[:-1] in page for number in numbers)
    assert is_told or not any(number[:-1] in page for number in numbers)
    return is_told


def test_everybody_is_told_how_a_photograph_was_taken(rome: Site) -> None:
    for name in (None, "plain", "owner"):
        told = details(rome.browser(name).get(rome.image_url("open/rome.jpg")))
        assert told.pop("Place", None) is None or name == "owner"
        assert told == {
            "Camera": "NIKON D750",
            "Lens": "24.0-120.0 mm f/4.0",
            "Exposure": "35~mm · f/5.6 · 1/250~s · ISO~400".replace("~", "\N{NO-BREAK SPACE}"),
            "Size": told["Size"],
            "Time zone": "UTC+2:00",
        }


def test_a_photograph_without_facts_is_never_told_to_be_of_the_date_of_its_file(rome: Site) -> None:
    rome.write("open/DSC_0049.jpg", jpeg(30, 20))
    rome.sync()
    answer = rome.browser().get(rome.image_url("open/DSC_0049.jpg"))
    assert details(answer)["Time"] == "unknown; the file is of 14 November 2023"
    assert answer.html.find("h1").text == "DSC_0049"
    assert answer.html.select_one(".facts span").text == ""


def test_a_photograph_that_a_camera_named_is_called_by_its_date(rome: Site) -> None:
    rome.write("open/DSC_0049.jpg")
    rome.sync()
    browser, url = rome.browser(), rome.image_url("open/DSC_0049.jpg")
    answer = browser.get(url)
    assert answer.html.find("h1").text == "Tuesday, 14 November 2023, 22:13"
    assert answer.html.select_one(".facts span").text == ""
    assert details(answer)["File"] == "DSC_0049.jpg"
    german = browser.get(url, headers={"Accept-Language": "de"})
    assert german.html.find("h1").text.startswith("Dienstag")
    alts = {img["alt"] for img in browser.get(rome.album_url("open")).html.select("img[alt]")}
    assert "Tuesday, 14 November 2023, 22:13" in alts


PLACES: dict[Positions, dict[str | None, tuple[bool, bool | None]]] = {
    Positions.NOBODY: {
        None: (False, None),
        "plain": (False, None),
        "viewer": (False, False),
        "everywhere": (False, False),
    },
    Positions.TRUSTED: {
        None: (False, None),
        "plain": (False, None),
        "viewer": (False, True),
        "everywhere": (True, True),
        "owner": (True, True),
    },
    Positions.EVERYBODY: {
        None: (True, None),
        "plain": (True, None),
        "viewer": (True, True),
        "owner": (True, True),
    },
}


@pytest.mark.parametrize("positions", list(Positions))
def test_a_position_is_told_to_those_whom_the_gallery_chose(
    rome: Site, positions: Positions
) -> None:
    with rome.session() as session:
        session.execute(update(Gallery).where(Gallery.host == HOST).values(positions=positions))
    for name, (in_open, in_private) in PLACES[positions].items():
        assert tells_place(rome, name, "open/rome.jpg") == in_open, name
        if in_private is not None:
            assert tells_place(rome, name, "priv/rome.jpg") == in_private, name


def downloads(page: TestResponse) -> list[Any]:
    """The links to the original on an image's page."""
    return [link["href"] for link in page.html.select("a") if link["href"].endswith("/full")]


def test_the_original_is_offered_to_whoever_may_have_it(
    rome: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = rome.image_url("open/rome.jpg")
    stranger, owner = rome.browser(), rome.browser("owner")
    for browser in (stranger, owner):
        (link,) = downloads(browser.get(url))
        assert browser.get(link).body == (rome.library / "open/rome.jpg").read_bytes()
    monkeypatch.setattr(visibility, "VISITOR", (Permission.VIEW, Permission.LIST))
    assert downloads(stranger.get(url)) == []
    stranger.get(f"{url}full", status=404)
    assert len(downloads(owner.get(url))) == 1


def test_the_original_of_a_missing_image_is_not_offered(rome: Site) -> None:
    with rome.session() as session:
        query = update(Image).where(Image.path == "open/rome.jpg")
        session.execute(query.values(state=ImageState.MISSING))
    assert downloads(rome.browser("owner").get(rome.image_url("open/rome.jpg"))) == []


def test_an_empty_file_is_not_offered(rome: Site) -> None:
    rome.write("open/empty.jpg", b"")
    rome.sync()
    page = rome.browser("owner").get(rome.image_url("open/empty.jpg"))
    assert downloads(page) == []


def test_browsers_choose_among_the_sizes_that_show_all_of_a_photograph(rome: Site) -> None:
    url = rome.image_url("open/rome.jpg")
    assert rome.browser().get(url).html.select_one(".stage img").get("srcset") is None
    with rome.session() as session:
        large = update(Image).where(Image.path == "open/rome.jpg")
        session.execute(large.values(width=6000, height=4000))
    shown = rome.browser().get(url).html.select_one(".stage img")
    told = [choice.split() for choice in shown["srcset"].split(", ")]
    assert [(address.rpartition("/")[2][:5], width) for address, width in told] == [
        ("huge.", "3840w"), ("large", "2560w"), ("big.j", "1620w"),
    ]  # fmt: skip
    assert shown["sizes"] == "min(3840px, 100vw, 114.0vh)"


def test_private_images_have_their_pages_for_those_who_were_given_them(rome: Site) -> None:
    url = rome.image_url("priv/rome.jpg")
    for name in (None, "plain"):
        rome.browser(name).get(url, status=404)
    for name in ("viewer", "everywhere", "owner"):
        page = rome.browser(name).get(url)
        assert page.html.h1.text == "rome"
        assert len(downloads(page)) == 1


@pytest.mark.parametrize(
    ("name", "media_type"), [("a.jfif", "image/jpeg"), ("a.jpg", "image/jpeg"), ("a.tif", None)]
)
def test_an_original_says_whether_a_browser_may_show_it(
    gallery: Site, name: str, media_type: str | None
) -> None:
    gallery.write(f"open/types/{name}", picture("TIFF" if media_type is None else "JPEG"))
    gallery.sync()
    page = gallery.browser("owner").get(gallery.image_url(f"open/types/{name}"))
    assert page.html.select_one("#download").get("type") == media_type

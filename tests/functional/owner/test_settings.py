"""The settings of a gallery in the browser, and what visitors notice of them."""

from datetime import datetime

import pytest

from bviewer.models import Gallery, Visibility
from tests.functional.owner.forms import form_at, landed
from tests.functional.stacks import everywhere
from tests.pictures import jpeg


def stored(site):
    with site.session() as session:
        gallery = session.get_one(Gallery, 1)
        session.expunge(gallery)
        return gallery


def test_an_owner_changes_all_settings(gallery):
    browser = gallery.browser("owner")
    form = form_at(browser, "/admin/settings")
    form["title"], form["description"] = "Family", "All of us."
    form["about_title"], form["about_text"] = "About us", "We like walking.\nAnd rain."
    form["footer"], form["accent"] = "Write to us", "#7FB0FF"
    form["time_zone"], form["new_albums"] = "Europe/Berlin", "private"
    form["positions"], form["indexed"] = "nobody", "yes"
    form["shows_videos"], form["mailed_links"], form["previews"] = "yes", "yes", "no"
    form["layout"], form["auto_sync"] = "rows", "no"
    form["ignored"] = "*.tif\r\n\r\n drafts/ \r\n"
    form["api_origins"] = "https://Site.example/\r\nhttp://localhost:5173"
    form["images_budget"], form["archives_budget"] = "100", "50"
    page = landed(form.submit(status=303))
    assert "Saved." in page
    assert page.request.path == "/admin/settings"
    found = stored(gallery)
    assert (found.about_title, found.about_text) == ("About us", "We like walking.\nAnd rain.")
    assert (found.footer, found.accent, found.time_zone) == (
        "Write to us",
        "#7fb0ff",
        "Europe/Berlin",
    )
    assert (found.new_albums, found.positions, found.indexed) == ("private", "nobody", True)
    assert (found.layout, found.auto_sync) == ("rows", False)
    assert (found.shows_videos, found.mailed_links, found.previews) == (True, True, False)
    assert (found.ignored, found.images_budget_mb, found.archives_budget_mb) == (
        "*.tif\ndrafts/",
        100,
        50,
    )
    assert found.api_origins == "https://site.example\nhttp://localhost:5173"
    assert (gallery.album("").title, gallery.album("").description) == ("Family", "All of us.")
    again = form_at(browser, "/admin/settings")
    assert again["accent"].value == "#7fb0ff"
    assert again["indexed"].value == "yes"


def test_saving_what_was_not_touched_changes_nothing(gallery):
    before = vars(stored(gallery)) | {"_sa_instance_state": None}
    landed(form_at(gallery.browser("owner"), "/admin/settings").submit(status=303))
    assert vars(stored(gallery)) | {"_sa_instance_state": None} == before


def test_what_was_not_touched_need_not_be_right_by_now(gallery):
    with gallery.session() as session:
        session.get_one(Gallery, 1).time_zone = "US/Pacific-New"  # There was one of that name.
    form = form_at(gallery.browser("owner"), "/admin/settings")
    form["footer"] = "Hello"
    form.submit(status=303)
    assert stored(gallery).footer == "Hello"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", " ", "This field is required."),
        ("time_zone", "Europe/Atlantis", "Europe/Atlantis is not a time zone such as"),
        ("time_zone", "../../etc/passwd", "is not a time zone such as"),
        ("accent", "#222222", "#222222 is too dark to be seen here."),
        ("accent", "red;}", "This is not a colour such as #d9a441."),
        ("footer", "x" * 501, "Field cannot be longer than 500 characters."),
        ("ignored", "!keep", "!keep cannot be ignored"),
        ("api_origins", "https://a.example *", "* is not an origin such as https://site.example."),
        ("api_origins", "https://site.example/page", "page is not an origin such as"),
        ("images_budget", "0", "A budget is between 1 and 1,000,000,000 MB."),
        ("images_budget", "9" * 30, "A budget is between 1 and 1,000,000,000 MB."),
        ("images_budget", "much", "This is not a whole number."),
        ("positions", "aliens", None),
    ],
)
def test_what_is_refused_is_said_beside_its_field(gallery, field, typed, said):
    form = form_at(gallery.browser("owner"), "/admin/settings")
    form["about_text"] = "A new text"
    form[field].force_value(typed)
    answer = form.submit(status=422)
    assert said is None or said in answer.html.text
    assert "A new text" in answer
    assert stored(gallery).about_text == ""


def test_the_second_of_two_tabs_is_told_what_changed(gallery):
    browser = gallery.browser("owner")
    first, second = (form_at(browser, "/admin/settings") for _ in range(2))
    first["positions"] = "everybody"
    first.submit(status=303)
    second["footer"] = "Hello"
    assert "Now: Everybody" in second.submit(status=409)
    assert stored(gallery).positions == "everybody"


def test_a_gallery_has_a_colour_of_its_own_without_styles_in_pages(gallery):
    stranger = gallery.browser()
    assert "accent" not in stranger.get("/")
    stranger.get("/accent.css?v=7fb0ff", status=404)
    with gallery.session() as session:
        session.get_one(Gallery, 1).accent = "#7fb0ff"
    for url in ("/", "/login", gallery.album_url("open")):
        (link,) = stranger.get(url).html.select('link[href*="accent"]')
        assert link["href"] == "http://pub.test/accent.css?v=7fb0ff"
    sheet = stranger.get(link["href"])
    assert sheet.text == ":root{--accent:#7fb0ff}\n"
    assert sheet.content_type == "text/css"
    assert "immutable" in sheet.headers["Cache-Control"]
    stranger.get("/accent.css?v=000000", status=404)


def test_what_stands_below_all_pages_is_for_whoever_can_see_the_gallery(gallery):
    with gallery.session() as session:
        session.get_one(Gallery, 1).footer = "Write to <us>"
    stranger = gallery.browser()
    assert "Write to &lt;us&gt;" in stranger.get(gallery.album_url("open"))
    gallery.set_visibility("", Visibility.PRIVATE)
    assert "Write to" not in stranger.get("/login")
    assert "Write to" in gallery.browser("owner").get("/")


@everywhere
def test_another_time_zone_reads_the_times_again_that_depend_on_it(gallery):
    file = gallery.write("zone/a.jpg", jpeg(60, 40))
    gallery.write("zone/PXL_20240613_142501123.jpg", jpeg(60, 41))
    gallery.write("zone/IMG_20240613_142501.jpg", jpeg(60, 42))
    gallery.sync()
    before = gallery.image("zone/a.jpg")
    assert before.time == datetime(2023, 11, 14, 22, 13, 20)
    form = form_at(gallery.browser("owner"), "/admin/settings")
    form["time_zone"] = "Asia/Tokyo"
    form.submit(status=303)
    gallery.run_jobs()
    after = gallery.image("zone/a.jpg")
    assert after.time == datetime(2023, 11, 15, 7, 13, 20)
    assert gallery.image("zone/PXL_20240613_142501123.jpg").time.hour == 23
    assert gallery.image("zone/IMG_20240613_142501.jpg").time.hour == 14
    assert after.ctime_ns == file.stat().st_ctime_ns
    assert after.placeholder == before.placeholder
    assert gallery.sync().changed == 0

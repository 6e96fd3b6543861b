"""What is beside pictures: read with them, and again when it changes; no edit of the picture."""

from datetime import datetime

import pytest
from sqlalchemy import update

from bviewer.db.sessions import reading_session
from bviewer.library import reading
from bviewer.models import Album, AlbumSummary, Audience, Image, Visibility
from bviewer.sync.service import run_sync
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill, picture

TAKEOUT = """{"photoTakenTime": {"timestamp": "1588748889"}, "description": "At sea",
    "geoData": {"latitude": 48.1, "longitude": 11.5}}"""


def xmp(title: str) -> bytes:
    return f"""<rdf:Description xmp:Rating="4" photoshop:DateCreated="2020-05-06T07:08:09">
        <dc:title><rdf:Alt><rdf:li>{title}</rdf:li></rdf:Alt></dc:title>
        </rdf:Description>""".encode()


def put(site: Site, path: str, data: bytes) -> None:
    site.library.joinpath(path).write_bytes(data)


def summary(site: Site) -> AlbumSummary:
    key = site.album("a").id, Audience.TRUSTED
    with reading_session(site.runtime.engine) as session:
        return session.get_one(AlbumSummary, key)


@pytest.mark.parametrize("name", ["DSC_0049.xmp", "DSC_0049.jpg.xmp", "DSC_0049.JPG.XMP"])
def test_a_sidecar_says_what_its_picture_does_not(site: Site, name: str):
    site.write("a/DSC_0049.jpg", jpeg(16, 12))
    put(site, f"a/{name}", xmp("Boat"))
    site.sync()
    image = site.image("a/DSC_0049.jpg")
    assert (image.file_title, image.rating) == ("Boat", 4)
    assert (image.time, image.time_source) == (datetime(2020, 5, 6, 7, 8, 9), "xmp")


def test_takeout_says_time_caption_and_place(site: Site):
    site.write("a/1.jpg", jpeg(16, 12))
    put(site, "a/1.jpg.supplemental-metadata.json", TAKEOUT.encode())
    site.sync()
    image = site.image("a/1.jpg")
    assert (image.time, image.time_source) == (datetime(2020, 5, 6, 7, 8, 9), "takeout")
    assert image.file_caption == "At sea"
    assert (image.camera["latitude"], image.camera["longitude"]) == (48.1, 11.5)


def test_a_sidecar_that_changes_is_no_edit_of_the_picture(site: Site):
    fill(site, "closed/1.jpg", "closed/2.jpg")
    with site.session() as session:
        session.get_one(Album, site.album("closed").id).visibility = Visibility.PRIVATE
    before = site.image("closed/1.jpg")
    put(site, "closed/1.xmp", xmp("Boat"))
    report = site.sync()
    after = site.image("closed/1.jpg")
    assert (after.file_title, after.id) == ("Boat", before.id)
    assert after.quick_hash == before.quick_hash
    assert (after.mtime_ns, after.ctime_ns) == (before.mtime_ns, before.ctime_ns)
    assert (after.time, after.time_source) == (before.time, "exif")
    assert (report.added, report.changed, report.missing, list(report.openness())) == (0, 1, 0, [])
    put(site, "closed/1.xmp", xmp("A longer title"))
    site.sync()
    assert site.image("closed/1.jpg").file_title == "A longer title"
    site.library.joinpath("closed/1.xmp").unlink()
    site.sync()
    assert site.image("closed/1.jpg").file_title == ""
    assert site.album("closed").visibility == Visibility.PRIVATE


def test_what_a_person_says_of_the_time_stays(site: Site):
    site.write("a/1.jpg", jpeg(16, 12))
    site.sync()
    image_id = site.image("a/1.jpg").id
    with site.session() as session:
        image = session.get_one(Image, image_id)
        image.file_time, image.time = image.time, image.time.replace(year=1999)
    put(site, "a/1.xmp", xmp("Boat"))
    site.sync()
    assert site.image("a/1.jpg").file_time == datetime(2020, 5, 6, 7, 8, 9)


def test_nothing_is_read_of_a_library_that_did_not_change(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    fill(site, "a/1.jpg")
    put(site, "a/1.xmp", xmp("Boat"))
    site.sync()
    monkeypatch.setattr(reading.Reader, "read_all", None)
    assert site.sync().unchanged == 1


def test_what_is_wrong_beside_a_picture_is_a_line_of_the_report(site: Site):
    fill(site, "a/1.jpg")
    put(site, "a/1.xmp", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    put(site, "a/1.jpg.json", b"[" * 100_000)
    report = site.sync()
    assert "a/1.xmp: has a document type" in report.unread()
    assert any(line.startswith("a/1.jpg.json: is no JSON") for line in report.unread())
    assert (report.changed, report.unchanged) == (0, 1)
    assert site.image("a/1.jpg").state == "ready"


def test_all_is_read_again_when_asked(site: Site):
    site.write("a/1.jpg", picture(1))
    site.write("b/2.jpg", picture(2))
    site.sync()
    with site.session() as session:
        session.execute(update(Image).values(time=datetime(1999, 9, 9), file_title="old"))
    assert run_sync(site.runtime, GALLERY).changed == 0
    assert run_sync(site.runtime, GALLERY, "a", again=True).changed == 1
    assert [site.image(path).file_title for path in ("a/1.jpg", "b/2.jpg")] == ["", "old"]
    assert run_sync(site.runtime, GALLERY, again=True).changed == 1
    assert site.image("b/2.jpg").time.year == 2020
    assert run_sync(site.runtime, GALLERY).changed == 0


def test_a_date_of_a_file_is_none_of_its_album(site: Site):
    site.write("a/1.jpg", jpeg(16, 12))
    site.sync()
    assert summary(site).first_time is None
    site.write("a/2.jpg", picture(1))
    site.sync()
    assert summary(site).last_time.year == 2020
    assert summary(site).years == (2020,)

"""Downloading an album: how far its archive is is seen, with a script and without one."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Gallery, go_on


@pytest.mark.parametrize("window", ["phone"])
@pytest.mark.usefixtures("album")
@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "none"])
def test_an_album_is_downloaded_when_it_is_ready(
    gallery: Gallery, page: Page, sleeping: list[int], tmp_path: Path
) -> None:
    for path in gallery.ini.parent.rglob("archives/*/*.zip"):
        path.unlink()  # What another test has had prepared.
    page.get_by_role("link", name="Download").click()
    page.get_by_role("button", name="Prepare the download").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    go_on(sleeping)
    link = page.locator("#archive a")
    link.wait_for()
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "album.zip")
    assert download.value.suggested_filename == "Iceland 2024.zip"
    assert zipfile.ZipFile(tmp_path / "album.zip").testzip() is None


def test_one_who_waits_no_longer_says_so(page: Page, album: str, sleeping: list[int]) -> None:
    page.goto(f"{album}choose")
    page.locator("[name=item]").first.check()
    page.get_by_role("button", name="Prepare the download").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Prepare the download")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)

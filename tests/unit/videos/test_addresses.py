"""Which film an address means: many real forms of them, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.models import Provider
from bviewer.problems import Problem
from bviewer.videos.addresses import LONGEST_ADDRESS, film_of

TUBE = "dQw4w9WgXcQ"
ODD = "-_aB3dE5fG7"
VIMEO, KEY = "76979871", "8272103f6e"

OF_YOUTUBE = [
    TUBE,
    f"  {TUBE}\n",
    f"https://www.youtube.com/watch?v={TUBE}",
    f"http://youtube.com/watch?v={TUBE}",
    f"HTTPS://WWW.YouTube.COM/watch?v={TUBE}",
    f"https://m.youtube.com/watch?v={TUBE}&feature=youtu.be",
    f"https://music.youtube.com/watch?v={TUBE}&si=AbC_d-E",
    f"https://www.youtube.com/watch?v={TUBE}&t=42s",
    f"https://www.youtube.com/watch?list=PL590L5WQmH8fJ54F369BLDSqIwcs-TCfs&v={TUBE}&index=3",
    f"https://www.youtube.com/watch?app=desktop&v={TUBE}#t=1m",
    f"https://www.youtube.com/watch/?v={TUBE}",
    f"youtube.com/watch?v={TUBE}",
    f"www.youtube.com/watch?v={TUBE}",
    f"https://youtu.be/{TUBE}",
    f"https://youtu.be/{TUBE}?si=Jx0G_Qk-2h&t=10",
    f"youtu.be/{TUBE}/",
    f"https://www.youtube.com/embed/{TUBE}?rel=0&autoplay=1",
    f"https://www.youtube-nocookie.com/embed/{TUBE}",
    f"https://www.youtube.com/shorts/{TUBE}",
    f"https://youtube.com/shorts/{TUBE}?feature=share",
    f"https://www.youtube.com/live/{TUBE}?feature=shared",
    f"https://www.youtube.com/v/{TUBE}?version=3",
]
OF_VIMEO = [
    VIMEO,
    f"https://vimeo.com/{VIMEO}",
    f"http://www.vimeo.com/{VIMEO}/",
    f"vimeo.com/{VIMEO}?share=copy",
    f"https://vimeo.com/{VIMEO}#t=30s",
    f"https://vimeo.com/manage/videos/{VIMEO}",
    f"https://vimeo.com/channels/staffpicks/{VIMEO}",
    f"https://vimeo.com/groups/short-films_1/videos/{VIMEO}",
    f"https://vimeo.com/album/2222222/video/{VIMEO}",
    f"https://vimeo.com/showcase/7008490/video/{VIMEO}",
    f"https://vimeo.com/ondemand/some-film/{VIMEO}",
    f"https://player.vimeo.com/video/{VIMEO}?title=0&byline=0",
]
WITH_KEY = [
    f"https://vimeo.com/{VIMEO}/{KEY}",
    f"https://vimeo.com/{VIMEO}/{KEY}?share=copy&fl=sv",
    f"https://vimeo.com/manage/videos/{VIMEO}/{KEY}",
    f"https://player.vimeo.com/video/{VIMEO}?h={KEY}&autoplay=1",
]
NONE = [
    "",
    "x",
    "hello world",
    TUBE[:-1],
    f"{TUBE}x",
    "0123456",
    "https://www.youtube.com/",
    "https://www.youtube.com/watch",
    "https://www.youtube.com/watch?v=",
    f"https://www.youtube.com/watch?v={TUBE}x",
    f"https://www.youtube.com/watch?v={TUBE}&v=AAAAAAAAAAA",
    f"https://www.youtube.com/watch?v={TUBE}%0A",
    f"https://www.youtube.com/watch?V={TUBE}",
    f"https://www.youtube.com/playlist?list={TUBE}",
    f"https://www.youtube.com/channel/{TUBE}",
    f"https://www.youtube.com/@{TUBE}",
    f"https://www.youtube.com/embed/{TUBE}/x",
    f"https://www.youtube.com/redirect?q=https://youtu.be/{TUBE}",
    f"https://youtu.be/{TUBE}/../x",
    f"https://youtube.com.evil.test/watch?v={TUBE}",
    f"https://youtube.com@evil.test/watch?v={TUBE}",
    f"https://evil.test@youtube.com/watch?v={TUBE}",
    f"https://evil.test/youtube.com/watch?v={TUBE}",
    f"https://evilyoutube.com/watch?v={TUBE}",
    f"https://youtube.com:8443/watch?v={TUBE}",
    f"https://youtube.com./watch?v={TUBE}",
    f"https://evil.test\\@youtube.com/watch?v={TUBE}",
    f"https://youtube.com\\.evil.test/watch?v={TUBE}",
    f"https://y\u043eutube.com/watch?v={TUBE}",
    f"javascript:alert('{TUBE}')",
    f"javascript://youtube.com/watch?v={TUBE}",
    f"file://youtube.com/watch?v={TUBE}",
    f"//youtube.com/watch?v={TUBE}",
    f"https://youtu.be/{TUBE} onload=x",
    f"https://youtu.be/{TUBE}\r\nHost: evil.test",
    f"https://you\ttu.be/{TUBE}",
    "https://[youtube.com/watch",
    "https://vimeo.com/",
    "https://vimeo.com/event/123456",
    f"https://evilvimeo.com/{VIMEO}",
    f"https://vimeo.com.evil.test/{VIMEO}",
    "https://vimeo.com/user12345678",
    "https://vimeo.com/12345678901",
    f"https://vimeo.com/{VIMEO}/xyz",
    f"https://vimeo.com/{VIMEO}/{KEY}/x",
    f"https://player.vimeo.com/video/{VIMEO}?h=<script>",
    f"https://player.vimeo.com/{VIMEO}",
    f"https://vimeo.com/video/{VIMEO}",
    "\u0667\u0666\u0669\u0667\u0669\u0668\u0667\u0661",
    f"https://youtu.be/{TUBE}?{'x' * LONGEST_ADDRESS}",
]


@pytest.mark.parametrize("text", OF_YOUTUBE)
def test_a_film_of_youtube_is_its_id(text: str) -> None:
    for film_id in (TUBE, ODD):
        assert film_of(text.replace(TUBE, film_id)) == (Provider.YOUTUBE, film_id)


@pytest.mark.parametrize("text", OF_VIMEO)
def test_a_film_of_vimeo_is_its_id(text: str) -> None:
    assert film_of(text) == (Provider.VIMEO, VIMEO)


@pytest.mark.parametrize("text", WITH_KEY)
def test_a_film_that_is_not_listed_has_its_key(text: str) -> None:
    assert film_of(text) == (Provider.VIMEO, f"{VIMEO}/{KEY}")


@pytest.mark.parametrize("text", NONE)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="video_address_unknown"):
        film_of(text)


@given(st.text())
def test_whatever_is_pasted_is_a_film_or_refused(text: str) -> None:
    try:
        film = film_of(text)
    except Problem:
        return
    assert film.provider_id in text

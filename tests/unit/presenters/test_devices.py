"""Sessions, by browser and device."""

import pytest

from bviewer.presenters.devices import device
from bviewer.presenters.languages import language

KIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("browser", "said"),
    [
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {KIT} Mobile Safari/604.1",
         "Safari on iPhone"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) {KIT} Version/17 Safari/605.1",
         "Safari on macOS"),
        (f"Mozilla/5.0 (Linux; Android 14) {KIT} Chrome/126.0 Mobile Safari/537.36",
         "Chrome on Android"),
        (f"Mozilla/5.0 (Linux; Android 14) {KIT} SamsungBrowser/25.0 Chrome/121 Safari/537.36",
         "Samsung Internet on Android"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/126.0 Safari/537.36 Edg/126.0",
         "Edge on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/126.0 Safari/537.36 OPR/112.0",
         "Opera on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
         "Firefox on Linux"),
        (f"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {KIT} CriOS/126.0 Safari/604.1",
         "Chrome on iPad"),
        ("curl/8.0", "A browser that does not say which"),
        ("(Windows)", "Windows"),
        ("", "A browser that does not say which"),
    ],
)  # fmt: skip
def test_a_session_is_known_by_browser_and_system(browser: str, said: str) -> None:
    assert device(language("en"), browser) == said

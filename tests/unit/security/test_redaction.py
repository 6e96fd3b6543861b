import pytest

from bviewer.security.redaction import without_passwords, without_secrets

TOKEN = "Ab3_-" * 8 + "xyz"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"POST /welcome/{TOKEN} failed", "POST /welcome/... failed"),
        (f"GET /api/v1/slideshows/{TOKEN}/next failed", "GET /api/v1/slideshows/.../next failed"),
        (f"GET /prefix/s/{TOKEN}/more?a=b", "GET /prefix/s/.../more?a=b"),
        (f"Cookie: bv={TOKEN}; a=b", "Cookie: bv=...; a=b"),
        (f"__Host-bv-share={TOKEN}; bv-share={TOKEN}", "__Host-bv-share=...; bv-share=..."),
        (f"bv-show={TOKEN}; bv-form={TOKEN}", "bv-show=...; bv-form=..."),
        (f"'__Host-bv={TOKEN}'", "'__Host-bv=...'"),
        (f"{{'Authorization': 'Bearer {TOKEN}'}}", "{'Authorization': 'Bearer ...'}"),
        (f"GET /api/v1/?token=bv_{TOKEN}&a=b", "GET /api/v1/?token=bv_...&a=b"),
        (f"mistaken for a name: 'bv_{TOKEN[:8]}'", "mistaken for a name: 'bv_...'"),
        ("postgresql://me:p@ss:w@db/x", "postgresql://me:...@db/x"),
        ("redis://:secret@localhost:6379/0", "redis://:...@localhost:6379/0"),
        ("unix:///run/redis.sock?db=0&password=secret", "unix:///run/redis.sock?db=0&password=..."),
    ],
)
def test_secrets_are_left_out(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


def test_operators_read_folders_that_are_named_like_links() -> None:
    text = "redis://:hunter2@localhost/s/photographs?password=hunter2"
    assert without_passwords(text) == "redis://:...@localhost/s/photographs?password=..."


@pytest.mark.parametrize(
    "text",
    [
        *(
            "'s/rome/a.jpg' is broken",
            "/welcome failed",
            "http://localhost:6543/ at 10:30",
            "a@b:c",
        ),
        *("/_bv/pub/12345678.jpg", "bv_1.jpg is broken"),
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text

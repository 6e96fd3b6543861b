import hashlib
import re

from bviewer.security.tokens import digest, new_token


def test_a_token_is_256_random_bits_as_text_for_urls_and_cookies():
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_only_the_digest_of_a_token_is_kept():
    assert digest("abc") == hashlib.sha256(b"abc").digest()
    assert len(digest(new_token())) == 32


def test_whatever_a_browser_sends_has_a_digest():
    assert digest("") != digest("\udcff") != digest("é" * 10_000)

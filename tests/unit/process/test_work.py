"""The worker beside a server leaves the processors to pages."""

from pathlib import Path

import pytest

from bviewer.process import work


def test_the_session_of_a_worker_has_a_low_priority_where_sessions_have_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "autogroup"
    monkeypatch.setattr(work, "AUTOGROUP", file)
    work.leave_processors_to_pages()
    assert int(file.read_text()) == work.PRIORITY
    monkeypatch.setattr(work, "AUTOGROUP", tmp_path / "missing" / "autogroup")
    work.leave_processors_to_pages()

"""The worker beside a server leaves the processors to pages."""

import os
from pathlib import Path

import pytest

from bviewer.process import work


def test_a_worker_and_its_session_have_a_low_priority_where_sessions_have_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, lowered = tmp_path / "autogroup", list[int]()
    monkeypatch.setattr(work, "AUTOGROUP", file)
    monkeypatch.setattr(os, "nice", lowered.append)
    work.leave_processors_to_pages()
    assert int(file.read_text()) == work.PRIORITY
    monkeypatch.setattr(work, "AUTOGROUP", tmp_path / "missing" / "autogroup")
    work.leave_processors_to_pages()
    assert lowered == [work.PRIORITY] * 2

"""While a process is loaded its memory is not looked through; afterwards it is."""

import gc
from importlib import import_module

import pytest

from bviewer.cli import commands
from bviewer.process.loading import without_collecting


def test_nothing_is_collected_meanwhile():
    with without_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_collected_again_whatever_fails():
    with pytest.raises(ZeroDivisionError), without_collecting():
        1 / 0  # noqa: B018
    assert gc.isenabled()


def test_who_does_without_collecting_goes_on_without():
    with without_collecting():
        with without_collecting():
            pass
        assert not gc.isenabled()


def test_a_command_is_loaded_so(monkeypatch):
    collecting = []

    def load(name):
        collecting.append(gc.isenabled())
        return import_module(name)

    monkeypatch.setattr("bviewer.cli.lazy.import_module", load)
    assert commands.get_command(None, "tree").name == "tree"
    assert collecting == [False]

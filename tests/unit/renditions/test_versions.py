"""What renditions and failures were made under changes with all that decides, and nothing else."""

from dataclasses import replace

import pytest

from bviewer.renditions import versions
from bviewer.renditions.sizes import parse_sizes
from bviewer.renditions.versions import failure_version, pipeline_version
from bviewer.sandbox.limits import Limits

LIMITS = Limits(150_000_000, 512, 30.0)


def test_the_recipe_does_not_depend_on_the_order():
    one = parse_sizes("a 10x10 q80\nb 20x20 q80")
    other = parse_sizes("b 20x20 q80\na 10x10 q80")
    assert pipeline_version(one) == pipeline_version(other)
    assert len(pipeline_version(one)) == 8


@pytest.mark.parametrize(
    "text", ["a 11x10 q80", "a 10x11 q80", "a 10x10 crop q80", "a 10x10 q81", "b 10x10 q80"]
)
def test_whatever_changes_pixels_changes_the_recipe(text):
    assert pipeline_version(parse_sizes(text)) != pipeline_version(parse_sizes("a 10x10 q80"))


def test_a_new_pipeline_changes_the_recipe(monkeypatch):
    before = pipeline_version(parse_sizes("a 10x10 q80"))
    monkeypatch.setattr(versions, "PIPELINE_VERSION", versions.PIPELINE_VERSION + 1)
    assert pipeline_version(parse_sizes("a 10x10 q80")) != before


def test_the_failure_version_stays_the_same():
    assert failure_version(LIMITS) == failure_version(Limits(150_000_000, 512, 30.0))
    assert len(failure_version(LIMITS)) == 8


@pytest.mark.parametrize("change", [{"max_pixels": 1}, {"memory_mb": 1}, {"seconds": 0.5}])
def test_other_limits_are_other_rules(change):
    assert failure_version(replace(LIMITS, **change)) != failure_version(LIMITS)


def test_a_new_pipeline_has_other_rules(monkeypatch):
    before = failure_version(LIMITS)
    monkeypatch.setattr(versions, "PIPELINE_VERSION", versions.PIPELINE_VERSION + 1)
    assert failure_version(LIMITS) != before


def test_what_failed_on_a_small_machine_is_tried_again_on_a_larger_one(monkeypatch):
    found = []
    for spare in (224, 480, 4000, 9000):
        monkeypatch.setattr(versions, "spare_mb", lambda spare=spare: spare)
        found.append(failure_version(LIMITS))
    assert len(set(found[:3])) == 3
    assert found[2] == found[3], "neither has more than is allowed"

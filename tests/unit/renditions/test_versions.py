"""What renditions and failures were made under changes with all that decides, and nothing else."""

from dataclasses import replace

import pytest

from bviewer.renditions import versions
from bviewer.renditions.sizes import parse_sizes
from bviewer.renditions.versions import recipe, rules
from bviewer.sandbox.limits import Limits

LIMITS = Limits(150_000_000, 512, 30.0)


def test_the_recipe_does_not_depend_on_the_order():
    one = parse_sizes("a 10x10 q80\nb 20x20 q80")
    other = parse_sizes("b 20x20 q80\na 10x10 q80")
    assert recipe(one) == recipe(other)
    assert len(recipe(one)) == 8


@pytest.mark.parametrize(
    "text", ["a 11x10 q80", "a 10x11 q80", "a 10x10 crop q80", "a 10x10 q81", "b 10x10 q80"]
)
def test_whatever_changes_pixels_changes_the_recipe(text):
    assert recipe(parse_sizes(text)) != recipe(parse_sizes("a 10x10 q80"))


def test_a_new_pipeline_changes_the_recipe(monkeypatch):
    before = recipe(parse_sizes("a 10x10 q80"))
    monkeypatch.setattr(versions, "PIPELINE_VERSION", versions.PIPELINE_VERSION + 1)
    assert recipe(parse_sizes("a 10x10 q80")) != before


def test_the_rules_stay_the_same():
    assert rules(LIMITS) == rules(Limits(150_000_000, 512, 30.0))
    assert len(rules(LIMITS)) == 8


@pytest.mark.parametrize("change", [{"max_pixels": 1}, {"memory_mb": 1}, {"seconds": 0.5}])
def test_other_limits_are_other_rules(change):
    assert rules(replace(LIMITS, **change)) != rules(LIMITS)


def test_a_new_pipeline_has_other_rules(monkeypatch):
    before = rules(LIMITS)
    monkeypatch.setattr(versions, "PIPELINE_VERSION", versions.PIPELINE_VERSION + 1)
    assert rules(LIMITS) != before

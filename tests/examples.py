"""How many examples a property is tried with: some in `make test`, many in `make soak`."""

from hypothesis import settings

SOME, MANY = 100, 1000  # Where nothing else is said.


def register_profiles() -> None:
    """Make the profiles known, and load the one of `make test`. A busy machine is no example."""
    settings.register_profile("bviewer", deadline=None, max_examples=SOME)
    settings.register_profile("soak", deadline=None, max_examples=MANY)
    settings.load_profile("bviewer")


def examples(some: int, many: int | None = None) -> settings:
    """Try a property that costs much with so many examples, in a soak with ten times as many unless
    there it is said otherwise."""
    is_soak = settings().max_examples == MANY
    return settings(max_examples=(many or some * MANY // SOME) if is_soak else some)

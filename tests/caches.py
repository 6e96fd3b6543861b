"""Caches of functions that mutants are made of."""

import os
import sys

ROOMS = ("bviewer.accounts.", "bviewer.sync.", "bviewer.tree.")


def forget_results() -> None:
    """Forget what functions returned, if mutants are tried: else the first test of all is the only
    one that is known to reach what is called by them."""
    if "MUTANT_UNDER_TEST" not in os.environ:
        return
    for name, module in list(sys.modules.items()):
        if name.startswith(ROOMS):
            for each in vars(module).values():
                if hasattr(each, "cache_clear"):
                    each.cache_clear()

"""What the applications of one test process need to work out only once, as it comes out the same.

Compiling statements and templates is half of what a new application costs, and each would do it
again. What comes out depends on the driver and on the source alone, which are the keys here. The
order in which Pyramid wraps a view is worked out for each view of each application, and comes out
the same as long as what is to be ordered is.
"""

import gc
from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from pyramid.util import TopologicalSorter
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Mapper

MOST_STATEMENTS = 1500  # Each takes 50 kB, and a process that has many of them forks slowly.
OBJECTS_BETWEEN_COLLECTIONS = 10_000  # Of each request there are thousands, few in circles.


class Statements(dict[Any, Any]):
    """Compiled statements of all engines, as SQLAlchemy's option `compiled_cache` takes them.

    SQLAlchemy's keys begin with the dialect, of which each engine has one of its own.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Return a compiled statement, if there is one."""
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        if len(self) >= MOST_STATEMENTS:
            self.clear()
        super().__setitem__((type(key[0]), *key[1:]), compiled)


class Templates(BytecodeCache):
    """Compiled templates, in memory; they are compiled anew if their source is another."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its template is known."""
        if (code := self._known.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in the bucket."""
        self._known[bucket.key] = bucket.bytecode_to_string()


STATEMENTS = Statements()
TEMPLATES = Templates()


def share_work() -> None:
    """From now on all engines share compiled statements, and all applications an order; garbage is
    looked for less often."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 20)
    event.listen(Engine, "engine_connect", share_statements)
    Mapper._compiled_cache = STATEMENTS  # Of what sessions insert, change and delete.
    TopologicalSorter.sorted = sorting_once(TopologicalSorter.sorted)


def sorting_once(real: Callable[[Any], list[tuple[Any, Any]]]) -> Callable[[Any], Any]:
    """What sorts as Pyramid does, but the same names by the same rules only once."""
    known: dict[Any, list[Any]] = {}

    def sort(sorter: Any) -> list[tuple[Any, Any]]:
        rules = (tuple(sorter.names), tuple(sorter.order), sorter.first, sorter.last)
        if rules not in known:
            known[rules] = [name for name, _value in real(sorter)]
        return [(name, sorter.name2val[name]) for name in known[rules]]

    return sort


def share_statements(connection: Connection) -> None:
    """Have a connection use the statements of all."""
    connection.execution_options(compiled_cache=STATEMENTS)

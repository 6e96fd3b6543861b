"""Which tests run on the stack of a server as well. The rule:

A test with a site runs once, on what a laptop has: one process, SQLite, a queue that works at once.
It is marked `everywhere`, and runs on PostgreSQL, Redis and nginx as well, if one of them has a say
in what it proves:

- nginx: what an address, a header or a host may look like, how bytes, errors and cookies travel,
  what is packed and what is kept, and who a client is;
- PostgreSQL: order and limits of listings, numbers of statements, times and names that are odd,
  unique rows that change places, two who write at once;
- Redis: who runs a job, once, and what is counted of it.

What only PostgreSQL can get wrong in a statement is found by the visibility of random trees, by the
matrix, by the shelf of album pages and by sync, which run everywhere. What takes long there, and
has its like among these, does so in a soak: it is marked `in_a_soak` as well.
"""

import pytest

everywhere = pytest.mark.stacks("embedded", "production")
in_a_soak = pytest.mark.soak_on("production")

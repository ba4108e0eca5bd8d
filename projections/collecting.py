"""When Python looks for cycles among objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for cycles in the block, in the whole process.

    For a batch or a shard: it makes a million objects, none of them in a cycle, and looking takes a third of
    its time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

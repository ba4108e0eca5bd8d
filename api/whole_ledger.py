"""Reading the whole ledger from the command line, stream by stream, with a bar for the time it takes."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from api.terminal import progress
from complaints.application import Ledger
from complaints.recorder import Pool
from complaints.storage import Recorded
from projections.received import streams_of


@contextmanager
def streams_with_progress(pool: Pool, words: str) -> Iterator[Iterable[Sequence[Recorded]]]:
    """Give every stream as far as the log goes now; memory does not grow with the ledger."""
    ledger = Ledger(pool)
    until = ledger.head()
    with progress(words, until) as advance:

        def watched() -> Iterator[Sequence[Recorded]]:
            for stream in streams_of(ledger.every_fact(until=until, personal=True)):
                advance(len(stream))
                yield stream

        yield watched()

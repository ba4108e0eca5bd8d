"""The ledger as a worker reads it: what it has just read it need not read again."""

from collections.abc import Sequence
from uuid import UUID

from complaints.application import Ledger
from complaints.recorder import Pool
from complaints.storage import Recorded
from projections.reading import place_of

KEPT_FACTS = 150_000
"""How many facts are kept, about a kilobyte each."""


class RecentLedger(Ledger):
    """A ledger that keeps the streams it has read last. Facts never change, so nothing kept is ever wrong.

    It is for one thread, which follows the log.
    """

    def __init__(self, pool: Pool) -> None:
        """Work on `pool`, which the caller closes."""
        super().__init__(pool)
        self._kept: dict[UUID, list[Recorded]] = {}
        self._size = 0

    def facts_after(self, position: int, *, limit: int) -> list[Recorded]:
        """Return the next facts as the ledger does, and keep them where their stream is kept or begins."""
        found = super().facts_after(position, limit=limit)
        for fact in found:
            self._keep(fact)
        self._forget()
        return found

    def streams(self, ids: Sequence[UUID], *, until: int) -> dict[UUID, list[Recorded]]:
        """Return whole streams that `facts_after` has just touched, as the ledger does."""
        known = {id: self._kept[id] for id in ids if id in self._kept}
        missing = super().streams([id for id in ids if id not in known], until=until)
        for id, facts in missing.items():
            self._kept[id] = list(facts)
            self._size += len(facts)
        self._forget()
        return {id: [it for it in facts if place_of(it) <= until] for id, facts in known.items()} | missing

    def _keep(self, fact: Recorded) -> None:
        stream = self._kept.pop(fact.originator_id, [])  # put back at the end: the last to be forgotten
        self._size -= len(stream)
        if fact.originator_version == len(stream) + 1:
            stream.append(fact)
        if fact.originator_version <= len(stream):
            self._kept[fact.originator_id] = stream
            self._size += len(stream)

    def _forget(self) -> None:
        while self._size > KEPT_FACTS:
            self._size -= len(self._kept.pop(next(iter(self._kept))))

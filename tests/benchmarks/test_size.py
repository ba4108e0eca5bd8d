"""How much room the ledger and each view take on disk, indexes and all."""

import psycopg
import pytest

from projections.worker import VIEWS
from tests.benchmarks.figures import Figure, Figures
from tests.projections.place import Place

pytestmark = pytest.mark.benchmark

# A view keeps two slots, one of them empty but for what a rebuild has left to be used again.
ROOM = """
select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname || '.' || c.relname = any(%s)
"""


def test_room_on_disk(filled: Place, figures: Figures, complaints: int) -> None:
    tables = {
        view.name: [f"views.{table.table}_{slot}" for table in view.tables for slot in ("a", "b")]
        for view in VIEWS.values()
    }
    with psycopg.connect(filled.database.owner) as owner:
        for subject, names in ({"the ledger": ["ledger.events"]} | tables).items():
            ((room,),) = owner.execute(ROOM, [names]).fetchall()
            assert room > 0
            figures.note(
                Figure(
                    chapter="disk",
                    subject=subject,
                    measure="room",
                    value=room / complaints,
                    unit="bytes a complaint",
                    complaints=complaints,
                )
            )

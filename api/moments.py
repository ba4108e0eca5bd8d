"""Reading views at one moment, and not before they show what the client has written."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Annotated, Any

from fastapi import Header, Request

from api.paging import unreadable
from api.problems import ViewBehind
from complaints.application import Ledger
from complaints.recorder import Pool
from projections.positions import Reader, position_of
from projections.slots import at_one_moment
from projections.view import View

LONGEST_WAIT = 2.0
"""How many seconds a read waits for a view: ten times what a busy worker takes, and less than clients do."""

FIRST_LOOK, LAST_LOOK = 0.002, 0.05
"""How many seconds pass between two looks: each is one query, and a worker takes a few milliseconds."""


class Moments:
    """The moments at which one request reads; as late as its header `Complaints-Position` asks for."""

    def __init__(
        self,
        request: Request,
        position: Annotated[
            str | None,
            Header(
                alias="Complaints-Position",
                pattern=r"^[0-9]{1,18}$",
                description="Answer once all that was recorded up to there is shown; a receipt names it.",
            ),
        ] = None,
    ) -> None:
        """Read for this request."""
        self._pool: Pool = request.app.state.pool
        self._wanted = int(position or 0)

    @contextmanager
    def of(self, *views: View[Any]) -> Iterator[tuple[Reader, int]]:
        """Return a connection that reads at one moment, and up to where all the views have followed by then.

        Raises `ViewBehind` where they do not come to the position in time, `RequestValidationError` for one
        that the ledger has not come to itself.
        """
        began, pause = monotonic(), FIRST_LOOK
        while True:
            with self._pool.connection() as connection, at_one_moment(connection):
                reached = min(position_of(connection, view.name) for view in views)
                if reached >= self._wanted:
                    yield connection, reached
                    return
            if pause == FIRST_LOOK:
                self._refuse_what_is_not_recorded()
            if monotonic() > began + LONGEST_WAIT:
                raise ViewBehind(reached=reached, wanted=self._wanted)
            sleep(pause)
            pause = min(2 * pause, LAST_LOOK)

    def _refuse_what_is_not_recorded(self) -> None:
        head = Ledger(self._pool).head()
        if self._wanted > head:
            raise unreadable(
                "Complaints-Position", f"is beyond {head}, where the ledger ends", place="header"
            )


class OneMoment(Moments):
    """The one moment at which everything is read that is asked over a connection."""

    def __init__(self, connection: Reader) -> None:
        """Read over a connection that is at one moment already."""
        self._connection = connection

    @contextmanager
    def of(self, *views: View[Any]) -> Iterator[tuple[Reader, int]]:
        """Return the connection, and up to where all the views have followed."""
        yield self._connection, min(position_of(self._connection, view.name) for view in views)

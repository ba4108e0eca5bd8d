"""What comes with a command: who sends it, the body, the complaint it is for, the version that was read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Path, Request
from pydantic import TypeAdapter, ValidationError

from api.access import Allowed
from api.problems import BodyNotJson, BodyTooLarge, RequestMalformed
from complaints.actor import Actor, Role
from complaints.ledger import Complaints
from complaints.request import Request as LedgerRequest
from complaints.request import command_id

MAX_BODY_BYTES = 262_144

C = TypeVar("C")


def body_up_to(most: int) -> Callable[[Request], Awaitable[bytes]]:
    """Return the dependency that reads a body of at most so many bytes as it came.

    It is decoded once, strictly, by the command's own adapter. No route takes a body in another way, so that
    every body has a limit. Raises `BodyNotJson` or `BodyTooLarge`.
    """

    async def read(request: Request) -> bytes:
        media_type, _, _ = request.headers.get("content-type", "").partition(";")
        if media_type.strip().lower() != "application/json":
            raise BodyNotJson
        received = bytearray()
        async for chunk in request.stream():
            received += chunk
            if len(received) > most:
                raise BodyTooLarge
        return bytes(received)

    return read


body = body_up_to(MAX_BODY_BYTES)


def complaint_id(
    request: Request,
    complaint: Annotated[str, Path(max_length=64, description="The id, or the reference `C-7K3M-9QXR`.")],
) -> UUID:
    """Return the id of the complaint in the path. Raises `ComplaintUnknown`."""
    complaints: Complaints = request.app.state.complaints
    return complaints.find(complaint)


def expected_version(
    if_match: Annotated[
        str | None,
        Header(
            pattern=r'^(\*|"[0-9]{1,9}")$',
            description='The version that you read, as `"3"`: refused if the complaint has changed since.',
        ),
    ] = None,
) -> int | None:
    """Return the version that the client read; None where it does not say."""
    return None if if_match in {None, "*"} else int(str(if_match).strip('"'))


IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="A name of your choice for this request: sent again, it is recorded once.",
    ),
]
ComplaintId = Annotated[UUID, Depends(complaint_id)]
ExpectedVersion = Annotated[int | None, Depends(expected_version)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What comes with a command, whichever it is."""

    complaints: Complaints
    raw: bytes
    by: Actor
    key: str | None

    def decoded(self, adapter: TypeAdapter[C]) -> C:
        """Return the command in the body. Raises `RequestMalformed`."""
        return decoded_body(adapter, self.raw)

    def as_request(self, path: str, expected_version: int | None) -> LedgerRequest:
        """Return the request to the ledger; a key stands for one body sent to one path."""
        return LedgerRequest(
            by=self.by,
            now=datetime.now(UTC),
            command_id=command_id(self.by, self.key, path.encode() + b"\n" + self.raw),
            expected_version=expected_version,
        )


def decoded_body(adapter: TypeAdapter[C], raw: bytes) -> C:
    """Return what a body says. Raises `RequestMalformed`."""
    try:
        return adapter.validate_json(raw, strict=True)
    except ValidationError as error:
        raise RequestMalformed(error.errors()) from None


def incoming_from(roles: frozenset[Role]) -> Callable[..., Incoming]:
    """Return the dependency that reads what comes with a command, if the caller has one of `roles`."""

    def incoming(
        request: Request,
        by: Annotated[Actor, Depends(Allowed(roles))],
        raw: Annotated[bytes, Depends(body)],
        idempotency_key: IdempotencyKey = None,
    ) -> Incoming:
        return Incoming(complaints=request.app.state.complaints, raw=raw, by=by, key=idempotency_key)

    return incoming

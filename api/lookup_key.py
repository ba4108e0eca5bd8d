"""The secret by which contact details are hashed: from the settings, or made once in the data folder."""

import os
from contextlib import suppress
from hashlib import sha256
from hmac import compare_digest, digest
from pathlib import Path
from secrets import token_bytes
from tempfile import mkstemp

from api.settings import Settings, data_folder
from complaints.recorder import Pool

REMEMBER = "insert into access.lookup_key (fingerprint) values (%s) on conflict do nothing"
KNOWN = "select fingerprint from access.lookup_key"


class WrongLookupKey(Exception):
    """The customers were indexed with another key: set COMPLAINTS_LOOKUP_KEY, or put lookup.key back."""


def lookup_key(settings: Settings, pool: Pool) -> bytes:
    """Return the secret of 32 bytes.

    Raises `WrongLookupKey` if the index was made with another, and `WrongSetting`.
    """
    if settings.lookup_key is not None:
        key = sha256(settings.lookup_key.get_secret_value().encode()).digest()
    else:
        key = _from_file(data_folder(settings) / "lookup.key")
    fingerprint = digest(key, b"fingerprint", sha256)
    with pool.connection() as connection:
        connection.execute(REMEMBER, [fingerprint])
        known = connection.execute(KNOWN).fetchone()
    if known is None or not compare_digest(known[0], fingerprint):
        raise WrongLookupKey(WrongLookupKey.__doc__)
    return key


def _from_file(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Make the file whole or not at all, and only if no other process was faster."""
    made, name = mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(made, "wb") as file:
        file.write(token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(name, path)
    Path(name).unlink()

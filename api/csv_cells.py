"""What a value is in a CSV file."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from pydantic_core import to_json

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that spreadsheets take for a formula: OWASP, CSV Injection (read 2026-11-29)."""


def cell(value: object) -> str:
    """Return a value as a cell: empty for None, durations in seconds, lists as JSON."""
    match value:
        case None:
            return ""
        case str():
            # Numbers and instants are ours; a text may be anybody's, and end up in a spreadsheet.
            return f"'{value}" if value.startswith(FORMULAS) else value
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case timedelta():
            return str(value.total_seconds())
        case int() | float() | Decimal() | UUID():
            return str(value)
        case _:
            return to_json(value, timedelta_mode="float").decode()

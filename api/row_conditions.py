"""Conditions on the rows of a view: text in, values as the columns have them out, or a refusal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from api.instants import Instant
from projections.columns import Column, columns_of
from projections.view import View


class WrongCondition(ValueError):
    """A condition names no column of the view, or a value that the column cannot have."""

    def __init__(self, column: str, wrong: str) -> None:
        """Take the name that was given, and what is wrong with it as the rest of a sentence."""
        super().__init__(f"{column} {wrong}")
        self.column = column
        self.wrong = wrong


def conditions(view: View[Any], said: Mapping[str, str | None]) -> dict[str, object]:
    """Return the values that rows must have, by column; None for what is empty. Raises `WrongCondition`."""
    columns = columns_of(view)
    for name in said:
        if name not in columns:
            raise WrongCondition(name, f"is no column of {view.name}; there are: {', '.join(columns)}")
    return {name: _value(name, columns[name], text) for name, text in said.items()}


def _value(name: str, column: Column, text: str | None) -> object:
    if text is None:
        if type(None) in get_args(column.type):
            return None
        raise WrongCondition(name, "is never empty")
    # As everywhere in queries, an instant says its offset.
    type_ = Instant if column.type in {datetime, datetime | None} else column.type
    try:
        return TypeAdapter(type_).validate_strings(text)
    except ValidationError as error:
        raise WrongCondition(name, f"cannot be that: {error.errors()[0]['msg']}") from None

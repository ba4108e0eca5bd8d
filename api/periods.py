"""Periods that a question is about: from an instant, which they include, to another, which they do not."""

from dataclasses import Field
from typing import Any, ClassVar, Literal

from api.paging import unreadable


class AboutPeriods:
    """A dataclass of which each field `…_from` has to come before `…_to`, where both are given.

    A period that ends before it begins is a slip of the pen, and an answer would say that nothing happened in
    it.
    """

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    given_in: ClassVar[Literal["query", "body"]] = "query"

    def __post_init__(self) -> None:
        """Raise `RequestValidationError` where that is not so."""
        for begin in self.__dataclass_fields__:
            if begin.endswith("_from"):
                end = begin.removesuffix("_from") + "_to"
                first, last = getattr(self, begin), getattr(self, end)
                if first and last and last <= first:
                    raise unreadable(end, f"is not after {begin}: nothing lies between", place=self.given_in)

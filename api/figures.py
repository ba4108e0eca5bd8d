"""Shares as people read them."""


def percent(share: float | None) -> str:
    """Return a share in whole percent, nothing where there is none.

    >>> percent(0.375)
    '38%'
    """
    return "" if share is None else f"{share:.0%}"


def interval(low: float | None, high: float | None) -> str:
    """Return from where to where a share reaches, nothing where that is not known."""
    return "" if low is None else f"{percent(low)} to {percent(high)}"

"""Response times as tables for a terminal."""

from collections.abc import Sequence
from datetime import timedelta

from api.figures import counted
from api.view_tables import print_rows
from projections.response_groups import TimesAsked, TimesOfGroup


def print_times(asked: TimesAsked, groups: Sequence[TimesOfGroup]) -> None:
    """Print how long one step takes, by group; the last column is there if a target was asked about."""
    columns = ("reached", "time unknown", "open", "ended without", "merged")
    target = [] if asked.target is None else [f"within {_short(asked.target)}"]
    about = ", percentiles to 1 %" if any(it.percentile_error for it in groups) else ""
    print_rows(
        f"Response times: {asked.measure} (elapsed time, days.hours:minutes{about})",
        (asked.group_by, *columns, "mean", "median", "90 %", "95 %", *target),
        (_row(it, has_target=bool(target)) for it in groups),
    )


def _row(group: TimesOfGroup, *, has_target: bool) -> list[object]:
    counts = (group.reached, group.time_unknown, group.open, group.ended_without, group.merged)
    times = (group.mean, group.p50, group.p90, group.p95)
    return [
        group.group,
        *map(counted, counts),
        *(None if each is None else _short(each) for each in times),
        *([_within_target(group)] if has_target else []),
    ]


def _within_target(group: TimesOfGroup) -> str:
    if group.within_target is not None:
        return f"{group.within_target:.0%}"
    if group.within_target_low is None or group.within_target_high is None:
        return ""
    return f"{group.within_target_low:.0%} to {group.within_target_high:.0%}"


def _short(duration: timedelta) -> str:
    """Return a duration in days, hours and minutes.

    >>> _short(timedelta(days=5, hours=7, minutes=30))
    '5.07:30'
    """
    hours, seconds = divmod(duration.seconds, 3600)
    return f"{duration.days}.{hours:02}:{seconds // 60:02}"

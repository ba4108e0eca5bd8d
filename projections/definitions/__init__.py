"""What each number in the views means: a file for each view, and all of them together."""

from projections.definitions import (
    as_of,
    case_list,
    causes,
    contacts,
    inbox,
    ombudsman,
    recovery,
    redress,
    response_times,
    sla_breaches,
    win_back,
)
from projections.definitions.definition import Definition

DEFINITIONS: dict[str, Definition] = {
    definition.id: definition
    for view in (
        as_of,
        case_list,
        sla_breaches,
        response_times,
        inbox,
        redress,
        causes,
        contacts,
        ombudsman,
        recovery,
        win_back,
    )
    for definition in view.DEFINITIONS
}
"""Every definition, by id."""

__all__ = ["DEFINITIONS", "Definition"]

"""What the policy book says of the versions of policies, for questions that a clock's row does not answer.

Each by `policy@version`, as in the causes of facts.
"""

from collections.abc import Iterator

from psycopg.types.json import Jsonb

from complaints.policy_book import PolicyBook
from complaints.sla.policy import Kind, Policy


def promises(book: PolicyBook) -> Jsonb:
    """Return what each version of each policy promises, such as a `final response`."""
    return Jsonb({version: policy.clock for version, policy in _versions(book)})


def kinds(book: PolicyBook) -> Jsonb:
    """Return whether each version of each policy is regulatory, a contract or internal."""
    return Jsonb({version: policy.kind for version, policy in _versions(book)})


def policies_of(book: PolicyBook, kind: Kind | None) -> list[str]:
    """Return the ids of policies of which some version is of a kind, of all where none is said."""
    return sorted({policy.id for _, policy in _versions(book) if kind in {None, policy.kind}})


def _versions(book: PolicyBook) -> Iterator[tuple[str, Policy]]:
    for versions in book.policies.values():
        for policy in versions:
            yield f"{policy.id}@{policy.version}", policy

"""The commands on a customer, each with its path and a good body."""

from typing import Any

from complaints.commands import Command
from complaints.commands.customers import (
    AssignExperiment,
    CustomerCommand,
    GiveContactDetails,
    OfferWinBack,
    RecordActivity,
    RecordEvaluation,
    RecordEvaluationWithdrawn,
    RecordLoss,
    RecordReturn,
    RecordSurvey,
    RecordWinBackAccepted,
    RecordWinBackDeclined,
    WithdrawContactDetails,
)
from complaints.commands.upkeep import CorrectFact, StrikeFact, UpkeepCommand

REGISTRATION_EXAMPLE = {"name": "Jo Smith", "email": "jo@example.org", "phone": "+44 20 7946 0000"}
SPENT = {"amount": "120.00", "currency": "GBP"}

ROUTES: tuple[tuple[str, type[CustomerCommand | UpkeepCommand], dict[str, Any]], ...] = (
    ("contact-details", GiveContactDetails, {"email": "jo.smith@example.org"}),
    ("contact-withdrawals", WithdrawContactDetails, {"kinds": ["phone"]}),
    ("evaluations", RecordEvaluation, {"place": "example reviews", "rating": 1}),
    ("evaluation-withdrawals", RecordEvaluationWithdrawn, {"place": "example reviews"}),
    ("survey-answers", RecordSurvey, {"survey": "after the answer", "score": 8}),
    ("losses", RecordLoss, {"reason": "service"}),
    ("win-back-offers", OfferWinBack, {"kind": "discount", "money": {"amount": "25.00", "currency": "GBP"}}),
    ("win-back-acceptances", RecordWinBackAccepted, {"offer": 1}),
    ("win-back-declines", RecordWinBackDeclined, {"offer": 1}),
    ("returns", RecordReturn, {}),
    (
        "activities",
        RecordActivity,
        {"money": SPENT, "first_day": "2026-03-01", "last_day": "2026-03-31"},
    ),
    ("experiments", AssignExperiment, {"experiment": "apology first", "arm": "apology"}),
    ("corrections", CorrectFact, {"version": 1, "changes": {"name": "Jo Smyth"}, "reason": "misspelt"}),
    ("strikes", StrikeFact, {"version": 2, "reason": "these are somebody else's"}),
)
"""Each command on a customer: its path and a good body."""

NAMES: dict[type[Command], str] = {CorrectFact: "CorrectCustomerFact", StrikeFact: "StrikeCustomerFact"}
"""What is called here otherwise than its command, which complaints take too."""

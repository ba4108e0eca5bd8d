"""Files of one source are recognised by their headings, however these are spelled."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.importing.refusals import FileRefused
from api.importing.rows import Source
from api.importing.survey import look_over

Write = Callable[[bytes], Path]

EXPORT = "Date received,Product,Issue,Date sent to company,Company response to consumer,Complaint ID"
RENAMED = "DateReceived,Product,Issue,DateSentCompany,CompanyResponseConsumer,ComplaintId"
QUOTED = '" Date received ","Product","Issue","Date sent to company","Company response","Complaint ID"'
API = "date_received,product,issue,date_sent_to_company,company_response,complaint_id"
FOUND = {"received": 0, "product": 1, "issue": 2, "forwarded": 3, "response": 4, "id": 5}


@pytest.mark.parametrize("header", [EXPORT, RENAMED, API, EXPORT.upper(), QUOTED])
def test_spellings_of_one_source_name_the_same_columns(write: Write, header: str) -> None:
    assert look_over("cfpb", write(header.encode())).columns.indexes == FOUND


@pytest.mark.parametrize(
    ("source", "header", "indexes"),
    [
        (
            "nyc311",
            "Created Date,Agency,Problem (formerly Complaint Type),Problem Detail (formerly Descriptor)",
            {"received": 0, "agency": 1, "complaint_type": 2, "descriptor": 3},
        ),
        (
            "boston311",
            "_id,case_enquiry_id,open_dt,sla_target_dt,closed_dt,on_time,case_status,reason,type",
            {"id": 1, "received": 2, "due": 3, "closed": 4, "ontime": 5, "status": 6, "reason": 7, "type": 8},
        ),
    ],
)
def test_newer_headings_of_the_cities_are_known(
    write: Write, source: Source, header: str, indexes: dict[str, int]
) -> None:
    assert look_over(source, write(header.encode())).columns.indexes == indexes


@pytest.mark.parametrize(
    ("source", "header", "sentence"),
    [
        ("cfpb", "Product,Company", "a file of CFPB complaints: it has no column 'Date received', 'Issue'."),
        (
            "nyc311",
            "Created Date,Agency",
            "no column 'Complaint Type' or 'Problem (formerly Complaint Type)'.",
        ),
        ("boston311", EXPORT, "no column 'open_dt', 'case_status', 'reason', 'type'."),
        ("boston311", EXPORT, "It looks like a file of CFPB complaints."),
        ("cfpb", f"{EXPORT},DateSentCompany", "headed 'Date sent to company' or 'DateSentCompany'. Remove"),
        ("cfpb", "", "This file is empty."),
    ],
)
def test_file_that_is_not_of_the_source_is_refused(
    write: Write, source: Source, header: str, sentence: str
) -> None:
    with pytest.raises(FileRefused) as refusal:
        look_over(source, write(header.encode()))
    assert sentence in str(refusal.value)

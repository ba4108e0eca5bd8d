"""One row of each source, with something in every cell that its facts are made of, and the file of a row."""

from collections.abc import Mapping

from api.importing.rows import Source

CFPB = {
    "Complaint ID": "7646", "Date received": "2011-12-30", "Date sent to company": "2012-01-04",
    "Product": "Mortgage", "Sub-product": "FHA mortgage",
    "Issue": "Can\\'t repay my loan", "Sub-issue": "Fees",
    "Consumer complaint narrative": " XXXX charged {$300.00} ", "Company public response": "Can\\'t verify",
    "Company": "Conn\\'s, Inc.", "State": "ME", "ZIP code": "4357", "Tags": "Older American, Servicemember",
    "Consumer consent provided?": "Consent provided", "Submitted via": "Web",
    "Company response to consumer": "Closed with relief", "Timely response?": "Yes",
    "Consumer disputed?": "No",
}  # fmt: skip
NYC = {
    "Unique Key": "69908186", "Created Date": "2026-08-01T08:04:17.000",
    "Closed Date": "2026-08-01T08:04:00.000",
    "Agency": "DEP", "Agency Name": "Department of Environmental Protection", "Complaint Type": "Noise",
    "Descriptor": "Alarm", "Additional Details": "Car", "Location Type": "Street/Sidewalk",
    "Incident Zip": "10312", "Incident Address": "", "Intersection Street 1": "BROADWAY",
    "Intersection Street 2": "DEAD END",
    "City": "NEW YORK", "Borough": "MANHATTAN", "Status": "Closed", "Due Date": "2026-08-01T16:04:17.000",
    "Resolution Description": "The noise had stopped.", "Open Data Channel Type": "PHONE",
    "Resolution Action Updated Date": "2023-08-01T00:00:00.000",
}  # fmt: skip
BOSTON = {
    "case_enquiry_id": "101000295613", "open_dt": "2011-07-01 01:32:33", "target_dt": "2011-07-15 01:32:32",
    "closed_dt": "2011-07-01 05:06:58", "ontime": "ONTIME", "case_status": "Closed",
    "closure_reason": "Case Closed Case Resolved ", "case_title": "Lamp out", "subject": "Public Works",
    "reason": "Street Lights", "type": "Street Light Outages", "queue": "PWDx_Street Light Outages",
    "location": " ", "neighborhood": "Mattapan", "location_zipcode": "02126", "source": "Self Service",
}  # fmt: skip
ROWS: dict[Source, dict[str, str]] = {"cfpb": CFPB, "nyc311": NYC, "boston311": BOSTON}


def file_of(cells: Mapping[str, str]) -> bytes:
    """Return the file of one row, by the headings of its columns."""
    lines = (",".join(f'"{cell}"' for cell in line) for line in (cells, cells.values()))
    return "\n".join(lines).encode() + b"\n"

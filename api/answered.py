"""What an accepted command is answered with."""

from fastapi import Response

from complaints.application import Receipt


def answered(receipt: Receipt, response: Response) -> Receipt:
    """Return the receipt with its headers; 201 where something was recorded, 200 where it was so already."""
    response.headers["ETag"] = f'"{receipt.version}"'
    response.headers["Complaints-Position"] = str(receipt.position)
    response.status_code = 201 if receipt.facts else 200
    return receipt

"""Day and month are told apart by evidence from the whole file, or the file is refused."""

import pytest

from api.importing.date_order import Sighting, Trait, decide_order, trait
from api.importing.refusals import FileRefused


def sightings(*dates: str) -> dict[Trait, Sighting]:
    seen = ((trait(date), Sighting(line=line, text=date)) for line, date in enumerate(dates, start=2))
    return {it: where for it, where in reversed(list(seen)) if it}


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["2011-07-01 01:32:33", "2011-07-02"], "year first"),
        (["2023-06-05T12:00:00-05:00"], "year first"),
        (["11/10/2014", "11/13/2014"], "month first"),
        (["3/1/2025 1:20", "3/14/2025 0:44"], "month first"),
        (["1/1/16 0:27", "12/31/15 12:01"], "month first"),
        (["01/02/2014", "13/02/2014"], "day first"),
        (["22.04.15", "1.4.15"], "day first"),
        (["1/1/16", "2/2/16"], "month first"),
        (["1/1/16", "rubbish", "", "99/99/16", "31/1/16"], "day first"),
        ([], "month first"),
    ],
)
def test_order_is_proven_by_the_dates(dates: list[str], order: str) -> None:
    assert decide_order(sightings(*dates)) == order


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        pytest.param(
            ["1/1/2016", "1/2/2016", "12/11/2015"],
            "No date tells whether the day or the month stands first: '1/2/2016' on line 3",
            id="nothing after the 12th",
        ),
        pytest.param(
            ["13/02/2015", "02/14/2015"],
            "change places within the file: '02/14/2015' on line 3, '13/02/2015' on line 2",
            id="both orders proven",
        ),
        pytest.param(
            ["22-04-15", "4/8/2015"],
            "in more than one way: '4/8/2015' on line 3, '22-04-15' on line 2",
            id="half of the dates read and rewritten by a spreadsheet",
        ),
        pytest.param(["2011-07-01", "7/14/2011"], "more than one way", id="ISO and US"),
        pytest.param(["7/14/11", "7/14/2011"], "more than one way", id="two and four digits"),
    ],
)
def test_file_without_one_proven_order_is_refused(dates: list[str], sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        decide_order(sightings(*dates))


@pytest.mark.parametrize(
    "text", ["", "soon", "13/13/2015", "0/1/2015", "1/2", "1/2-2015", "1/2/015", "٣/٤/2015"]
)
def test_what_is_no_date_in_any_order_is_no_evidence(text: str) -> None:
    assert trait(text) is None

"""Five hundred rounds of files and facts that nobody meant; ten thousand by hand: see rta_fuzz."""

import pytest
from rta_fuzz import fuzz


@pytest.mark.parametrize("part", range(5))
def test_nothing_that_people_send_stops_it(part: int) -> None:
    seen = fuzz(100, first=part * 100_000)
    print(f"\n{seen}")
    assert seen.files == seen.cases == 100
    assert seen.understood, "some of it must reach the proof"

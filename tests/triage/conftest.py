import pytest
from triage_worlds import Questions, with_agreements, with_residents
from worlds import World


@pytest.fixture
def asked(world: World) -> Questions:
    """A house where Mevrouw De Vries and the heer Bakker can ask their questions."""
    return Questions(with_residents(with_agreements(world)))

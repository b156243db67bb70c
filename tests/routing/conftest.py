import pytest
from routing_worlds import Referring, a_completed_question
from triage_worlds import Questions
from whole_site import asked, running_provider, site  # noqa: F401


@pytest.fixture
def ready(asked: Questions) -> Referring:  # noqa: F811
    """Mevrouw De Vries's question, completed by the team, and two services that fit."""
    return a_completed_question(asked)

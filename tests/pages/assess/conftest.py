"""The form of an initiative on which nothing is rated."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.assess.the_form import PAGE
from tests.pages.conftest import OpenPage


@pytest.fixture
def form(open_page: OpenPage, initiative: str) -> AppTest:
    """The governance part of the form of an initiative on which nothing is rated."""
    return open_page(PAGE, initiative=initiative, dimension="governance")

"""What every test of members may use."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def listing_at_once(request: pytest.FixtureRequest) -> None:
    """Have the listing follow each statement: a test's transaction never commits, which is when it follows else."""
    if request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("db")
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS members_listing_kept IMMEDIATE")

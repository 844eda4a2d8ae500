"""The page about the data: a sample club names its sources, another shop names none."""

import pytest
from django.test import Client
from django.utils.timezone import now

from shuyou.demo.models import SampleClub

pytestmark = pytest.mark.django_db
ABOUT = "/about-the-data/"


def test_a_sample_club_names_sources_and_licences(client: Client) -> None:
    SampleClub.objects.create(seed=1, until=now(), members=10, share_of_books=1, has_books=True)

    page = client.get(ABOUT, headers={"Accept-Language": "en"}).content.decode()

    for shown in ("goodbooks-10k", "CC BY-SA 4.0", "BSD-3-Clause", "Tangent Communications", "What is invented"):
        assert shown in page


def test_another_shop_says_nothing_of_sources(client: Client) -> None:
    page = client.get(ABOUT, headers={"Accept-Language": "en"}).content.decode()

    assert "goodbooks" not in page
    assert "entered and kept by its own staff" in page

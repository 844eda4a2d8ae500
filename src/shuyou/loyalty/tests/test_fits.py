"""Whether a partner fits: overlap by age, place and taste; small groups are hidden, and nothing is kept."""

from datetime import date
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.rules.fits import counts_in, fits
from shuyou.members.models import Listing
from shuyou.members.tests.factories import MemberFactory, PhoneFactory

counts = st.dictionaries(st.sampled_from(["18-24", "25-34", "35-44", "45-54"]), st.integers(1, 10_000), min_size=1)


@pytest.mark.feature("F030")
def test_a_partner_for_the_young_hardly_fits_readers_who_are_not() -> None:
    theirs, wrong = counts_in("age,18-24,900\nage,45-54,100\n城市,杭州,5\nage,25-34,many\n")

    (age,) = fits(theirs, {"age": {"45-54": 950, "35-44": 45, "18-24": 5}})

    assert wrong == [3, 4]
    assert (round(age.overlap, 3), age.verdict) == (0.105, "little")
    assert [(line.group, line.ours) for line in age.lines] == [("18-24", None), ("35-44", 0.045), ("45-54", 0.95)]


@given(theirs=counts, ours=counts)
def test_overlap_is_the_same_from_both_sides_and_whole_with_oneself(
    theirs: dict[str, int], ours: dict[str, int]
) -> None:
    def overlap(one: dict[str, int], other: dict[str, int]) -> float:
        return fits({"age": one}, {"age": other})[0].overlap

    assert 0 <= overlap(theirs, ours) <= 1 + 1e-9
    assert overlap(theirs, ours) == pytest.approx(overlap(ours, theirs))
    assert overlap(theirs, theirs) == pytest.approx(1)


@pytest.mark.django_db
@pytest.mark.feature("F030")
def test_customers_shared_are_counted_by_digests_and_named_nowhere(client: Client) -> None:
    word, numbers = "paper kite 2026", [f"139000{place:05}" for place in range(120)]
    for number in numbers[:25]:
        PhoneFactory.create(person=MemberFactory.create().person, digits=number)
    said = "\n".join(sha256(f"{word}:{number}".encode()).hexdigest() for number in numbers)
    client.force_login(staff_with(Role.ANALYST))
    page = reverse("loyalty:shared")

    def sent(text: str, using: str = word) -> Any:
        return client.post(page, {"word": using, "digests": ContentFile(text.encode(), "them.txt")})

    found = sent(said).context["found"]
    assert (found.theirs, found.both, found.ours >= 25) == (120, 20, True)
    assert not sent(said, "another word").context["found"].both
    for refused in ("\n".join(said.splitlines()[:99]), f"{said}\n{numbers[0]}", ""):
        answer = sent(refused)
        assert (answer.status_code, "found" in answer.context) == (422, False)
    client.force_login(staff_with(Role.SHOP_CLERK))
    assert client.get(page).status_code == HTTPStatus.FORBIDDEN


@given(st.text(max_size=200))
def test_any_text_is_read_or_told_of(text: str) -> None:
    found, wrong = counts_in(text)

    assert set(found) <= {"age", "city", "taste"}
    assert all(number > 0 for number in wrong)


@pytest.mark.django_db
def test_the_page_compares_with_our_readers(client: Client) -> None:
    for _ in range(12):
        member = MemberFactory.create()
        Listing.objects.filter(pk=member.pk).update(born_on=date(1980, 5, 1))
    client.force_login(staff_with(Role.ANALYST))
    page = reverse("loyalty:fit")

    found = client.post(page, {"said": "age,45-54,70\nage,18-24,30\nnonsense"})

    assert found.status_code == HTTPStatus.OK
    told = [one for _name, _said, _tone, one in found.context["fits"]]
    assert [one.dimension for one in told] == ["age"] * bool(Listing.objects.filter(born_on__isnull=False))
    assert found.context["wrong"] == "3"
    client.force_login(staff_with(Role.SHOP_CLERK))
    assert client.get(page).status_code == HTTPStatus.FORBIDDEN

"""Lists that name readers are taken away within the limits of files of members, or without names."""

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import ExportLimit, Member, NamedFile
from shuyou.orders.tests.factories import a_member
from shuyou.orders.tests.test_special_orders import wanted_title

pytestmark = pytest.mark.django_db(transaction=True)


def a_list_of(*readers: Member) -> str:
    """Have each reader wait for two titles, and return where that is listed."""
    for reader in (*readers, *readers):
        wanted_title(reader)
    return reverse("orders:specials_all")


def test_a_list_that_names_readers_counts_towards_what_one_may_take(client: Client) -> None:
    user = staff_with(Role.CALL_AGENT)
    client.force_login(user)
    first, second = a_member(), a_member()
    url = a_list_of(first, second)
    ExportLimit.objects.update(rows=2, rows_per_day=3)

    whole = client.get(f"{url}?as=csv").getvalue().decode("utf-8-sig")
    refused = client.get(f"{url}?as=csv")

    assert [one.person.name in whole for one in (first, second)] == [True, True]
    assert refused.status_code == 403
    assert list(NamedFile.objects.values_list("what", "readers", "taken_by")) == [("orders", 2, user.pk)]
    bare = client.get(f"{url}?as=csv&names=no").getvalue().decode("utf-8-sig")
    assert len(bare.splitlines()) == len(whole.splitlines()) == 5
    assert not [one.person.name for one in (first, second) if one.person.name in bare]


def test_who_may_take_no_names_is_offered_the_list_without(client: Client) -> None:
    client.force_login(staff_with(Role.WAREHOUSE))
    reader = a_member()
    url = a_list_of(reader)

    page = client.get(url).content.decode()

    assert ("?as=csv&amp;names=no" in page, '?as=csv"' in page) == (True, False)
    assert client.get(f"{url}?as=csv").status_code == 403
    assert not NamedFile.objects.exists()
    assert reader.person.name not in client.get(f"{url}?as=csv&names=no").getvalue().decode("utf-8-sig")

"""Choices that no page of ours offers: the order being taken stays as it is, and can still be opened."""

from http import HTTPStatus

import pytest
from django.test import Client

from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.orders.models import Draft
from shuyou.orders.tests.factories import a_member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("choice", ["pick:٣", "remove:²", "pick:99999999999999999999999999", "pick:", "pick:-1"])
def test_a_choice_that_is_none_leaves_the_order_as_it_is(client: Client, choice: str) -> None:
    client.force_login(staff_with(Role.CALL_AGENT))
    url = f"/console/members/{a_member().number}/order/"
    key = client.get(url).context["key"]

    answer = client.post(url, {"key": key, "do": choice}, follow=True)

    assert answer.status_code == HTTPStatus.OK
    assert Draft.objects.get().content["lines"] == []

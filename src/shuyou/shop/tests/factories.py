"""Readers who came in, for tests."""

import secrets
from datetime import datetime

from django.test import Client

from shuyou.kernel import clock
from shuyou.members.models import Member
from shuyou.shop.models import Account, Login, Visit
from shuyou.shop.services import digest_of_address, digest_of_token
from shuyou.shop.views.door import VISIT

ENGLISH = {"Accept-Language": "en"}


def an_account(member: Member, *, phone: str = "13800002046", password: str = "") -> Account:
    """Return an account that opens by a phone number."""
    account = Account.objects.create(member=member, opened_at=clock.now(), password=password)
    Login.objects.create(
        account=account, channel="sms", digest=digest_of_address(phone), shown="138 **** 2046", confirmed_at=clock.now()
    )
    return account


def come_in(client: Client, account: Account, *, by_code: bool = True, began_at: datetime | None = None) -> None:
    """Have a browser be signed in."""
    token, began = secrets.token_urlsafe(8), began_at or clock.now()
    Visit.objects.create(
        account=account, digest=digest_of_token(token), by_code=by_code, began_at=began,
        ends_at=clock.now().replace(year=began.year + 1),
    )  # fmt: skip
    client.cookies[VISIT] = token

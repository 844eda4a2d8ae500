"""Who a browser belongs to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import get_language

from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.statements import planned
from shuyou.shop.models import Login, Passkey
from shuyou.shop.services._digests import digest_of_token

MAY: Final = frozenset(
    {
        "shop.keep_account", "shop.write_reviews", "members.view", "members.see_contact", "members.edit",
        "members.record_preferences", "members.note_inquiry", "members.plan_tasks", "loyalty.view", "loyalty.refer",
        "loyalty.take_part", "messaging.view", "callcenter.want_call",
        "supply.see_wants", "supply.note_wants", "supply.view",
        "orders.view", "orders.place", "orders.cancel", "orders.stop", "orders.return",
        "payments.view", "payments.charge", "payments.invoice",
    }
)  # fmt: skip
"""What readers may do about themselves, and about nobody else (see `kernel.usecase`)."""

# Whoever was merged comes in as the member they were merged into; who was erased, or is closed, does not.
_READER: Final = """
    SELECT a.id, v.by_code, v.began_at, m.person_id, m.number, p.name, a.nickname, t.code, t.name_zh, t.name_en,
           t.style, t.price_list, a.password <> '', a.wants_picks
      FROM shop_visit v JOIN shop_account a ON a.id = v.account_id
      JOIN members_member first ON first.person_id = a.member_id
      JOIN members_member m ON m.person_id = coalesce(first.merged_into_id, first.person_id)
      JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
     WHERE v.digest = %(digest)s AND v.ends_at > %(at)s AND m.status NOT IN ('erased', 'closed', 'merged')
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader who came in: the member they are, by which account."""

    account_id: int
    by_code: bool
    began_at: datetime
    member_id: int
    number: str
    name: str
    nickname: str
    tier: str
    tier_name: str
    tier_style: int
    price_list: str
    has_password: bool
    wants_picks: bool

    @property
    def called(self) -> str:
        """Return how the reader wants to be called."""
        return self.nickname or self.name

    @property
    def actor(self) -> Actor:
        """Return the reader as one who acts, for themselves alone."""
        return reader_actor(self.member_id)


def reader_actor(member_id: int) -> Actor:
    """Return a member as one who acts on the web, for themselves alone."""
    return Actor(MEMBER, str(member_id), "web", scopes=MAY)


@dataclass(frozen=True, slots=True)
class LoginRow:
    """A way to sign in, masked."""

    channel: str
    channel_label: str
    shown: str
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """A device that lets its reader in."""

    uid: UUID
    name: str
    added_at: datetime
    used_at: datetime | None


def reader_of_token(*, token: str, at: datetime) -> Reader | None:
    """Return the reader whom a browser's token lets in, in one query; None: nobody."""
    if not token:
        return None
    with planned() as cursor:
        cursor.execute(_READER, {"digest": digest_of_token(token), "at": at})
        row = cursor.fetchone()
    if row is None:
        return None
    account, by_code, began, member, number, name, nickname, tier, name_zh, name_en, style, prices, *has = row
    tier_name = name_zh if (get_language() or "").startswith("zh") else name_en
    has_password, wants_picks = has
    return Reader(
        account, by_code, began, member, number, name, nickname, tier, tier_name, style, prices,
        has_password=has_password, wants_picks=wants_picks,
    )  # fmt: skip


def logins_of(*, account_id: int) -> list[LoginRow]:
    """Return by which addresses an account opens, the oldest first, in one query."""
    return [
        LoginRow(one.channel, one.get_channel_display(), one.shown, one.confirmed_at)
        for one in Login.objects.filter(account_id=account_id).order_by("pk")
    ]


def passkeys_of(*, account_id: int) -> list[PasskeyRow]:
    """Return the devices that let an account's reader in, the oldest first, in one query."""
    rows = Passkey.objects.filter(account_id=account_id).order_by("pk")
    return [PasskeyRow(one.uid, one.name, one.added_at, one.used_at) for one in rows]

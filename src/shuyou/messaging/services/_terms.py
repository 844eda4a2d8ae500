"""The terms under which messages go: channels, limits, the sender, addresses that get nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.messaging.errors import AddressNotPossible, ChannelUnknown, TermsNotPossible
from shuyou.messaging.events import MessagesExported, SuppressionChanged, TermsChanged
from shuyou.messaging.models import Cap, Channel, ChannelSetting, Holdout, Purpose, Sender, Suppression
from shuyou.messaging.services._addresses import digest_of, shown_as
from shuyou.messaging.services._spending import forget_spent

MOST: Final = 1000
FASTEST: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDraft:
    """A channel as typed."""

    channel: str
    is_on: bool
    cost_each: str
    per_minute: str
    monthly_budget: str = ""
    quiet_from: str = ""
    quiet_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderDraft:
    """Who writes, as typed."""

    name_zh: str
    name_en: str
    contact: str
    address: str
    site: str
    fax_gateway: str = ""


@use_case("messaging.set_terms")
def set_channel(draft: ChannelDraft, *, actor: Actor, at: datetime) -> None:
    """
    Keep how a channel is used.

    :raises NotFound: there is no such channel.
    :raises TermsNotPossible: a price, speed or hour that cannot be.
    """
    row = ChannelSetting.objects.select_for_update(no_key=True).filter(channel=draft.channel).first()
    if row is None:
        raise NotFound(what=_("channel"), key=draft.channel)
    row.is_on = draft.is_on
    row.cost_each = _amount(draft.cost_each, "cost_each")
    row.per_minute = _number(draft.per_minute, "per_minute", FASTEST)
    row.monthly_budget = _amount(draft.monthly_budget, "monthly_budget") if draft.monthly_budget.strip() else None
    row.quiet_from, row.quiet_until = _hours(draft)
    row.save()
    forget_spent(row.channel)
    events.publish(TermsChanged(what=f"channel:{draft.channel}"), actor=actor, at=at)


@use_case("messaging.set_terms")
def set_sender(draft: SenderDraft, *, actor: Actor, at: datetime) -> None:
    """
    Keep who is named as the sender.

    :raises TermsNotPossible: the law asks for a name and a contact; the site begins with http.
    """
    said = {name: printed(getattr(draft, name)) for name in SenderDraft.__dataclass_fields__}
    said["site"] = said["site"].rstrip("/")
    for name in ("name_zh", "name_en", "contact"):
        if not said[name]:
            raise TermsNotPossible(value="", field=name)
    if not said["site"].startswith(("https://", "http://")) or " " in said["site"]:
        raise TermsNotPossible(value=said["site"], field="site")
    if any(len(value) > _longest(name) for name, value in said.items()):
        raise TermsNotPossible(value="…", field="name_zh")
    Sender.objects.filter(pk=1).update(**said)
    events.publish(TermsChanged(what="sender"), actor=actor, at=at)


@use_case("messaging.set_terms")
def set_cap(*, purpose: str, channel: str, most: str, days: str, actor: Actor, at: datetime) -> None:
    """
    Keep how many messages of a purpose a reader gets at most in so many days; 0 of them: no limit any more.

    :raises TermsNotPossible: a number that cannot be.
    :raises ChannelUnknown: there is no such channel.
    """
    if purpose not in Purpose.values:
        raise TermsNotPossible(value=purpose, field="purpose")
    if channel not in (Cap.ANY, *Channel.values):
        raise ChannelUnknown(value=channel)
    count, stretch = _number(most, "most", MOST, least=0), _number(days, "days", 366)
    caps = Cap.objects.filter(purpose=purpose, channel=channel, days=stretch)
    if not count:
        caps.delete()
    elif not caps.update(most=count):
        Cap.objects.create(purpose=purpose, channel=channel, days=stretch, most=count)
    events.publish(TermsChanged(what=f"cap:{purpose}:{channel}"), actor=actor, at=at)


@use_case("messaging.set_terms")
def hold_out(*, member_ids: list[int], name: str, until: datetime, actor: Actor, at: datetime) -> None:
    """Leave members without offers until a moment, so that it can be seen what offers do."""
    rows = [Holdout(member_id=member_id, name=name[:40], until=until) for member_id in sorted(set(member_ids))]
    Holdout.objects.bulk_create(rows, update_conflicts=True, unique_fields=["member", "name"], update_fields=["until"])
    events.publish(TermsChanged(what=f"holdout:{name[:40]}"), actor=actor, at=at)


@use_case("messaging.suppress")
def suppress(*, channel: str, address: str, is_total: bool, actor: Actor, at: datetime) -> None:
    """
    Have an address get nothing any more, or no offers.

    :raises ChannelUnknown: there is no such channel.
    :raises AddressNotPossible: it is no address.
    """
    if channel not in Channel.values:
        raise ChannelUnknown(value=channel)
    plain = "".join(address.split()).casefold()
    if len(plain) < 5 or (channel == "email") != ("@" in plain):
        raise AddressNotPossible()
    row, is_new = Suppression.objects.get_or_create(
        channel=channel, digest=digest_of(plain), is_total=is_total, lifted_at=None,
        defaults={
            "shown": shown_as(channel, plain), "reason": Suppression.Reason.LISTED, "added_at": at,
            "added_by": actor.signature,
        },
    )  # fmt: skip
    if is_new:
        _tell(row, actor, at)


@use_case("messaging.suppress")
def lift_suppression(*, suppression_id: int, actor: Actor, at: datetime) -> None:
    """
    Let an address get messages again; the reader's word still counts.

    :raises NotFound: it is not suppressed, or no longer.
    """
    row = Suppression.objects.select_for_update(no_key=True).filter(pk=suppression_id, lifted_at=None).first()
    if row is None:
        raise NotFound(what=_("suppressed address"), key=suppression_id)
    row.lifted_at, row.lifted_by = at, actor.signature
    row.save(update_fields=["lifted_at", "lifted_by"])
    _tell(row, actor, at)


@use_case("messaging.export")
def note_export(*, what: str, wanted: str, readers: Iterable[object] = (), actor: Actor, at: datetime) -> None:
    """
    Note who took a list of messages out of the house.

    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        members.take_named_file(what=what, readers=readers, actor=actor, at=at)
    events.publish(MessagesExported(what=what, wanted=wanted[:200]), actor=actor, at=at)


def _tell(row: Suppression, actor: Actor, at: datetime) -> None:
    event = SuppressionChanged(
        suppression_id=row.pk, channel=row.channel, reason=row.reason, is_lifted=row.lifted_at is not None
    )
    events.publish(event, actor=actor, at=at)


def _amount(text: str, field: str) -> Decimal:
    try:
        amount = Decimal(text.strip() or "0")
    except InvalidOperation:
        raise TermsNotPossible(value=text, field=field) from None
    if not amount.is_finite() or not 0 <= amount < 1_000_000 or amount != round(amount, 4):
        raise TermsNotPossible(value=text, field=field)
    return amount


def _number(text: str, field: str, most: int, *, least: int = 1) -> int:
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) < 9 and least <= int(bare) <= most):
        raise TermsNotPossible(value=text, field=field)
    return int(bare)


def _hours(draft: ChannelDraft) -> tuple[time | None, time | None]:
    found: Mapping[str, str] = {"quiet_from": draft.quiet_from.strip(), "quiet_until": draft.quiet_until.strip()}
    if bool(found["quiet_from"]) != bool(found["quiet_until"]):
        raise TermsNotPossible(value="", field="quiet_until")
    try:
        first, last = (time.fromisoformat(text) if text else None for text in found.values())
    except ValueError:
        raise TermsNotPossible(value=draft.quiet_from, field="quiet_from") from None
    return first, last


def _longest(name: str) -> int:
    return next(field.max_length or 0 for field in Sender._meta.local_fields if field.name == name)

"""Sales without a network that were refused: kept as they came, and posted or dropped by a manager."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.orders.errors import ReasonMissing
from shuyou.orders.errors.till import RefusedSaleOver, SoldByYou
from shuyou.orders.events.till import RefusedSaleMoved
from shuyou.orders.models.till import RefusedSale, Till
from shuyou.orders.services._till_drawer import require_store

State = RefusedSale.State


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedDraft:
    """A sale as a till sent it, and why it was refused."""

    till: str
    key: UUID
    body: Mapping[str, object]
    code: str
    why: str


@use_case("orders.sell")
def keep_refused_sale(draft: RefusedDraft, *, actor: Actor, at: datetime) -> bool:
    """
    Keep a sale that was refused, and tell whether it waits for a manager; a repeat keeps nothing anew.

    :raises NotFound: there is no such till.
    :raises NotYourPlace: the actor works in other stores.
    """
    till = Till.objects.select_related("store").filter(code=draft.till).first()
    if till is None:
        raise NotFound(what=_("till"), key=draft.till)
    require_store(till, actor)
    body = {name: said for name, said in draft.body.items() if name not in ("member", "card")}
    kept = RefusedSale(
        key=draft.key, till=till, body=json.dumps(body), member=_text(draft.body.get("member")),
        card=_text(draft.body.get("card")), slip=_text(draft.body.get("slip"))[:30], code=draft.code[:60],
        why=_text(draft.why, most=300), sent_by=actor.signature, refused_at=at,
    )  # fmt: skip
    RefusedSale.objects.bulk_create([kept], ignore_conflicts=True)
    known = RefusedSale.objects.get(key=draft.key)
    _tell(known, actor, at)
    return known.state == State.WAITING


@use_case("orders.look_at_sales")
def drop_refused_sale(refused_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """
    Say that a refused sale is not posted, and why; it stays on the list with the reason.

    :raises NotFound: there is no such sale; NotYourPlace: it is of another store.
    :raises ReasonMissing: nobody could read later why.
    :raises SoldByYou: whoever sold it does not drop it.
    :raises RefusedSaleOver: somebody posted or dropped it before.
    """
    refused = _held(refused_id, actor)
    if refused.sent_by == actor.signature:
        raise SoldByYou()
    if not tidy(reason):
        raise ReasonMissing()
    refused.state, refused.reason = State.DROPPED, tidy(reason)[:200]
    _decide(refused, actor, at)
    _tell(refused, actor, at)


@step
def note_refused_posted(*, key: UUID, order_id: int, is_by_hand: bool, actor: Actor, at: datetime) -> None:
    """
    Note that a sale which was refused stands in the books now, if it was refused before.

    :raises SoldByYou: whoever sold it posts it by hand.
    :raises RefusedSaleOver: it is posted by hand, and somebody posted or dropped it before.
    """
    refused = RefusedSale.objects.select_for_update(no_key=True).filter(key=key).first()
    if refused is None:
        return
    if is_by_hand and refused.sent_by == actor.signature:
        raise SoldByYou()
    if is_by_hand and refused.state != State.WAITING:
        raise RefusedSaleOver(state=State(refused.state).label)
    if refused.state == State.WAITING:
        refused.state, refused.order_id = State.POSTED, order_id
        _decide(refused, actor, at)


def _held(refused_id: int, actor: Actor) -> RefusedSale:
    rows = RefusedSale.objects.select_related("till__store").select_for_update(no_key=True, of=("self",))
    refused = rows.filter(pk=refused_id).first()
    if refused is None:
        raise NotFound(what=_("sale"), key=refused_id)
    require_store(refused.till, actor)
    if refused.state != State.WAITING:
        raise RefusedSaleOver(state=State(refused.state).label)
    return refused


def _decide(refused: RefusedSale, actor: Actor, at: datetime) -> None:
    """Write down who decided when; who bought is in the order now, or matters to nobody any more."""
    refused.member = refused.card = ""
    refused.decided_by, refused.decided_at = actor.signature, at
    refused.save(update_fields=["state", "order", "reason", "member", "card", "decided_by", "decided_at"])


def _text(said: object, *, most: int = 80) -> str:
    """Return what a script said as a text that can be kept, whatever it was."""
    return str(said or "").encode("utf-8", "replace").decode().replace("\0", "")[:most]


def _tell(refused: RefusedSale, actor: Actor, at: datetime) -> None:
    told = RefusedSaleMoved(refused_id=refused.pk, till=refused.till.code, state=refused.state)
    events.publish(told, actor=actor, at=at)

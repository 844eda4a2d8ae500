"""Setting up tills and what they sell by one touch."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors.till import TillTaken
from shuyou.orders.events.till import TillSet
from shuyou.orders.models.till import QuickItem, Till, TillSession
from shuyou.supply import queries as supply
from shuyou.supply.errors import NotYourPlace

CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,11}")
MOST_QUICK: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class TillDraft:
    """A till as somebody sets it up; a code that is there already changes its till."""

    code: str
    name: str
    store_id: int
    most_off: Decimal
    most_differing: Decimal
    is_active: bool = True


@use_case("orders.set_tills")
def keep_till(draft: TillDraft, *, actor: Actor, at: datetime) -> None:
    """
    Set up a till, or change one.

    :raises InvalidValue: the code or an amount cannot be.
    :raises NotYourPlace: the actor works in other stores.
    :raises TillTaken: it is to be put away or moved while somebody has its drawer, or moved before one is closed.
    """
    _require_place(draft.store_id, actor)
    if not CODE.fullmatch(draft.code):
        raise InvalidValue(label=_("Code"), value=draft.code, field="code")
    if not 0 <= draft.most_off <= 1:
        raise InvalidValue(label=_("Part of a price"), value=draft.most_off, field="most_off")
    known = Till.objects.select_for_update(no_key=True).filter(code=draft.code).first()
    if known is not None:
        _require_place(known.store_id, actor)
        is_moved = draft.store_id != known.store_id
        going = [TillSession.State.OPEN, *([TillSession.State.COUNTED] if is_moved else [])]
        drawer = TillSession.objects.filter(till=known, state__in=going).select_related("clerk").first()
        if drawer and (not draft.is_active or is_moved):
            raise TillTaken(till=known.code, name=drawer.clerk.full_name)
    till = known or Till(code=draft.code)
    till.name, till.store_id, till.is_active = draft.name.strip()[:40], draft.store_id, draft.is_active
    till.most_off, till.most_differing = draft.most_off, draft.most_differing
    till.save()
    events.publish(TillSet(store_id=draft.store_id, what=f"till:{draft.code}"), actor=actor, at=at)


@use_case("orders.set_tills")
def set_quick_items(store_id: int, items: Sequence[tuple[int, str]], *, actor: Actor, at: datetime) -> None:
    """
    Say what the tills of a store sell by one touch: items by id with what stands on their keys, in this order.

    :raises NotYourPlace: the actor works in other stores.
    :raises InvalidValue: more than there is room for.
    """
    _require_place(store_id, actor)
    if len(items) > MOST_QUICK:
        raise InvalidValue(label=_("Number of quick items"), value=len(items), field="items")
    QuickItem.objects.filter(store_id=store_id).delete()
    QuickItem.objects.bulk_create(
        QuickItem(store_id=store_id, item_id=item_id, label=label.strip()[:20], rank=rank)
        for rank, (item_id, label) in enumerate(dict(items).items())
    )
    events.publish(TillSet(store_id=store_id, what="quick"), actor=actor, at=at)


def _require_place(store_id: int, actor: Actor) -> None:
    own = supply.places_of(actor=actor)
    if own is not None and store_id not in own:
        raise NotYourPlace()
    if store_id not in {place.place_id for place in supply.all_places(actor=actor)}:
        raise NotFound(what=_("place"), key=store_id)

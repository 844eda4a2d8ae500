"""Copies that came are set aside for readers who asked for them, the one who asked first before the others."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from shuyou.catalog import queries as catalog
from shuyou.kernel.clock import club_day
from shuyou.supply.events import WantArrived
from shuyou.supply.models import Want, Warehouse
from shuyou.supply.services._reserve import reserve_copies

HELD_DAYS: Final = 14
WAITING: Final = (Want.State.OPEN, Want.State.FOUND, Want.State.ORDERED)


def want_source(want: Want) -> str:
    """Return the name under which copies are held for a wish: once it has lost some, another."""
    return f"want:{want.number}:h{want.holding}" if want.holding else f"want:{want.number}"


def hold_for_readers(came: Mapping[int, int], *, warehouse_id: int, at: datetime) -> list[WantArrived]:
    """Set copies aside for readers who wait for these items at a place, as far as they go; return who is to be told."""
    leads, left = catalog.leading_items(item_ids=came), dict[int, int]()
    for item_id, copies in came.items():
        left[leads[item_id]] = left.get(leads[item_id], 0) + copies
    wants = (
        Want.objects.filter(item_id__in={*leads, *left}, state__in=WAITING, warehouse_id=warehouse_id)
        .order_by("asked_at", "pk")
        .select_for_update(no_key=True)
    )
    place = Warehouse.objects.get(pk=warehouse_id)
    arrived = []
    for want in wants:
        item_id = leads.get(want.item_id or 0, want.item_id or 0)
        if left[item_id] < want.copies:
            continue
        left[item_id] -= want.copies
        source = want_source(want)
        reserve_copies(
            wanted={item_id: want.copies}, titles={item_id: want.title}, warehouse=place.code, source=source, at=at
        )
        want.state, want.arrived_at = Want.State.HELD, at
        want.held_until = club_day(at) + timedelta(days=HELD_DAYS)
        want.save(update_fields=["state", "arrived_at", "held_until"])
        arrived.append(WantArrived(want_id=want.pk, member_id=want.member_id, item_id=item_id, copies=want.copies))
    return arrived

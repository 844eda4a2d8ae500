"""Which title a merged one leads to, and which ones lead to a title."""

from collections.abc import Iterable, Mapping

from shuyou.catalog.models import Item


def leading_items(*, item_ids: Iterable[int]) -> Mapping[int, int]:
    """Return the title that each of some leads to: itself, if it was not merged; in one query if none was."""
    leads = {item_id: item_id for item_id in item_ids}
    while merged := dict(
        Item.objects.filter(pk__in=set(leads.values()))
        .exclude(merged_into=None)
        .order_by("pk")
        .values_list("pk", "merged_into_id")
    ):
        leads = {asked: merged.get(item_id) or item_id for asked, item_id in leads.items()}
    return leads


def absorbed_items(*, item_ids: Iterable[int]) -> frozenset[int]:
    """Return the titles that lead to some titles, over others too (index `items_merged`)."""
    found, last = frozenset[int](), frozenset(item_ids)
    while last := frozenset(Item.objects.filter(merged_into__in=last).order_by("pk").values_list("pk", flat=True)):
        found |= last
    return found


def merged_titles() -> Mapping[int, int]:
    """Return all titles that were merged, each with the one it leads to (index `items_merged`)."""
    merged = dict(Item.objects.exclude(merged_into=None).order_by("pk").values_list("pk", "merged_into_id"))
    leads = {}
    for item_id in merged:
        lead = item_id
        while (after := merged.get(lead)) is not None:
            lead = after
        leads[item_id] = lead
    return leads

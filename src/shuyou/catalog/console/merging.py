"""Items that are there twice: numbers that several go by, two of them side by side, merged and parted."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries, services
from shuyou.catalog.errors import PartUnknown
from shuyou.catalog.queries import FIELD_NAMES, KeptItem
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError

PAGE = 30


@require_GET
def twice(request: HttpRequest) -> HttpResponse:
    """List numbers that several items go by."""
    actor = actor_of(request)
    actor.require("catalog.merge")
    found = queries.shared_numbers(actor=actor, after=request.GET.get("after", "")[:40], limit=PAGE + 1)
    seen = {"numbers": found[:PAGE], "next_after": found[PAGE - 1][0] if len(found) > PAGE else ""}
    return render(request, "catalog/twice.html", seen)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show two items side by side, and merge them once somebody says so."""
    actor = actor_of(request)
    actor.require("catalog.merge")
    kept = queries.kept_item(item_id=queries.item_id_of(uid=uid))
    typed = (request.POST or request.GET).get("other", "").strip()[:60]
    refusal: DomainError | None = None
    other: KeptItem | None = None
    hits: list[queries.ItemRow] = []
    if typed:
        other, hits, refusal = _other(typed, kept)
    if request.method == "POST" and other is not None:
        try:
            services.merge_items(kept_id=kept.item_id, gone_id=other.item_id, actor=actor, at=clock.now())
        except DomainError as problem:
            refusal = problem
        else:
            messages.success(request, gettext("The titles are one now."))
            return HttpResponseRedirect(reverse("catalog:item", args=[uid]), status=HTTPStatus.SEE_OTHER)
    seen = {
        "kept": kept, "other": other, "typed": typed, "hits": hits, "refusal": refusal,
        "lines": _lines(kept, other) if other else [], "merges": queries.item_merges(item_id=kept.item_id, actor=actor),
    }  # fmt: skip
    return render(request, "catalog/merge.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_POST
def part(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Part two items that were merged."""
    actor: Actor = actor_of(request)
    item_id = services.part_items(uid=uid, actor=actor, at=clock.now())
    messages.success(request, gettext("They are two titles again."))
    uid = queries.kept_item(item_id=item_id).uid
    return HttpResponseRedirect(reverse("catalog:item", args=[uid]), status=HTTPStatus.SEE_OTHER)


def _other(typed: str, kept: KeptItem) -> tuple[KeptItem | None, list[queries.ItemRow], DomainError | None]:
    """Return the item that was meant, or those to choose from."""
    try:
        uid = UUID(typed)
    except ValueError:
        hits = [row for row in queries.items_by_code(code=typed) if row.item_id != kept.item_id]
        if not hits:
            return None, [], PartUnknown(value=typed, found=0)
        return (queries.kept_item(item_id=hits[0].item_id) if len(hits) == 1 else None), hits, None
    try:
        return queries.kept_item(item_id=queries.item_id_of(uid=uid)), [], None
    except DomainError as refusal:
        return None, [], refusal


def _lines(kept: KeptItem, other: KeptItem) -> list[tuple[str, str, str, bool]]:
    names = {"shelf": "category", "grade": "grades"}
    return [
        (str(FIELD_NAMES[names.get(name, name)]), value, other.fields[name], value != other.fields[name])
        for name, value in kept.fields.items()
        if value or other.fields[name]
    ]

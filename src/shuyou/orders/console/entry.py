"""Taking an order: the draft on the left, what it comes to on the right, kept at every step."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, go_to, is_partial
from shuyou.kernel.errors import DomainError, Kind
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.orders import queries, services
from shuyou.orders.console.preview import Preview, preview, refusals_of, standing_refusals
from shuyou.orders.console.typed import (
    LONGEST,
    Refusals,
    as_typed,
    copies_asked,
    coupon_codes,
    whole_number,
    with_copies,
    with_item,
    without_item,
)
from shuyou.orders.errors import DraftGone, UnknownTitle
from shuyou.orders.rules.order_forms import read_form_code
from shuyou.orders.services import DraftContent, OrderDraft
from shuyou.supply import queries as supply

MOST_HITS: Final = 9
"""Answers that have a digit of their own."""

SHORTEST: Final = 2
"""Characters from which words are looked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A title that the clue may mean."""

    item: catalog.ItemRow
    free: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Who takes an order for whom, and the draft it is kept in."""

    request: HttpRequest
    actor: Actor
    at: datetime
    head: members.MemberHead
    key: UUID

    def asked(self, field: str) -> str:
        """Return what this very form asks for, even if a later one has emptied the field since."""
        return self.request.POST.get(field, "")[: LONGEST[field]].strip()

    def change(self, change: Callable[[DraftContent], DraftContent]) -> DraftContent:
        """Change what has been typed so far, and return it."""
        return services.change_draft(change, request_key=self.key, actor=self.actor, at=self.at)

    def type(self) -> DraftContent:
        """Keep what the form says, and return the draft as it stands then."""
        return self.change(lambda kept: as_typed(kept, self.request.POST.dict()))

    def preview(self, content: DraftContent) -> Preview:
        """Work out what the draft comes to."""
        return preview(content, head=self.head, actor=self.actor, at=self.at)

    def note_search(self, clue: str, *, hits: int | None = None, item_id: int | None = None) -> None:
        """Keep what was searched for with the member, once the words are final; nothing else waits for it."""
        text = clue.strip()
        is_scan = _is_number(text) and hits != 0
        if len(text) < SHORTEST or is_scan or not self.actor.may("members.note_inquiry"):
            return
        draft = member_services.NewInquiry(
            member_id=self.head.member_id, kind="search", channel="phone", text=text, hits=hits, item_id=item_id
        )
        with suppress(DomainError):
            member_services.note_inquiry(draft, actor=self.actor, at=self.at)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, member_number: str) -> HttpResponse:
    """Take an order for a member: every answer keeps what was typed."""
    at, actor = clock.now(), actor_of(request, via="phone")
    actor.require("orders.place")
    actor.require("members.see_contact")
    head = members.member_head(number=member_number, actor=actor)
    if head.number != member_number and request.method != "POST":
        messages.info(request, gettext("Member %(number)s was merged into this one.") % {"number": member_number})
        return go_to(request, reverse("orders:entry", args=[head.number]))
    key, kept = services.open_draft(member_id=head.member_id, actor=actor, at=at)
    desk = Desk(request, actor, at, head, key)
    if request.method != "POST":
        member_services.record_access(person_id=head.member_id, part="entry", reason="", actor=actor, at=at)
        return _page(desk, kept)
    posted, is_farewell = _uuid(request.POST.get("key", "")), request.POST.get("do") == "keep"
    if posted == key:
        return _act(desk)
    return HttpResponse(status=HTTPStatus.NO_CONTENT) if is_farewell else _another_window(desk, posted, kept)


@require_GET
def look(request: HttpRequest, member_number: str) -> HttpResponse:
    """List the titles that a clue may mean while it is being typed; a number waits until it is complete."""
    actor_of(request).require("orders.place")
    clue = request.GET.get("clue", "").strip()
    is_asked = len(clue) >= SHORTEST and not _is_number(clue)
    hits = _hits(catalog.search_titles(text=clue, limit=MOST_HITS)) if is_asked else []
    return render(request, "orders/entry.html#hits", {"hits": hits})


def _act(desk: Desk) -> HttpResponse:
    content = desk.type()
    action, _, value = desk.request.POST.get("do", "").partition(":")
    match action:
        case "keep" | "search":
            return _kept(desk, content, is_search=action == "search")
        case "add":
            return _add(desk, content)
        case "pick" if item_id := whole_number(value):
            desk.note_search(desk.asked("clue"), item_id=item_id)
            return _take(desk, content, item_id)
        case "remove" | "bundle":
            content = desk.change(_with_bundle(desk) if action == "bundle" else _without(value))
        case "special" if lacking_id := whole_number(value):
            return _order_specially(desk, content, lacking_id)
        case "confirm" if desk.asked("clue"):
            return _add(desk, content, is_confirming=True)
        case "confirm":
            return _confirm(desk, content)
        case "discard":
            services.discard_draft(member_id=desk.head.member_id, request_key=desk.key, actor=desk.actor)
            return go_to(desk.request, reverse("console:member", args=[desk.head.number]))
    if desk.request.POST.get("refused"):
        view = desk.preview(content)
        return _page(desk, content, view=view, refusals=standing_refusals(view))
    return _again(desk, content)


def _kept(desk: Desk, content: DraftContent, *, is_search: bool) -> HttpResponse:
    """Keep words that somebody has finished typing with the reader; the page stays as it is."""
    if is_search and not _is_number(content.clue):
        found = catalog.search_titles(text=content.clue.strip(), limit=MOST_HITS)
        desk.note_search(content.clue, hits=len(found))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _add(desk: Desk, content: DraftContent, *, is_confirming: bool = False) -> HttpResponse:
    clue = desk.asked("clue")
    if read_form_code(clue):
        desk.change(lambda kept: replace(kept, clue=""))
        return go_to(desk.request, f"{reverse('orders:form_take')}?{urlencode({'code': clue})}")
    found = catalog.search_titles(text=clue, limit=MOST_HITS) if clue else []
    desk.note_search(clue, hits=len(found), item_id=found[0].item_id if len(found) == 1 else None)
    if len(found) == 1:
        said = gettext("Added while you confirmed. Check the order and confirm again.") if is_confirming else ""
        return _take(desk, content, found[0].item_id, said=said)
    if clue and not found:
        return _page(desk, content, refusals={"isbn": UnknownTitle(value=clue)})
    return _page(desk, content, hits=_hits(found)) if found else _again(desk, content)


def _take(desk: Desk, content: DraftContent, item_id: int, *, said: str = "") -> HttpResponse:
    try:
        copies = copies_asked(desk.asked("copies"))
    except DomainError as refusal:
        return _page(desk, content, refusals=refusals_of(refusal))
    content = desk.change(lambda kept: with_item(kept, item_id, copies))
    return _page(desk, content, said=said) if said else _again(desk, content)


def _without(value: str) -> Callable[[DraftContent], DraftContent]:
    """Return the change that takes a title off, if it is one."""
    item_id = whole_number(value)
    return lambda kept: without_item(kept, item_id) if item_id else kept


def _with_bundle(desk: Desk) -> Callable[[DraftContent], DraftContent]:
    """Return the change that adds the titles of the reader's own bundle, those that are not there yet."""
    bundle = queries.open_bundle(member_id=desk.head.member_id, at=desk.at, actor=desk.actor)

    def add(kept: DraftContent) -> DraftContent:
        there = {line["item_id"] for line in kept.lines}
        for one in bundle.titles if bundle else ():
            kept = kept if one.item_id in there else replace(with_item(kept, one.item_id), clue=kept.clue)
        return kept

    return add


def _order_specially(desk: Desk, content: DraftContent, item_id: int) -> HttpResponse:
    """Have the copies that are lacking ordered for the reader; those that are free stay in the draft."""
    line = next((line for line in content.lines if line["item_id"] == item_id), None)
    wanted = whole_number(str(line["quantity"])) if line else None
    free = max(supply.free_copies(item_ids=[item_id])[item_id], 0) if wanted else 0
    missing = (wanted or 0) - free
    if missing <= 0:
        return _again(desk, content)
    draft = services.SpecialDraft(
        member_id=desk.head.member_id, item_id=item_id, copies=missing,
        request_key=uuid5(desk.key, f"special:{item_id}:{missing}"),
    )  # fmt: skip
    try:
        number = services.order_specially(draft, actor=desk.actor, at=desk.at)
    except DomainError as refusal:
        return _page(desk, content, refusals=refusals_of(refusal))
    content = desk.change(lambda kept: with_copies(kept, item_id, free))
    said = gettext("Special order %(number)s: we find it for the reader.") % {"number": number}
    return _page(desk, content, said=said)


def _confirm(desk: Desk, content: DraftContent) -> HttpResponse:
    view = desk.preview(content)
    if view.meant.refusals:
        return _page(desk, content, view=view, refusals=view.meant.refusals)
    draft = OrderDraft(
        member_id=desk.head.member_id,
        wanted=view.meant.wanted,
        request_key=desk.key,
        channel="phone",
        payment=content.payment,
        destination=view.meant.destination,
        points=view.meant.points,
        note=content.note.strip(),
        coupons=coupon_codes(content.coupon),
        wish=view.meant.wish,
        may_wait=view.meant.may_wait,
    )
    try:
        placed = services.place_order(draft, actor=desk.actor, at=desk.at)
    except DomainError as refusal:
        return _page(desk, content, refusals={**standing_refusals(view), **refusals_of(refusal)})
    services.discard_draft(member_id=desk.head.member_id, request_key=desk.key, actor=desk.actor)
    if not placed.is_repeat:
        messages.success(desk.request, gettext("Order %(number)s is placed.") % {"number": placed.number})
    return go_to(desk.request, reverse("orders:detail", args=[placed.number]))


def _another_window(desk: Desk, posted: UUID | None, kept: DraftContent) -> HttpResponse:
    """Answer a form whose draft is no more: with the order it became, or with the draft there is now."""
    number = queries.number_of_request(request_key=posted, actor=desk.actor) if posted else ""
    if number:
        return go_to(desk.request, reverse("orders:detail", args=[number]))
    if not kept.lines:
        # Nothing else is being taken, so what this window still holds is worth more than an empty form.
        kept = desk.type()
    return _page(desk, kept, refusals={"": DraftGone()})


def _again(desk: Desk, content: DraftContent) -> HttpResponse:
    """Show the page anew, so that reloading it repeats nothing."""
    if is_partial(desk.request):
        return _page(desk, content)
    return HttpResponseRedirect(desk.request.path, status=HTTPStatus.SEE_OTHER)


def _page(
    desk: Desk,
    content: DraftContent,
    *,
    view: Preview | None = None,
    refusals: Refusals | None = None,
    hits: Sequence[Hit] = (),
    said: str = "",
) -> HttpResponse:
    refusals, view = refusals or {}, view or desk.preview(content)
    seen = {
        "head": desk.head,
        "key": desk.key,
        "draft": content,
        "view": view,
        "lines": [(line, refusals.get(f"quantity-{line.item.item_id}")) for line in view.lines],
        "shortages": [line for line in view.lines if line.is_short],
        "refusals": {name: refusal for name, refusal in refusals.items() if name},
        "refusal": refusals.get(""),
        "hits": hits,
        "said": said,
        "is_partial": is_partial(desk.request),
    }
    if not seen["is_partial"]:
        seen["bundle"] = queries.open_bundle(member_id=desk.head.member_id, at=desk.at, actor=desk.actor)
    template = "orders/entry.html#work" if is_partial(desk.request) else "orders/entry.html"
    return render(desk.request, template, seen, status=_status(refusals))


def _status(refusals: Mapping[str, DomainError]) -> HTTPStatus:
    if not refusals:
        return HTTPStatus.OK
    is_conflict = any(refusal.kind == Kind.CONFLICT for refusal in refusals.values())
    return HTTPStatus.CONFLICT if is_conflict else HTTPStatus.UNPROCESSABLE_ENTITY


def _hits(rows: Sequence[catalog.ItemRow]) -> list[Hit]:
    free = supply.free_copies(item_ids=[row.item_id for row in rows]) if rows else {}
    return [Hit(row, free[row.item_id]) for row in rows]


def _is_number(clue: str) -> bool:
    return clue.replace(" ", "").replace("-", "").isdigit()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""The want list: wishes by state, a new one for a reader, and one from being looked for to being handed over."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.registry import Clue
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.members import queries as members
from shuyou.supply import queries, services
from shuyou.supply.console.lists import BUYING, Button, Column, FilterForm, ListPage, tabs_of
from shuyou.supply.console.scans import number_sent
from shuyou.supply.errors import MemberUnknown
from shuyou.supply.models import Want
from shuyou.supply.queries import WantFilter, WantRow
from shuyou.supply.rules import whole_typed
from shuyou.supply.services import WantDraft

TONES: Final = {"open": "warn", "found": "info", "ordered": "info", "held": "good", "done": "", "closed": ""}


class WantFilterForm(FilterForm):
    """Which wishes the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("Any")), ("untold", _("Held, the reader does not know")), *Want.State.choices],
    )  # fmt: skip

    def wanted(self) -> WantFilter:
        """Return the filter."""
        return WantFilter(**self.given())


class WantForm(forms.Form):
    """A wish as the reader says it."""

    member = forms.CharField(
        label=_("Member"), required=False, max_length=60, help_text=_("number, card or phone"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )  # fmt: skip
    isbn = forms.CharField(label=_("ISBN, if it is known"), required=False, max_length=30)
    title = forms.CharField(label=_("Title"), required=False, max_length=400)
    author = forms.CharField(label=_("Author"), required=False, max_length=200)
    copies = forms.CharField(label=_("Copies"), required=False, max_length=5, initial="1")
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


LIST: Final = ListPage[WantRow](
    name="supply:wants",
    section=BUYING,
    title=_("Want list"),
    permission="supply.see_wants",
    form=WantFilterForm,
    read=queries.list_wants,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("supply:want", args=[row.number]),
        ),
        Column(label=_("Title"), text=lambda row: row.title),
        Column(label=_("Author"), text=lambda row: row.author),
        Column(label=_("ISBN"), text=lambda row: row.isbn, cls="n"),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(
            label=_("Member"), text=lambda row: row.member, names="members.export",
            url=lambda row: reverse("console:member", args=[row.member_number]),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Asked on"), text=lambda row: iso(row.asked_at), cls="n"),
        Column(
            label=_("Order"), text=lambda row: row.order_number, cls="n",
            url=lambda row: reverse("supply:purchase", args=[row.order_number]) if row.order_number else "",
        ),
        Column(label=_("Held until"), text=lambda row: iso(row.held_until), cls="n"),
        Column(label=_("Told on"), text=lambda row: iso(row.told_at), cls="n"),
    ),
    empty=_("Nobody waits for a title."),
    advice=_("Note what a reader asks for and we do not have."),
    buttons=(Button(label=_("New wish"), url_name="supply:want_new", permission="supply.note_wants", key="N"),),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def want_new(request: HttpRequest, number: str = "") -> HttpResponse:
    """Note what a reader asks for; the member's page says whose wish it is."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.note_wants")
    start = {"member": number or request.GET.get("member", ""), "copies": "1", "isbn": request.GET.get("isbn", "")}
    form = WantForm(request.POST if request.method == "POST" else None, initial=start)

    def save() -> str:
        typed = form.cleaned_data
        known = catalog.items_by_code(code=typed["isbn"]) if typed["isbn"].strip() else []
        draft = WantDraft(
            member_id=_member_meant(typed["member"], actor), title=typed["title"], author=typed["author"],
            isbn=typed["isbn"], copies=whole_typed(typed["copies"], field="copies", least=1, most=999),
            note=typed["note"], item_id=known[0].item_id if len(known) == 1 else None,
        )  # fmt: skip
        return reverse("supply:want", args=[services.note_want(draft, actor=actor, at=at)])

    seen = {"title": gettext("New wish"), "back": reverse("supply:wants")}
    return saved(request, form, save, said=gettext("Noted."), seen=seen)


@require_GET
def want(request: HttpRequest, number: str) -> HttpResponse:
    """Show a wish."""
    return _page(request, number, None)


@require_POST
def want_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Say which title a wish means, that the reader was told or got it, or that it is given up."""
    actor, at, sent = actor_of(request), clock.now(), request.POST
    turns = {"tell": services.tell_reader, "hand": services.hand_over_want, "close": services.give_up_want}

    def act() -> None:
        if what == "find":
            services.find_want(number=number, item_id=number_sent(sent, "item"), actor=actor, at=at)
        elif what in turns:
            turns[what](number=number, actor=actor, at=at)

    url = reverse("supply:want", args=[number])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda again, why: _page(again, number, why))


def _member_meant(clue: str, actor: Actor) -> int:
    found = members.find_members(clue=Clue.of(clue), actor=actor, limit=2) if clue.strip() else []
    if len(found) != 1:
        raise MemberUnknown(value=clue)
    return found[0].row.member_id


def _page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row, titles = queries.want_detail(number=number, actor=actor)
    seen = {
        "tabs": tabs_of(BUYING, "supply:wants", actor),
        "want": row,
        "titles": titles,
        "tone": TONES[row.state],
        "refusal": refusal,
        "may_buy": actor.may("supply.buy"),
        "may_note": actor.may("supply.note_wants"),
        "may_order": actor.may("supply.buy") and row.state == "found" and not row.order_number,
    }
    return render(request, "supply/want.html", seen, status=status_of(refusal))

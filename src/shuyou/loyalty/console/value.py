"""Stored-value cards: the list of them, one with its history, and what the club adds to money that is loaded."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock, lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, id_in
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.lists import Button, Column, FilterForm, Tab, TabPlace, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, money
from shuyou.loyalty import queries, services
from shuyou.loyalty.models import ValueCard
from shuyou.loyalty.queries import ValueCardRow, ValueFilter
from shuyou.loyalty.queries.value_requests import value_notices, value_requests
from shuyou.loyalty.services import BonusDraft
from shuyou.loyalty.services.value_requests import ValueAsk, ask_for_value
from shuyou.members import queries as members
from shuyou.members import services as member_services

TONES: Final = {"new": "info", "active": "good", "blocked": "bad", "replaced": "", "closed": ""}
ANY: Final = ("", _("Any"))
ABOVE: Final = ("replace", "move", "hand")
"""What is asked for above the limit of one person."""
TABS: Final[tuple[TabPlace, ...]] = (
    (_("Loyalty"), "loyalty:rewards", "loyalty.view"),
    (_("Stored-value cards"), "loyalty:value_cards", "loyalty.view"),
    (_("Asked of cards"), "loyalty:value_requests", "loyalty.keep_value"),
    (_("Bonuses and terms"), "loyalty:value_terms", "loyalty.view"),
    (_("Report to file"), "loyalty:value_report", "loyalty.export_value"),
)


class ValueFilterForm(FilterForm):
    """Which cards the list shows."""

    last = forms.CharField(label=_("Last four digits"), required=False, max_length=4)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *ValueCard.State.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *ValueCard.Kind.choices])
    sold_from = forms.DateField(label=_("Sold from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    has_value = forms.BooleanField(label=_("Something is on it"), required=False)

    def wanted(self) -> ValueFilter:
        """Return the filter."""
        return ValueFilter(**self.given())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(lists.ListPage[ValueCardRow]):
    """The list of stored-value cards, in its section."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("loyalty.export_value")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_value_export(wanted=wanted, readers=readers, actor=actor, at=at)


CARDS: Final = ListPage(
    name="loyalty:value_cards",
    title=_("Stored-value cards"),
    permission="loyalty.view",
    form=ValueFilterForm,
    read=queries.list_value_cards,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.masked, cls="n", sort="pk",
            url=lambda row: reverse("loyalty:value_card", args=[row.uid]),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("Whose"), text=lambda row: row.holder_name or row.buyer_name, names="members.export"),
        Column(label=_("On it"), text=lambda row: money(row.left), cls="num"),
        Column(label=_("of it money paid"), text=lambda row: money(row.principal), cls="num", sort="principal"),
        Column(label=_("Sold"), text=lambda row: iso(clock.club_day(row.sold_at)), cls="n", sort="sold_at"),
        Column(label=_("Good until"), text=lambda row: iso(row.expires_on) if row.expires_on else "", cls="n"),
    ),
    empty=_("No stored-value cards yet."),
    advice=_("Sell the first one: readers pay ahead and use it up as they buy."),
    buttons=(
        Button(label=_("Find a card"), url_name="loyalty:value_card_find", permission="loyalty.view", key="F"),
        Button(label=_("Print cards"), url_name="loyalty:value_sheet", permission="loyalty.sell_value"),
        Button(label=_("Sell a card"), url_name="orders:sell_value", permission="loyalty.sell_value", key="N"),
    ),
)  # fmt: skip


class FindForm(forms.Form):
    """A card's number, scanned or typed; it is money, and stands in no address."""

    number = forms.CharField(
        label=_("Number"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "autofocus": True}),
    )  # fmt: skip


class BonusForm(forms.Form):
    """What the club adds to money that is loaded."""

    name = forms.CharField(label=_("Name of the bonus"), max_length=60)
    from_amount = forms.DecimalField(label=_("From how much loaded on"), min_value=1, max_digits=8, decimal_places=2)
    bonus = forms.DecimalField(label=_("Added to it"), min_value=1, max_digits=8, decimal_places=2)
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("empty: until somebody ends it"),
    )  # fmt: skip

    def draft(self) -> BonusDraft:
        """Return the bonus as typed."""
        return BonusDraft(**self.cleaned_data)


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find a card by its number, and go to its page."""
    actor = actor_of(request)
    actor.require("loyalty.view")
    form = FindForm(request.POST or None)

    def go() -> str:
        found = queries.value_card_uid(number=form.cleaned_data["number"], actor=actor)
        return reverse("loyalty:value_card", args=[found])

    seen = {"title": gettext("Find a card"), "back": reverse("loyalty:value_cards")}
    return saved(request, form, go, said=gettext("Found."), seen=seen)


@require_GET
def card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a card and what was done with it."""
    return _card(request, uid, None)


@require_POST
def card_deed(request: HttpRequest, uid: UUID, what: str) -> HttpResponse:
    """Do something with a card that moves no money: activate, block, let go on, replace, give on, move its rest."""
    actor, at, typed = actor_of(request), clock.now(), request.POST
    reason, number = typed.get("reason", "")[:400], queries.value_card_number(uid=uid, actor=actor)

    def hand() -> None:
        services.hand_value_card(number, holder_id=_holder(typed, actor), reason=reason, actor=actor, at=at)

    def ask(kind: str) -> None:
        whose = _holder(typed, actor) if kind == "hand" else None
        to = typed.get("to", "")[:40]
        draft = ValueAsk(card_number=number, kind=kind, reason=reason, to=to, holder_id=whose)
        ask_for_value(draft, actor=actor, at=at)

    deeds: dict[str, tuple[Callable[[], object], str]] = {
        "activate": (lambda: services.activate_value_card(number, actor=actor, at=at), gettext("Activated.")),
        "block": (lambda: services.block_value_card(number, reason=reason, actor=actor, at=at), gettext("Blocked.")),
        "unblock": (
            lambda: services.unblock_value_card(number, reason=reason, actor=actor, at=at),
            gettext("It can be used again."),
        ),
        "extend": (lambda: services.extend_value_card(number, actor=actor, at=at), gettext("It is good again.")),
        "replace": (
            lambda: services.replace_value_card(number, reason=reason, actor=actor, at=at),
            gettext("Replaced: all that was on it is on the new card."),
        ),
        "move": (
            lambda: services.move_value(number, to=typed.get("to", "")[:40], reason=reason, actor=actor, at=at),
            gettext("Moved to the other card."),
        ),
        "hand": (hand, gettext("It is in the other reader’s name now.")),
    }
    asked = gettext("Asked for: another person approves or refuses.")
    deeds |= {f"ask-{kind}": (partial(ask, kind), asked) for kind in ABOVE}
    if what not in deeds:
        raise NotFound(what=_("deed"), key=what)
    act, said = deeds[_within(what, uid, actor, at)]
    url = reverse("loyalty:value_card", args=[uid])
    return deed(request, act, url=url, said=said, draw=lambda again, why: _card(again, uid, why))


def _holder(typed: QueryDict, actor: Actor) -> int:
    return members.member_head(number=typed.get("holder", "").strip().upper()[:20], actor=actor).member_id


def _within(what: str, uid: UUID, actor: Actor, at: datetime) -> str:
    """Return what is done: above the limit of one person it is asked for instead."""
    if what not in ABOVE:
        return what
    page = queries.value_card(uid=uid, at=at, actor=actor, limit=1)
    return f"ask-{what}" if page.card.left > page.approve_above else what


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """Show what is owed on cards, what the law asks, and what the club adds; add another bonus."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.view")
    form = BonusForm(request.POST or None)
    seen = {
        "tabs": tabs_of(TABS, "loyalty:value_terms", actor),
        "sums": queries.value_sums(actor=actor),
        "terms": queries.value_terms(at=at, actor=actor),
        "bonuses": queries.value_bonuses(actor=actor),
        "notices": value_notices(at=at, actor=actor),
        "may_set": actor.may("loyalty.set_value_terms"),
        "now": at,
    }

    def save() -> str:
        services.offer_bonus(form.draft(), actor=actor, at=at)
        return reverse("loyalty:value_terms")

    return saved(request, form, save, said=gettext("Saved."), seen=seen, template="loyalty/value_terms.html")


@require_POST
def end_bonus(request: HttpRequest, bonus_id: int) -> HttpResponse:
    """End a bonus now."""
    actor, at = actor_of(request), clock.now()
    return deed(
        request,
        lambda: services.end_bonus(bonus_id=bonus_id, actor=actor, at=at),
        url=reverse("loyalty:value_terms"),
        said=gettext("Ended."),
        draw=lambda again, _why: terms(again),
    )


def _card(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    place = id_in(request.GET.get("before", ""))
    page = queries.value_card(uid=uid, at=at, before=place, actor=actor)
    if page.person_id:  # who saw a number that pays is written down
        member_services.record_access(person_id=page.person_id, part="value-card", reason="", actor=actor, at=at)
    state = page.card.state
    asked = value_requests(card=uid, actor=actor, limit=5).rows if actor.may("loyalty.keep_value") else ()
    seen = {
        "tabs": tabs_of(TABS, "loyalty:value_cards", actor), "page": page, "row": page.card, "tone": TONES[state],
        "refusal": refusal, "sent": request.POST, "may_keep": actor.may("loyalty.keep_value"),
        "may_load": state == "active" and actor.may("loyalty.sell_value"),
        "asked": [one for one in asked if one.state == "asked"], "since": clock.club_day(at) - timedelta(days=365),
        "until": clock.club_day(at), "is_above": page.card.left > page.approve_above,
        "may_give_back": state in ("active", "blocked") and page.card.left and actor.may("loyalty.sell_value"),
    }  # fmt: skip
    return render(request, "loyalty/value_card.html", seen, status=status_of(refusal))

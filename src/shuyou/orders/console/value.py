"""Stored-value cards sold, topped up and given back in money."""

from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, saved
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries.value_requests import value_notices
from shuyou.loyalty.services import CardSale
from shuyou.loyalty.services.value_requests import ValueAsk, ask_for_value, refuse_value_request
from shuyou.members import queries as members
from shuyou.orders.services._sell_value import (
    approve_value_request,
    give_card_back,
    sell_value_cards,
    top_up_value_card,
)

TENDERS: Final = (
    ("cash", _("Cash")),
    ("card", _("Card terminal")),
    ("transfer", _("Bank transfer")),
    ("remittance", _("Postal remittance")),
)
KINDS: Final = (("named", _("In a reader’s name")), ("bearer", _("For whoever brings it")))
GROUNDS: Final = (
    ("in_time", _("Loaded lately and not used: what was loaded last")),
    ("our_fault", _("Our fault: all money that is left on it")),
    ("wish", _("The reader’s wish: the money left, what was used at its full price")),
)


class LoadForm(forms.Form):
    """Money for a card, and how it came; what is sent twice is done once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2)
    tender = forms.ChoiceField(label=_("Tender"), choices=TENDERS)
    reference = forms.CharField(
        label=_("Number of the payment"), required=False, max_length=40, help_text=_("empty for cash"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


class SaleForm(LoadForm):
    """A card to be sold, or several alike."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    holder = forms.CharField(
        label=_("Member’s number"), required=False, max_length=20, help_text=_("whose card it is, or who buys it")
    )
    copies = forms.IntegerField(label=_("How many cards"), min_value=1, max_value=100, initial=1)
    is_company = forms.BooleanField(label=_("A company buys"), required=False)
    waits = forms.BooleanField(label=_("To be activated later"), required=False)
    is_told = forms.BooleanField(label=_("The buyer was shown what holds for this card, and agrees"), required=False)
    told_named = forms.IntegerField(widget=forms.HiddenInput, required=False)
    told_bearer = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def draft(self, actor: Actor) -> CardSale:
        """
        Return the sale as typed.

        :raises NotFound: there is no such member.
        """
        typed = self.cleaned_data
        number = typed["holder"].strip().upper()
        member_id = members.member_head(number=number, actor=actor).member_id if number else None
        is_named = typed["kind"] == "named"
        return CardSale(
            kind=typed["kind"], amount=typed["amount"], tender=typed["tender"], reference=typed["reference"].strip(),
            holder_id=member_id if is_named else None, buyer_id=member_id, copies=1 if is_named else typed["copies"],
            is_company=typed["is_company"], is_active=not typed["waits"], request_key=typed["key"],
            told=(typed[f"told_{typed['kind']}"] or 0) if typed["is_told"] else 0,
        )  # fmt: skip


class BackForm(forms.Form):
    """Why what is on a card is given back in money."""

    ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS)
    reason = forms.CharField(label=_("Why"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


@require_http_methods(["GET", "POST"])
def sell_value(request: HttpRequest) -> HttpResponse:
    """Sell a stored-value card, or several alike."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.sell_value")
    notices = [one for one in value_notices(at=at, actor=actor) if one.is_current]
    told = {f"told_{one.kind}": one.version for one in notices}
    form = SaleForm(request.POST or None, initial={"holder": request.GET.get("member", "")[:20], **told})

    def save() -> str:
        sold = sell_value_cards(form.draft(actor), actor=actor, at=at)
        if len(sold) > 1:
            return reverse("loyalty:value_cards")
        return _page_of(sold[0].card_number, actor)

    seen = {
        "title": gettext("Sell a stored-value card"), "back": reverse("loyalty:value_cards"), "notices": notices
    }  # fmt: skip
    return saved(request, form, save, said=gettext("Sold."), seen=seen, template="orders/sell_value.html")


@require_http_methods(["GET", "POST"])
def top_up_value(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put money on a stored-value card."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.sell_value")
    form, url = LoadForm(request.POST or None), reverse("loyalty:value_card", args=[uid])
    number = loyalty.value_card_number(uid=uid, actor=actor)
    card = loyalty.card_to_pay(number=number, at=at, actor=actor)

    def save() -> str:
        typed = form.cleaned_data
        top_up_value_card(
            number, amount=typed["amount"], tender=typed["tender"], reference=typed["reference"].strip(),
            request_key=typed["key"], actor=actor, at=at,
        )  # fmt: skip
        return url

    seen = {"title": gettext("Top up %(number)s") % {"number": card.number}, "back": url}
    return saved(request, form, save, said=gettext("Topped up."), seen=seen)


@require_http_methods(["GET", "POST"])
def give_value_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give what is on a card back in money."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.sell_value")
    form, url = BackForm(request.POST or None), reverse("loyalty:value_card", args=[uid])
    number = loyalty.value_card_number(uid=uid, actor=actor)
    card = loyalty.card_to_pay(number=number, at=at, actor=actor)

    said = gettext("Noted: it goes back to the tenders it was loaded by.")
    is_asked = _is_asked(card_id=uid, actor=actor, at=at)
    if is_asked:
        said = gettext("Asked for: another person approves or refuses.")

    def save() -> str:
        typed = form.cleaned_data
        if is_asked:
            draft = ValueAsk(card_number=number, kind="back", ground=typed["ground"], reason=typed["reason"])
            ask_for_value(draft, actor=actor, at=at)
        else:
            give_card_back(number, **typed, actor=actor, at=at)
        return url

    title = gettext("Give back in money: %(number)s") % {"number": card.number}
    return saved(request, form, save, said=said, seen={"title": title, "back": url})


@require_POST
def value_request_decide(request: HttpRequest, request_id: int) -> HttpResponse:
    """Approve what was asked to be done with a card, which does it, or refuse it."""
    actor, at = actor_of(request), clock.now()
    is_approved = request.POST.get("is_approved") == "1"

    def act() -> None:
        if is_approved:
            approve_value_request(request_id=request_id, actor=actor, at=at)
        else:
            refuse_value_request(request_id=request_id, note=request.POST.get("note", "")[:400], actor=actor, at=at)

    def draw(again: HttpRequest, why: DomainError | None) -> HttpResponse:
        messages.error(again, str(why))
        return HttpResponseRedirect(reverse("loyalty:value_requests"), status=HTTPStatus.SEE_OTHER)

    said = gettext("Approved and done.") if is_approved else gettext("Refused.")
    return deed(request, act, url=reverse("loyalty:value_requests"), said=said, draw=draw)


def _is_asked(*, card_id: UUID, actor: Actor, at: datetime) -> bool:
    """Tell whether giving a card back is asked for: more is on it than one person may give back, or it is blocked."""
    page = loyalty.value_card(uid=card_id, at=at, actor=actor, limit=1)
    return page.card.state == "blocked" or page.card.left > page.approve_above


def _page_of(number: str, actor: Actor) -> str:
    return reverse("loyalty:value_card", args=[loyalty.value_card_uid(number=number, actor=actor)])

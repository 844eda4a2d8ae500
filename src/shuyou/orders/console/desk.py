"""The desk: what comes back, lower prices that were claimed, and orders that came as words."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, key_or_new
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import clock_time, iso, money, points
from shuyou.orders import queries, services
from shuyou.orders.console.typed import money_typed, whole_number
from shuyou.orders.console.warehouse import TABS, WarehouseList
from shuyou.orders.imports.letters import LIMIT, Letter, read_letter
from shuyou.orders.models import Channel, Message, Return, ReturnLine
from shuyou.orders.queries import MessageFilter, MessageRow, ReturnFilter, ReturnRow
from shuyou.orders.queries._return_worth import foreseen_of_copies, foreseen_of_return, left_out_of
from shuyou.orders.queries.till import sale_detail
from shuyou.orders.rules import parts_of
from shuyou.orders.services import ClaimDraft, MessageDraft, ReturnDraft

RETURN_TONES: Final = {"asked": "warn", "done": "good", "refused": ""}
MESSAGE_TONES: Final = {"unclear": "warn", "asked": "info", "placed": "good", "dropped": ""}


class ReturnFilterForm(FilterForm):
    """Which returns the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Return.State.choices])

    def wanted(self) -> ReturnFilter:
        """Return the filter."""
        return ReturnFilter(**self.given())


class MessageFilterForm(FilterForm):
    """Which messages the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Message.State.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("Any channel")), *Channel.choices])

    def wanted(self) -> MessageFilter:
        """Return the filter."""
        return MessageFilter(**self.given())


RETURNS: Final = WarehouseList[ReturnRow](
    name="orders:returns",
    title=_("Returns"),
    permission="orders.view",
    form=ReturnFilterForm,
    read=queries.list_returns,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("orders:return", args=[row.number]),
        ),
        Column(
            label=_("Order"), text=lambda row: row.order_number, cls="n",
            url=lambda row: reverse("orders:detail", args=[row.order_number]),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: RETURN_TONES[row.state]),
        Column(label=_("Titles"), text=lambda row: "；".join(line.title for line in row.lines)[:80]),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Reason"), text=lambda row: row.lines[0].reason if row.lines else ""),
        Column(label=_("Given back"), text=lambda row: money(row.money), cls="num"),
        Column(label=pgettext_lazy("when", "Asked"), text=lambda row: iso(row.asked_at), cls="n"),
        Column(label=pgettext_lazy("when", "Settled"), text=lambda row: iso(row.done_at), cls="n"),
    ),
    empty=_("Nothing comes back."),
    advice=_("Open a delivered order to note what its reader sends back."),
    buttons=(
        Button(label=_("Lower prices claimed"), url_name="orders:claims", permission="orders.view", icon="wallet"),
    ),
)  # fmt: skip

MESSAGES: Final = WarehouseList[MessageRow](
    name="orders:messages",
    title=_("Messages"),
    permission="orders.place",
    form=MessageFilterForm,
    read=queries.list_messages,
    columns=(
        Column(
            label=_("Received"), text=lambda row: f"{iso(row.received_at)} {clock_time(row.received_at)}", cls="n",
            sort="pk", url=lambda row: reverse("orders:message", args=[row.message_id]),
        ),
        Column(label=_("Channel"), text=lambda row: row.channel_label),
        Column(label=_("From"), text=lambda row: row.member or row.sender, names="members.export"),
        Column(label=_("Text"), text=lambda row: row.text[:80]),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: MESSAGE_TONES[row.state]),
        Column(
            label=_("Order"), text=lambda row: row.order_number, cls="n",
            url=lambda row: reverse("orders:detail", args=[row.order_number]) if row.order_number else "",
        ),
    ),
    empty=_("No message has come."),
    advice=_("SMS, e-mails, faxes and order forms come here; type one in to try it."),
    buttons=(Button(label=_("Type a message in"), url_name="orders:message_new", permission="orders.place", key="N"),),
)  # fmt: skip


class MessageForm(forms.Form):
    """A message as it was written."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial="sms")
    sender = forms.CharField(
        label=_("From"), required=False, max_length=120, help_text=_("phone or card; an e-mail says it itself"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    text = forms.CharField(label=_("Text"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    file = forms.FileField(label=_("Or a file"), required=False, help_text=_("an e-mail (.eml), or the text of a fax"))

    def clean(self) -> dict[str, Any]:
        """Ask for words, or for a file."""
        typed = super().clean() or {}
        if not (typed.get("text") or typed.get("file")):
            self.add_error("text", _("There are no words."))
        return typed


@require_http_methods(["GET", "POST"])
def message_new(request: HttpRequest) -> HttpResponse:
    """Take a message in by hand, such as a fax that was read out."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.place")
    form = MessageForm(request.POST or None, request.FILES or None)

    def save() -> str:
        typed = form.cleaned_data
        sent = typed["file"]
        letter = read_letter(sent.read(LIMIT)) if sent else Letter("", "", typed["text"])
        unread = "".join(gettext("\n[%(name)s: not read]") % {"name": name} for name in letter.unread)
        draft = MessageDraft(
            channel="email" if letter.sender else typed["channel"],
            key=letter.key or f"hand:{actor.id}:{at.isoformat()}", sender=letter.sender or typed["sender"],
            text=letter.text + unread,
        )  # fmt: skip
        services.take_message(draft, actor=actor, at=at)
        return reverse("orders:messages")

    seen = {"title": gettext("Type a message in"), "back": reverse("orders:messages")}
    return saved(request, form, save, said=gettext("Taken in."), seen=seen)


@require_GET
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Show a message beside what was understood of it."""
    return _message_page(request, message_id, None)


@require_POST
def message_deed(request: HttpRequest, message_id: int, what: str) -> HttpResponse:
    """Place the order that a message asks for, or put it aside."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        if what == "place":
            services.place_message(message_id, actor=actor, at=at)
        elif what == "drop":
            services.drop_message(message_id, actor=actor, at=at)

    return deed(
        request,
        act,
        url=reverse("orders:message", args=[message_id]),
        said=gettext("Saved."),
        draw=lambda again, why: _message_page(again, message_id, why),
    )


def _message_page(request: HttpRequest, message_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row = queries.message_detail(message_id=message_id, actor=actor)
    seen = {
        "message": row,
        "parts": parts_of(row.text),
        "tone": MESSAGE_TONES[row.state],
        "is_open": row.state in (Message.State.UNCLEAR, Message.State.ASKED),
        "tabs": tabs_of(TABS, "orders:messages", actor),
        "refusal": refusal,
    }
    return render(request, "orders/message.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def return_new(request: HttpRequest, number: str) -> HttpResponse:
    """Say what comes back of an order and why, or that a title was seen cheaper."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.return")
    if request.method != "POST":
        return _return_form(request, number, None)
    url = reverse("orders:detail", args=[number])
    if request.POST.get("do") == "look":
        return _return_form(request, number, None)

    def act() -> None:
        if request.POST.get("do") == "claim":
            services.claim_price(_claim(request, number), actor=actor, at=at)
            return
        draft = ReturnDraft(
            number=number, copies=_copies(request), reason=request.POST.get("reason", ""),
            is_goodwill=request.POST.get("goodwill") == "1", is_sealed=request.POST.get("sealed") == "1",
            request_key=key_or_new(request),
        )  # fmt: skip
        services.ask_return(draft, actor=actor, at=at)

    return deed(request, act, url=url, said=gettext("Noted."), draw=lambda again, why: _return_form(again, number, why))


def _copies(request: HttpRequest) -> Mapping[int, int]:
    """Return the copies typed beside the lines, by the lines' positions."""
    return {
        position: whole_number(str(typed)) or 0
        for name, typed in request.POST.items()
        if name.startswith("line-") and (position := whole_number(name.removeprefix("line-")))
    }


def _claim(request: HttpRequest, number: str) -> ClaimDraft:
    position, price = whole_number(request.POST.get("position", "")) or 0, money_typed(request.POST.get("price", ""))
    return ClaimDraft(
        number=number, position=position, price=price, seen_at=request.POST.get("seen_at", ""),
        request_key=key_or_new(request),
    )  # fmt: skip


def _return_form(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor, reason, foreseen = actor_of(request), request.POST.get("reason", ""), None
    copies = _copies(request)
    if any(copies.values()):
        foreseen = foreseen_of_copies(number=number, copies=copies, reason=reason, actor=actor)
    order = queries.order_detail(number=number, actor=actor)
    without = left_out_of(number=number, actor=actor)
    seen = {
        "order": order,
        "lines": [(line, copies.get(line.position, 0), without.get(line.position, "")) for line in order.lines],
        "foreseen": foreseen,
        "sent": request.POST,
        "key": key_or_new(request),
        "reasons": ReturnLine.Reason.choices,
        "may_goodwill": actor.may("orders.return_late"),
        "refusal": refusal,
    }
    return render(request, "orders/return_new.html", seen, status=status_of(refusal))


@require_GET
def back(request: HttpRequest, number: str) -> HttpResponse:
    """Show a return."""
    return _return_page(request, number, None)


@require_POST
def return_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Settle what came back, or refuse it."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        if what == "settle":
            damaged = {
                position: whole_number(str(typed)) or 0
                for name, typed in request.POST.items()
                if name.startswith("bad-") and (position := whole_number(name.removeprefix("bad-")))
            }
            services.settle_return(number, damaged=damaged, actor=actor, at=at)
        elif what == "refuse":
            services.refuse_return(number, actor=actor, at=at)

    url = reverse("orders:return", args=[number])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda again, why: _return_page(again, number, why))


def _return_page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row = queries.return_detail(number=number, actor=actor)
    seen = {
        "back": row,
        "foreseen": foreseen_of_return(number=number, actor=actor),
        "is_of_till": sale_detail(number=row.order_number, actor=actor) is not None,
        "tone": RETURN_TONES[row.state],
        "may_inspect": row.state == Return.State.ASKED and actor.may("orders.inspect_returns"),
        "tabs": tabs_of(TABS, "orders:returns", actor),
        "refusal": refusal,
    }
    return render(request, "orders/return.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def claims(request: HttpRequest) -> HttpResponse:
    """Show lower prices that wait to be checked, and decide about one."""
    actor, at = actor_of(request), clock.now()
    if request.method != "POST":
        return _claims_page(request, None)
    claim_id, is_true = whole_number(request.POST.get("claim", "")) or 0, request.POST.get("do") == "pay"
    return deed(
        request,
        lambda: services.decide_claim(claim_id, is_true=is_true, actor=actor, at=at),
        url=reverse("orders:claims"),
        said=gettext("Decided."),
        draw=_claims_page,
    )


def _claims_page(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "claims": queries.claims_waiting(actor=actor),
        "may_decide": actor.may("orders.decide_claims"),
        "tabs": tabs_of(TABS, "orders:returns", actor),
        "refusal": refusal,
    }
    return render(request, "orders/claims.html", seen, status=status_of(refusal))

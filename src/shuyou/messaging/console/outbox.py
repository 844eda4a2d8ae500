"""The outbox: every message with its story; sent again, taken back, settled; and words written to a reader."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import moment
from shuyou.members import queries as members
from shuyou.messaging import queries, services, tasks
from shuyou.messaging.console.sections import ANY, DAY, TABS, TONES, ListPage
from shuyou.messaging.models import Channel, Message, Purpose
from shuyou.messaging.queries import MessageFilter, MessageRow
from shuyou.messaging.services import NoteDraft

WRITTEN_BY: Final = ("email", "sms", "letter", "phone", "app")
"""Channels by which a member is written to."""


class OutboxFilterForm(FilterForm):
    """Which messages the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *Message.State.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ANY, *Channel.choices])
    purpose = forms.ChoiceField(label=_("Purpose"), required=False, choices=[ANY, *Purpose.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    verdict = forms.ChoiceField(label=_("Verdict"), required=False)
    member = forms.CharField(label=_("Member number"), required=False, max_length=20)
    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DAY))

    def offer(self, actor: Actor) -> None:
        """Offer the kinds that packages declared."""
        self.choose("kind", [ANY, *queries.kind_choices(actor=actor)])
        self.choose("verdict", [ANY, *queries.WHY.items()])

    def wanted(self) -> MessageFilter:
        """Return the filter."""
        return MessageFilter(**self.given())


OUTBOX: Final = ListPage[MessageRow](
    name="messaging:outbox",
    title=_("Outbox"),
    permission="messaging.view",
    form=OutboxFilterForm,
    read=queries.list_messages,
    columns=(
        Column(
            label=pgettext_lazy("what is sent", "Message"), text=lambda row: row.title, sort="pk",
            url=lambda row: reverse("messaging:message", args=[row.uid]),
        ),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("Member"), text=lambda row: row.member_name, names="members.export"),
        Column(label=_("Channel"), text=lambda row: row.channel_label),
        Column(label=pgettext_lazy("message", "To"), text=lambda row: row.shown, cls="n"),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Verdict"), text=lambda row: row.why),
        Column(label=pgettext_lazy("message", "Asked"), text=lambda row: moment(row.asked_at), sort="asked_at"),
        Column(label=_("Sent"), text=lambda row: moment(row.sent_at) if row.sent_at else ""),
        Column(
            label=pgettext_lazy("of a message", "Cost"), cls="num", sort="cost",
            text=lambda row: f"{row.cost:.4f}" if row.cost else "",
        ),
    ),
    empty=_("No messages yet."),
    advice=_("What readers are told stands here, with the reason why they may be."),
    buttons=(
        Button(
            label=_("Send many again"), url_name="messaging:again", permission="messaging.replay", icon="rotate-ccw",
            key="R",
        ),
    ),
)  # fmt: skip


class NoteForm(forms.Form):
    """What somebody writes to a reader."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("Channel"), choices=[one for one in Channel.choices if one[0] in WRITTEN_BY])
    subject = forms.CharField(label=_("Subject of the letter"), required=False, max_length=200)
    text = forms.CharField(label=_("What it says"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    is_offer = forms.BooleanField(
        label=_("It offers something"), required=False, help_text=_("then only to who has said yes to offers")
    )


@require_GET
def message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a message with its story."""
    return _message(request, uid, None)


@require_POST
def message_deed(request: HttpRequest, uid: UUID, what: str) -> HttpResponse:
    """Send a message again, take it back, say that it arrived, or what came of a call."""
    actor, at = actor_of(request), clock.now()
    deeds: Mapping[str, tuple[Callable[..., None], str]] = {
        "again": (services.send_again, gettext("It goes to the gate again.")),
        "drop": (services.drop_message, gettext("Taken back.")),
        "settle": (services.settle_message, gettext("Noted that it arrived.")),
        "reached": (partial(services.note_call, is_reached=True), gettext("Noted that they were reached.")),
        "missed": (partial(services.note_call, is_reached=False), gettext("Noted that nobody answered.")),
    }

    def act() -> None:
        if what in deeds:
            deeds[what][0](uid=uid, actor=actor, at=at)
            tasks.defer_sending()

    url = reverse("messaging:message", args=[uid])
    said = deeds[what][1] if what in deeds else ""
    return deed(request, act, url=url, said=said, draw=lambda again, why: _message(again, uid, why))


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Write to a member."""
    actor = actor_of(request)
    actor.require("messaging.write")
    head = members.member_head(number=number, actor=actor)
    form = NoteForm(request.POST or None, initial={"key": uuid4(), "channel": "email"})

    def save() -> str:
        typed = form.cleaned_data
        uid = services.write_to_reader(NoteDraft(member_id=head.member_id, **typed), actor=actor, at=clock.now())
        tasks.defer_sending()
        return reverse("messaging:message", args=[uid])

    title = gettext("Write to %(name)s") % {"name": head.name}
    seen = {"title": title, "back": reverse("console:member", args=[head.number])}
    return saved(request, form, save, said=gettext("It goes to the gate, and then out."), seen=seen)


def _channel(code: object = "") -> str:
    return str(dict(Channel.choices).get(str(code), code or ""))


def _message(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    page = queries.message_detail(uid=uid, actor=actor)
    state, learned = page.row.state, page.why.get("learned")
    seen = {
        "tabs": tabs_of(TABS, "messaging:outbox", actor), "page": page, "row": page.row, "tone": TONES[state],
        "refusal": refusal, "word": page.why.get("word") or {}, "caps": page.why.get("caps") or (),
        "may_again": actor.may("messaging.replay") and state in ("refused", "failed", "bounced", "unclear", "dropped"),
        "may_drop": actor.may("messaging.write") and state in ("asked", "waiting"),
        "may_call": actor.may("messaging.write") and (state, page.row.channel) == ("sent", "phone"),
        "may_reach": actor.may("messaging.write") and page.row.channel == "phone"
        and (state == "sent" or (state == "asked" and bool(page.deliveries))),
        "may_settle": actor.may("messaging.replay") and state == "unclear",
        "cost": f"{page.row.cost:.4f}" if page.row.cost else "",
        "preferred": _channel(page.why.get("preferred")),
        "learned": _channel(learned[0] if isinstance(learned, list) and learned else ""),
    }  # fmt: skip
    return render(request, "messaging/message.html", seen, status=status_of(refusal))

"""The list of what readers ask: for buyers who look for what is missing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.lists import Column, FilterForm
from shuyou.kernel.templatetags.ui import moment
from shuyou.members import queries, services
from shuyou.members.console.sections import TABS
from shuyou.members.models import Contact, Inquiry
from shuyou.members.queries import AskedFilter, AskedRow


class AskedForm(FilterForm):
    """Which of them the list shows."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Inquiry.Kind.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("Any")), *Contact.Channel.choices])
    is_vain = forms.BooleanField(label=_("Nothing was found"), required=False)
    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> AskedFilter:
        """Return the filter."""
        return AskedFilter(**self.given())


class AskedList(lists.ListPage[AskedRow]):
    """The list, which may be taken away by whoever may take members away."""

    def tabs(self, actor: Actor) -> list[lists.Tab]:
        """Return the pages of the section."""
        return lists.tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take it as a file: it tells what people want."""
        return actor.may("members.export")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took it as a file."""
        services.note_export(wanted=f"asked {wanted}", actor=actor, at=at)


ASKED: Final = AskedList(
    name="members:asked",
    title=_("What readers ask"),
    permission="members.see_questions",
    form=AskedForm,
    read=queries.list_asked,
    columns=(
        Column(label=_("What"), text=lambda row: row.text),
        Column(label=_("Kind"), text=lambda row: row.kind),
        Column(label=_("Channel"), text=lambda row: row.channel),
        Column(label=_("Found"), text=lambda row: "" if row.hits is None else row.hits, cls="num"),
        Column(label=_("When"), text=lambda row: moment(row.at), cls="n"),
        Column(
            label=_("Reader"), text=lambda row: row.name, permission="members.view",
            url=lambda row: reverse("console:member", args=[row.number]) if row.number else "",
        ),
    ),
    empty=_("Nobody has asked anything yet."),
    advice=_("What agents note and readers search for in the shop stands here."),
)  # fmt: skip

"""Forms about other programs."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from shuyou.api.rules import PUBLIC
from shuyou.api.services import TokenDraft, WebhookDraft
from shuyou.kernel import permissions
from shuyou.kernel.actor import Actor
from shuyou.supply import queries as supply

NEVER_GIVEN = frozenset({"api.manage_tokens"})


class TokenForm(forms.Form):
    """A program that is to call."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("of the program, such as “website”"))
    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=3_650, initial=365)
    calls_per_minute = forms.IntegerField(
        label=_("Calls a minute at most"), min_value=1, max_value=1_000_000, initial=600
    )
    store = forms.ChoiceField(
        label=_("Store"), required=False,
        help_text=_("the one whose orders, money and copies it sees; it may hold fewer permissions then"),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *arguments: object, actor: Actor) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        codes = sorted(code for code in permissions.known() if code not in NEVER_GIVEN and actor.may(code))
        stores = [(place.code, place.name) for place in supply.places(actor=actor)] if actor.may("supply.view") else []
        self.fields["store"].choices = [("", pgettext("stores", "All")), *stores]  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def draft(self, at: datetime) -> TokenDraft:
        """Return what was typed."""
        return TokenDraft(
            name=self.cleaned_data["name"],
            scopes=frozenset(self.cleaned_data["scopes"]),
            expires_at=at + timedelta(days=self.cleaned_data["days"]),
            calls_per_minute=self.cleaned_data["calls_per_minute"],
            store=self.cleaned_data["store"],
        )


class WebhookForm(forms.Form):
    """A program that is to be told what happens."""

    name = forms.CharField(label=_("Name"), max_length=80)
    url = forms.CharField(
        label=_("Address"), max_length=500, help_text=_("https only, on the open internet"),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=_("What it is told"), choices=[(name, name) for name in PUBLIC], widget=forms.CheckboxSelectMultiple
    )

    def draft(self) -> WebhookDraft:
        """Return what was typed."""
        chosen: Iterable[str] = self.cleaned_data["events"]
        return WebhookDraft(
            name=self.cleaned_data["name"], url=self.cleaned_data["url"].strip(), events=tuple(chosen)
        )  # fmt: skip

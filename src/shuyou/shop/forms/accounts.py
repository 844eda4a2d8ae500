"""Coming in: an address, a code, a password; and what somebody says who is here for the first time."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.shop.services import NewAccount

CONSENTS: Final = {
    "service": ("service", "any"),
    "marketing_sms": ("marketing", "sms"),
    "marketing_email": ("marketing", "email"),
    "profiling": ("profiling", "any"),
}
"""The ticks of the form, by purpose and channel."""


def _text(label: Any, limit: int, **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=limit, widget=forms.TextInput(attrs=attrs))


def _secret(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, required=False, max_length=200, strip=False, widget=widget, help_text=help_text
    )  # fmt: skip


class ContactForm(forms.Form):
    """Who wants to come in, by a password or by a code."""

    next = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=300)
    contact = _text(_("Phone or e-mail"), 254, autocomplete="username", inputmode="email", autofocus="autofocus")
    password = _secret(_("Password"), "current-password", _("leave it empty and have a code sent to you"))


class CodeForm(forms.Form):
    """The code that was sent."""

    next = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=300)
    sent = forms.UUIDField(widget=forms.HiddenInput())
    shown = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=80)
    code = _text(
        pgettext_lazy("sent to a phone", "Code"),
        12,
        autocomplete="one-time-code",
        inputmode="numeric",
        autofocus="autofocus",
    )


class WelcomeForm(forms.Form):
    """Who somebody is, once they have shown that an address is theirs."""

    next = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=300)
    key = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    proof = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=1000)
    texts = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=400)
    name = _text(_("Name"), 200, autocomplete="name")
    nickname = forms.CharField(
        label=_("How we call you"), required=False, max_length=40, help_text=_("if not by your name"),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Member or card number"), required=False, max_length=40, help_text=_("if you have a card already"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    password = _secret(_("Password"), "new-password", _("not needed: you can always come in by a code"))
    is_adult = forms.BooleanField(label=_("I am 18 or older"), required=False)
    service = forms.BooleanField(label=_("Yes, tell me about my orders, card and points"), required=False)
    marketing_sms = forms.BooleanField(label=_("by text message"), required=False)
    marketing_email = forms.BooleanField(label=_("by e-mail"), required=False)
    profiling = forms.BooleanField(label=_("Yes, recommend books to me"), required=False)

    def draft(self, *, channel: str, address: str) -> NewAccount:
        """Return what was typed, about an address that was confirmed."""
        typed = self.cleaned_data
        key: UUID = typed.get("key") or uuid4()
        return NewAccount(
            channel=channel, address=address, name=typed["name"], nickname=typed["nickname"],
            password=typed["password"], number=typed["number"], is_adult=typed["is_adult"], request_key=key,
        )  # fmt: skip

    def words(self) -> list[tuple[str, str]]:
        """Return the purposes and channels that were ticked."""
        return [word for name, word in CONSENTS.items() if self.cleaned_data.get(name)]


class PasswordForm(forms.Form):
    """A password to come in by from now on."""

    current = _secret(_("Password until now"), "current-password")
    password = _secret(_("New password"), "new-password", _("at least 8 characters, not only digits"))

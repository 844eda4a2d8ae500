"""Asking to join, on the web or at a kiosk."""

from collections.abc import Mapping
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.kernel.errors import DomainError, problems_of
from shuyou.members.services import TICKS, Joining

_FILLED_BY_BROWSERS: Final = {"name": "name", "phone": "tel", "email": "email", "birth_date": "bday"}


def versions_in(texts: Mapping[str, str]) -> str:
    """Return the version of the text of each purpose in one word, as the form sends it back."""
    return urlencode(texts)


class JoinForm(forms.Form):
    """Somebody who joins the club by themselves."""

    key = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    texts = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=400)
    """Which version of each text stood on the page; see `versions_in`."""
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=300, widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    is_adult = forms.BooleanField(label=_("I am 18 or older"), required=False)
    birth_date = forms.CharField(
        label=_("Birth date"),
        required=False,
        max_length=40,
        help_text=_("only of readers under 18, such as 2014-05-17"),
    )
    guardian_name = forms.CharField(label=_("Parent or guardian"), required=False, max_length=200)
    guardian_phone = forms.CharField(
        label=_("Their phone"), required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    service = forms.BooleanField(label=_("Yes, tell me about my orders, card and points"), required=False)
    marketing_sms = forms.BooleanField(label=_("by text message"), required=False)
    marketing_email = forms.BooleanField(label=_("by e-mail"), required=False)
    marketing_phone = forms.BooleanField(label=_("by phone"), required=False)
    marketing_letter = forms.BooleanField(label=_("by letter"), required=False)
    profiling = forms.BooleanField(label=_("Yes, recommend books to me"), required=False)
    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1"})
    )
    """Seen by programs alone: whoever writes here is none of our readers."""

    def __init__(self, *args: Any, is_kiosk: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_kiosk = is_kiosk
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                known = "" if is_kiosk else _FILLED_BY_BROWSERS.get(name, "")
                field.widget.attrs["autocomplete"] = known or "off"

    @property
    def is_by_program(self) -> bool:
        """Tell whether something was written where no reader sees a field."""
        return bool(self.cleaned_data.get("website"))

    def draft(self) -> Joining:
        """Return what was typed."""
        typed = self.cleaned_data
        texts = ("name", "phone", "email", "birth_date", "guardian_name", "guardian_phone")
        return Joining(
            **{name: typed.get(name, "") for name in texts},
            is_adult=bool(typed.get("is_adult")),
            ticks=frozenset(name for name in TICKS if typed.get(name)),
            texts=dict(parse_qsl(typed.get("texts", ""))),
        )

    def over(self, texts: Mapping[str, str]) -> Self:
        """Return the form as it was typed beside other texts, with nothing ticked that they are about."""
        typed = {name: text for name, text in self.data.items() if name not in TICKS}
        form = type(self)({**typed, "texts": versions_in(texts)}, is_kiosk=self.is_kiosk)
        form.is_valid()
        return form

    def put_refusals(self, refusal: DomainError) -> None:
        """Write a refusal below the fields it is about, or over the form."""
        for problem in problems_of(refusal):
            self.add_error(problem.at_field if problem.at_field in self.fields else None, str(problem))


class JoinCodeForm(forms.Form):
    """The code that was sent to who asked to join."""

    code = forms.CharField(
        label=pgettext_lazy("sent to a phone", "Code"), required=False, max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": "autofocus"}
        ),
    )  # fmt: skip

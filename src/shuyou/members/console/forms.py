"""What staff type about members. Fields judge nothing: services do, with a sentence for each field."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, problems_of
from shuyou.kernel.sealed import seal, unseal
from shuyou.members import queries
from shuyou.members.models import Person
from shuyou.members.queries import KeptMember
from shuyou.members.rules import CONSENT_FIELDS, NewMember
from shuyou.members.services import MemberChanges, NewAddress

PERSON: Final = ("name", "pinyin", "gender", "birth_date", "phone", "email")
ADDRESS: Final = ("recipient", "province", "city", "district", "street", "postcode")
CONSENTS: Final = ("service", "marketing_phone", "marketing_sms", "marketing_email", "marketing_letter", "profiling")
"""What a reader is asked on the form: news of orders, offers by channel, recommendations."""

BASE: Final = "members.edit"
MASKED: Final = ("birth_date", "phone", "email", "street")
HIDDEN: Final = "**"
"""What stands for what is hidden."""


def put_refusals(form: forms.Form, refusal: DomainError) -> None:
    """Write a refusal below the fields it is about, or over the form."""
    for problem in problems_of(refusal):
        form.add_error(problem.at_field if problem.at_field in form.fields else None, str(problem))


class PersonForm(forms.Form):
    """A member's own data, as typed."""

    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    pinyin = forms.CharField(
        label=_("Pinyin"), required=False, max_length=200, help_text=_("only if it is not read as usual")
    )
    gender = forms.ChoiceField(label=_("Gender"), required=False, choices=Person.Gender.choices)
    birth_date = forms.CharField(
        label=_("Birth date"), required=False, max_length=40, help_text=_("such as 1990-05-17")
    )
    phone = forms.CharField(
        label=_("Mobile phone"), required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=300, widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    recipient = forms.CharField(
        label=_("Recipient"), required=False, max_length=200, help_text=_("only if it is somebody else")
    )
    province = forms.CharField(label=_("Province"), required=False, max_length=60)
    city = forms.CharField(label=_("City"), required=False, max_length=60)
    district = forms.CharField(label=_("District"), required=False, max_length=60)
    street = forms.CharField(label=_("Street, house, flat"), required=False, max_length=400)
    postcode = forms.CharField(
        label=_("Postcode"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, forms.ChoiceField | forms.BooleanField):
                field.widget.attrs.setdefault("autocomplete", "off")

    def texts(self, names: Iterable[str]) -> dict[str, str]:
        """Return fields as typed."""
        return {name: str(self.cleaned_data.get(name, "")) for name in names}


class EditForm(PersonForm):
    """
    A member's own data with the values that were shown, so that two people do not undo each other's work.

    What is masked stays masked until somebody asks to see it; sent back as it was shown, it is left as it is kept.
    """

    base = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=8_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.data if self.is_bound else self.initial
        for name in queries.retired_fields():
            if not known.get(name):  # what is known of somebody can still be put right
                self.fields.pop(name, None)

    @classmethod
    def of(cls, kept: KeptMember, actor: Actor) -> Self:
        """Return the form as it shows what is kept."""
        return cls(initial={**_hidden(as_shown(kept)), "base": _sealed(kept, actor)})

    def clean(self) -> dict[str, Any]:
        """Refuse what was written into a masked value: half of it would be lost."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        masks = _hidden(self._base() or {})
        for name in MASKED:
            text = str(cleaned.get(name, ""))
            if HIDDEN in text and text != masks.get(name):
                self.add_error(name, _("Part of this is hidden. Show it first, or write it anew in full."))
        return cleaned

    def changes(self, kept: KeptMember) -> tuple[MemberChanges, MemberChanges]:
        """Return what somebody changed, and how that was when it was shown; the address goes as a whole."""
        now, shown, merged = as_shown(kept), self.shown(kept), self._merged(kept)
        touched = {name for name, text in merged.items() if text != now[name]}
        own: dict[str, str | None] = {name: merged[name] if name in touched else None for name in PERSON}
        seen: dict[str, str | None] = {name: shown[name] if name in touched else None for name in PERSON}
        if touched.isdisjoint(ADDRESS):
            return MemberChanges(**own), MemberChanges(**seen)  # type: ignore[arg-type]
        was = {name: shown[name] if name in touched else now[name] for name in ADDRESS}
        phone = kept.address.phone
        return (
            MemberChanges(**own, address=NewAddress(**{name: merged[name] for name in ADDRESS}, phone=phone)),
            MemberChanges(**seen, address=NewAddress(**was, phone=phone)),
        )

    def is_of(self, kept: KeptMember, actor: Actor) -> bool:
        """Tell whether the form was made of this member for this person; also if it does not say."""
        seen = self._seen()
        return seen is None or (seen.member_id, seen.reader) == (kept.member_id, actor.id)

    def rebased(self, kept: KeptMember, actor: Actor) -> Self:
        """Return the form with what was typed, over what is kept now: saved again, it wins."""
        now, merged = as_shown(kept), self._merged(kept)
        masks = _hidden(now)
        data = {name: masks[name] if text == now[name] else text for name, text in merged.items()}
        form = type(self)({**data, "base": _sealed(kept, actor)})
        form.is_valid()
        return form

    def opened(self, name: str, kept: KeptMember) -> Self:
        """Return the form as it was typed, with one value in full, as it is kept now."""
        return type(self)({**dict(self.data.items()), name: as_shown(kept)[name]})

    def shown(self, kept: KeptMember) -> Mapping[str, str]:
        """Return the values that the form was first made of; what is kept if it does not say."""
        return self._base() or as_shown(kept)

    def _merged(self, kept: KeptMember) -> Mapping[str, str]:
        """Return each field as typed, or as it is kept by now if nobody touched it here."""
        now, shown, typed = as_shown(kept), self.shown(kept), self.texts((*PERSON, *ADDRESS))
        masks = _hidden(shown)
        return {name: now[name] if text in (shown[name], masks[name]) else text for name, text in typed.items()}

    def _base(self) -> Mapping[str, str] | None:
        seen = self._seen()
        return seen.values if seen else None

    def _seen(self) -> "Seen | None":
        text = unseal(str(self.cleaned_data.get("base", "")), purpose=BASE)
        said = json.loads(text) if text else {}
        return Seen(**said) if set(said) == {field.name for field in fields(Seen)} else None


@dataclass(frozen=True, slots=True)
class Seen:
    """The values that a form was first made of, whose they are, and who was shown them."""

    member_id: int
    reader: str
    values: Mapping[str, str]


def _sealed(kept: KeptMember, actor: Actor) -> str:
    """Return what is kept so that the form carries it unread, good for this member and this person alone."""
    return seal(json.dumps(asdict(Seen(kept.member_id, actor.id, as_shown(kept)))), purpose=BASE)


def _hidden(values: Mapping[str, str]) -> dict[str, str]:
    """Return values as the form shows them before anybody asks to see more."""
    return {name: queries.masked(field=name, value=text) for name, text in values.items()}


def as_shown(kept: KeptMember) -> dict[str, str]:
    """Return what is kept, field by field, as the form shows it."""
    address = {name: value for name, value in asdict(kept.address).items() if name in ADDRESS}
    return {name: getattr(kept, name) for name in PERSON} | address


class NewMemberForm(PersonForm):
    """Somebody who joins the club."""

    home_phone = forms.CharField(
        label=_("Home phone"),
        required=False,
        max_length=60,
        help_text=_("with its area code"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    card = forms.CharField(
        label=_("Card"), required=False, max_length=40, help_text=_("empty: the next number is given out")
    )
    service = forms.BooleanField(label=_("News of orders and service"), required=False)
    marketing_phone = forms.BooleanField(label=_("Offers by telephone"), required=False)
    marketing_sms = forms.BooleanField(label=_("Offers by text message"), required=False)
    marketing_email = forms.BooleanField(label=_("Offers by e-mail"), required=False)
    marketing_letter = forms.BooleanField(label=_("Offers by letter"), required=False)
    profiling = forms.BooleanField(label=_("Recommendations from purchases"), required=False)
    is_confirmed = forms.BooleanField(label=_("This is another person"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in queries.retired_fields():
            self.fields.pop(name, None)
        tier = self.fields["tier"]
        assert isinstance(tier, forms.ChoiceField)
        tier.choices = [(row.code, row.name) for row in queries.tiers()]

    def draft(self) -> NewMember:
        """Return the new member as typed; a tick that was not set says nothing."""
        ticks = {name: "Y" for name in CONSENTS if self.cleaned_data.get(name)}
        assert ticks.keys() <= CONSENT_FIELDS.keys()
        return NewMember(**self.texts((*PERSON, *ADDRESS, "home_phone", "tier", "card")), **ticks)

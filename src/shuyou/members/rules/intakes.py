"""Words about files that come in: why somebody stays when a file is taken back, which saved mapping fits a file."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LIKE_ENOUGH: Final = 0.6
"""Part of a saved mapping's headings that a file must have for it to be offered."""

FIELDS: Final[Mapping[str, str | Promise]] = {
    "name": _("Name"), "family_name": _("Family name"), "given_name": _("Given name"), "middle_name": _("Middle name"),
    "pinyin": _("Pinyin"), "gender": _("Gender"), "birth_date": _("Birth date"), "phone": _("Mobile phone"),
    "phone2": _("Another phone"), "home_phone": _("Home phone"), "work_phone": _("Work phone"), "email": _("E-mail"),
    "email2": _("Another e-mail address"), "recipient": _("Recipient"), "province": _("Province"), "city": _("City"),
    "district": _("District"), "street": _("Street, house, flat"), "postcode": _("Postcode"),
    "address": _("Address in one line"), "tier": _("Tier"), "number": _("Member number"), "card": _("Card"),
    "card_kind": _("Kind of card"), "joined_on": _("Joined on"), "joined_via": _("Joined by way of"),
    "source_key": _("Number in the old system"), "note": _("Note"), "service": _("News of orders and service"),
    "marketing": _("Offers, any channel"), "marketing_phone": _("Offers by telephone"),
    "marketing_sms": _("Offers by text message"), "marketing_email": _("Offers by e-mail"),
    "marketing_letter": _("Offers by letter"), "profiling": _("Recommendations from purchases"),
}  # fmt: skip
"""What the fields of a file of people are called, where people read of them."""

_REASONS: Final = MappingProxyType(
    {
        "orders": _("has orders since"),
        "payments": _("has payments since"),
        "points": _("has points since"),
        "merged": _("was merged since"),
        "edited": _("was edited since"),
        "again": _("came again in a later file"),
        "used": _("is spoken of elsewhere since"),
    }
)


def stays_because(reason: str) -> str:
    """Return why somebody stays, in the reader's language."""
    return str(_REASONS.get(reason, reason))


def likeness_to(headings: Iterable[str], columns: Mapping[str, str]) -> float:
    """Return which part of a mapping's headings a file has."""
    wanted = {heading.strip() for heading in columns.values()}
    return len(wanted & {heading.strip() for heading in headings}) / len(wanted) if wanted else 0.0

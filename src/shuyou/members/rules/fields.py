"""The fields of every member that a club can do without, what counts as using one, and what lists call them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

MINE: Final = "attribute:"
"""How the fields of the club's own are told from those of every member."""

LIKED: Final = "likes-"
"""What the key of a column begins with that shows such a field in lists."""

RETIRABLE: Final = {
    "gender": _("Gender"), "birth_date": _("Birth date"), "email": _("E-mail"), "email2": _("Another e-mail address"),
    "phone2": _("Another phone"), "home_phone": _("Home phone"), "work_phone": _("Work phone"),
    "recipient": _("Recipient"), "postcode": _("Postcode"), "pinyin": _("Pinyin"),
}  # fmt: skip
"""Fields that are asked of everybody, and need not be."""

FILLED: Final = "filled"
READ: Final = "read"
FILTERED: Final = "filter"
EXPORTED: Final = "export"
CONTACTED: Final = "contact"
PURPOSES: Final = (FILLED, READ, FILTERED, EXPORTED, CONTACTED)
USING: Final = (READ, FILTERED, EXPORTED, CONTACTED)
"""What counts as using a field; writing it down does not."""

WORKING: Final = (FILTERED, EXPORTED, CONTACTED)
"""What shows that the club works with a field: by this the next question is chosen."""

_SAME: Final = {
    "birth_month": "birth_date", "age_from": "birth_date", "age_to": "birth_date", "birthday": "birth_date",
    "age": "birth_date",
}  # fmt: skip


def fields_of(given: Mapping[str, object]) -> Iterator[str]:
    """Find the fields that a filter asks for; a liking means the field it is about."""
    yield from fields_meant(given)
    if likes := str(given.get("likes", "")):
        yield MINE + likes.partition(":")[0]
    if given.get("favourite"):
        yield from (f"{MINE}authors", f"{MINE}series")


def fields_meant(names: Iterable[str]) -> Iterator[str]:
    """Find the fields that names of filters and columns mean; names that mean none are left out."""
    for name in dict.fromkeys(_SAME.get(name, name) for name in names):
        if name in RETIRABLE or name.startswith(MINE):
            yield name
        elif name.startswith(LIKED):
            yield MINE + name.removeprefix(LIKED)

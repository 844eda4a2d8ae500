"""What supply keeps about persons: the titles they asked for."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, TextPlace, registry

_OF_RELATIVES = "t.member_id = ANY (%(related)s)"
_IN_EXPORTS = "name = 'supply.stock_exported'"

registry.offer(
    PersonalTable(
        name="supply_want",
        label=_("Titles asked for"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped={"note": "''"},
        shown={
            "asked_at": _("When"), "title": _("Title"), "author": _("Author"), "copies": _("Copies"),
            "state": _("State"), "note": _("Note"),
        },
    ),
    TextPlace(table="supply_want", column="note", where=_OF_RELATIVES, names_where=_OF_RELATIVES),
    TextPlace(table="kernel_event", column="payload", where=_IN_EXPORTS, names_where=_IN_EXPORTS, is_json=True),
)  # fmt: skip

"""What supply keeps about persons: the titles they asked for."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, registry

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
)  # fmt: skip

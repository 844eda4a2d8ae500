"""What appointments and offers of partners keep about persons: when they came, what was found, what they used."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, TextPlace, registry

_OF_RELATIVES = "t.member_id = ANY (%(related)s)"

registry.offer(
    PersonalTable(
        name="orders_appointment",
        label=_("Appointments"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        wiped={"note": "''", "findings": "''", "signed_by": "''"},
        hidden=("booked_by", "done_by"),
        shown={
            "starts_at": _("When"), "number": _("Number"), "state": _("State"), "findings": _("What was found"),
            "signed_by": _("Signed by"), "note": _("Note"),
        },
    ),
    PersonalTable(
        name="orders_partneruse",
        label=_("Offers of partners they used"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        hidden=("used_by", "key"),
        shown={"used_at": _("When")},
    ),
    *(
        TextPlace(table="orders_appointment", column=column, where=_OF_RELATIVES, names_where=_OF_RELATIVES)
        for column in ("note", "findings", "signed_by")
    ),
)  # fmt: skip

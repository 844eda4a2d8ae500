"""What limited editions keep about persons: that they may want a copy, had one, and words meant for them."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, TextPlace, registry

_OF_RELATIVES = "t.member_id = ANY (%(related)s)"

registry.offer(
    PersonalTable(
        name="orders_releaseintent",
        label=_("Limited editions they may want"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={"noted_at": _("When"), "score": _("Likelihood"), "reasons": _("Reason")},
    ),
    PersonalTable(
        name="orders_copyreservation",
        label=_("Numbered copies"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={"reserved_at": _("When"), "state": _("State"), "until": _("Until")},
    ),
    PersonalTable(
        name="orders_notice",
        label=_("Words to be sent"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s) OR sent_to = ANY (%(clues)s)",
        gone="false",
        hidden=("done_by",),
        shown={"made_at": _("When"), "channel": _("Channel"), "sent_to": _("To"), "text": _("Text")},
    ),
    TextPlace(table="orders_notice", column="text", where=_OF_RELATIVES, names_where="true"),
)

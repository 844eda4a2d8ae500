"""What the call center keeps about persons: who called and what was said; the figures stay, the words go."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.kernel.registry import Fate, PersonalTable, RetentionPart, TextPlace, registry

_IN_EXPORTS = "name = 'callcenter.calls_exported'"
_WIPED = {"sealed": "''", "shown": "''", "note": "''", "next_step": "''", "keys": "''"}

registry.offer(
    PersonalTable(
        name="callcenter_call",
        label=_("Calls"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped=_WIPED,
        shown={
            "started_at": _("When"), "direction": _("Direction"), "answered_at": pgettext_lazy("call", "Answered"),
            "note": _("Notes"), "outcome": _("Outcome"),
        },
        hidden=("sealed", "key", "why", "path", "known"),
    ),
    *(
        TextPlace(table="callcenter_call", column=column, names_where="t.member_id = ANY (%(related)s)")
        for column in ("note", "next_step")
    ),
    TextPlace(table="kernel_event", column="payload", where=_IN_EXPORTS, names_where=_IN_EXPORTS, is_json=True),
    RetentionPart(
        key="calls",
        label=_("Words and numbers of calls"),
        order=75,
        table="callcenter_call",
        overdue="t.started_at < %(before)s AND (t.note <> '' OR t.sealed <> '')",
        wiped=_WIPED,
        person="t.member_id",
    ),
)  # fmt: skip

"""What the call center keeps about persons: who called and what was said; the figures stay, the words go."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.kernel.registry import Fate, PersonalTable, RetentionPart, TextPlace, registry

_IN_EXPORTS = "name = 'callcenter.calls_exported'"
_WIPED = {"sealed": "''", "shown": "''", "note": "''", "next_step": "''", "keys": "''", "was_upset": "false"}

registry.offer(
    PersonalTable(
        name="callcenter_call",
        label=_("Calls"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped=_WIPED,
        shown={
            "started_at": _("When"), "direction": _("Direction"), "answered_at": pgettext_lazy("call", "Answered"),
            "note": _("Notes"), "outcome": _("Outcome"), "was_upset": _("Was upset"),
        },
        hidden=("sealed", "key", "why", "path", "known"),
    ),
    PersonalTable(
        name="callcenter_recording",
        label=_("Recordings of calls"),
        fate=Fate.WIPED,
        rows="call_id IN (SELECT id FROM callcenter_call WHERE member_id = ANY (%(people)s))",
        gone="false",
        wiped={"path": "''", "dropped_at": "coalesce(dropped_at, now())"},
        shown={"made_at": _("When"), "seconds": _("Seconds")},
        hidden=("path", "record_id"),
        files="path",
    ),
    PersonalTable(
        name="callcenter_feedback",
        label=_("What they said of the club"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped={"text": "''", "answer": "''"},
        shown={"came_at": _("When"), "kind": _("Kind"), "score": _("From 1 to 5"), "text": _("Words")},
        hidden=("answered_by",),
    ),
    PersonalTable(
        name="callcenter_tocall",
        label=_("Calls to be made"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped={"note": "''", "answers": "'{}'::jsonb"},
        shown={"added_at": _("When"), "result": pgettext_lazy("call", "Result"), "note": _("Notes")},
        hidden=("key", "message"),
    ),
    PersonalTable(
        name="callcenter_wantedcall",
        label=_("Calls they asked for"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped={"about": "''", "page": "''", "page_title": "''"},
        shown={"asked_at": _("When"), "about": pgettext_lazy("call", "About"), "page_title": _("Page")},
        hidden=("key",),
    ),
    *(
        TextPlace(table=table, column=column, names_where="t.member_id = ANY (%(related)s)")
        for table, column in (
            ("callcenter_call", "note"), ("callcenter_call", "next_step"), ("callcenter_feedback", "text"),
            ("callcenter_feedback", "answer"), ("callcenter_tocall", "note"), ("callcenter_wantedcall", "about"),
        )
    ),
    TextPlace(table="callcenter_tocall", column="answers", names_where="t.member_id = ANY (%(related)s)", is_json=True),
    *(
        TextPlace(table=table, column=column, names_where="true")
        for table, column in (
            ("callcenter_qualitymark", "note"), ("callcenter_calllist", "name"), ("callcenter_calllist", "reason"),
        )
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
    RetentionPart(
        key="recordings",
        label=_("Recordings of calls"),
        order=76,
        table="callcenter_recording",
        overdue="t.made_at < %(before)s AND t.path <> ''",
        wiped={"path": "''", "dropped_at": "now()"},
        files="path",
        person="(SELECT c.member_id FROM callcenter_call c WHERE c.id = t.call_id)",
    ),
    RetentionPart(
        key="call_words",
        label=_("What readers said of the club, and answers in calls to them"),
        order=77,
        table="callcenter_feedback",
        overdue="t.came_at < %(before)s AND (t.text <> '' OR t.answer <> '')",
        wiped={"text": "''", "answer": "''"},
        person="t.member_id",
    ),
)  # fmt: skip

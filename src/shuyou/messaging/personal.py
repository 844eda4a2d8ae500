"""What messaging keeps about persons: what they were told and what they wrote; the figures stay, the words go."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.kernel.registry import Fate, PersonalTable, RetentionPart, TextPlace, registry

_OF = "member_id = ANY (%(people)s)"
_OF_RELATIVES = "t.member_id = ANY (%(related)s)"
_EVENTS_OF = "message_id IN (SELECT id FROM messaging_message WHERE member_id = ANY (%(people)s))"
_SUBJECT, _TEXT = pgettext_lazy("letter", "Subject"), pgettext_lazy("letter", "Text")
_IN_EVENTS = "name IN ('messaging.messages_exported', 'messaging.suppression_changed')"
_EMPTY = {"subject": "''", "text": "''"}

registry.offer(
    PersonalTable(
        name="messaging_message",
        label=pgettext_lazy("outbox", "Messages"),
        fate=Fate.WIPED,
        rows=_OF,
        wiped={**_EMPTY, "facts": "'{}'", "why": "'{}'", "shown": "''", "digest": "''", "sealed": "''", "error": "''"},
        shown={
            "asked_at": _("When"), "kind": _("Kind"), "purpose": _("Purpose"), "channel": _("Channel"),
            "state": _("State"), "verdict": _("Verdict"), "subject": _SUBJECT, "text": _TEXT,
            "sent_at": _("Sent"),
        },
        hidden=("asked_by", "digest", "sealed", "provider_key"),
    ),
    PersonalTable(
        name="messaging_inbound",
        label=_("Messages from readers"),
        fate=Fate.WIPED,
        rows=_OF,
        wiped={
            **_EMPTY, "shown": "''", "digest": "''", "sealed": "''", "key": "'erased:' || id", "original": "''",
        },
        shown={
            "received_at": _("When"), "channel": _("Channel"), "subject": _SUBJECT, "text": _TEXT,
        },
        hidden=("digest", "sealed", "done_by", "original"),
        files="original",
    ),
    PersonalTable(
        name="messaging_inboundfile",
        label=_("What readers attached"),
        fate=Fate.REMOVED,
        rows="inbound_id IN (SELECT id FROM messaging_inbound WHERE member_id = ANY (%(people)s))",
        gone="false",
        shown={"name": _("File"), "size": _("Bytes")},
        hidden=("file",),
        files="file",
    ),
    PersonalTable(
        name="messaging_deliveryevent",
        label=_("What became of messages"),
        fate=Fate.WIPED,
        rows=_EVENTS_OF,
        gone="false",
        wiped={"text": "''"},
        shown={"happened_at": _("When"), "kind": _("Kind")},
        hidden=("key",),
    ),
    PersonalTable(
        name="messaging_holdout",
        label=_("Left without offers, to measure them"),
        fate=Fate.REMOVED,
        rows=_OF,
        shown={"name": _("Name"), "until": _("Until")},
    ),
    PersonalTable(
        name="messaging_follower",
        label=_("WeChat"),
        fate=Fate.REMOVED,
        rows=_OF,
        shown={"since": _("Since"), "left_at": _("Until")},
        hidden=("digest", "sealed"),
    ),
    *(
        TextPlace(table=table, column=column, names_where=_OF_RELATIVES)
        for table in ("messaging_message", "messaging_inbound") for column in ("subject", "text")
    ),
    TextPlace(table="messaging_message", column="facts", names_where=_OF_RELATIVES, is_json=True),
    TextPlace(table="kernel_event", column="payload", where=_IN_EVENTS, names_where=_IN_EVENTS, is_json=True),
    RetentionPart(
        key="messages",
        label=_("Words of messages"),
        order=70,
        table="messaging_message",
        overdue="t.asked_at < %(before)s AND (t.text <> '' OR t.facts <> '{}')",
        wiped={**_EMPTY, "facts": "'{}'", "shown": "''", "sealed": "CASE WHEN sealed = '' THEN '' ELSE 'gone' END"},
        person="t.member_id",
    ),
    RetentionPart(
        key="inbound",
        label=_("Messages from readers"),
        order=71,
        table="messaging_inbound",
        overdue="t.received_at < %(before)s AND (t.text <> '' OR t.original <> '')",
        wiped={**_EMPTY, "shown": "''", "sealed": "''", "original": "''"},
        person="t.member_id",
        files="original",
    ),
    RetentionPart(
        key="inbound_files",
        label=_("What readers attached"),
        order=72,
        table="messaging_inboundfile",
        overdue="EXISTS (SELECT FROM messaging_inbound i WHERE i.id = t.inbound_id AND i.received_at < %(before)s)",
        person="(SELECT i.member_id FROM messaging_inbound i WHERE i.id = t.inbound_id)",
        files="file",
    ),
)  # fmt: skip

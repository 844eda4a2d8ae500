"""What members keeps about persons: how it is told to them, what erasing makes of it, how long it stays."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.kernel.registry import Fate, PersonalTable, RetentionPart, TextPlace, registry
from shuyou.members.rules.names import SEALED_NAME
from shuyou.members.rules.told import OF_MEMBER_SQL

PSEUDONYM = "已删除 / erased"
"""The name of everybody who was erased."""

_RELATED = "t.person_id = ANY (%(related)s)"
"""Rows about relatives and those who live together: a name in them can only mean the one who is erased."""

_ASKED_TO_JOIN = """(member_id = ANY (%(people)s)
    OR ARRAY[phone, email, guardian_phone]::text[] && %(clues)s::text[]
    OR (ARRAY[phone, email, guardian_phone]::text[] && %(shared)s::text[]
        AND ARRAY[name, guardian_name]::text[] && (%(names)s::text[]
            || ARRAY(SELECT p.name::text FROM members_person p WHERE p.id = ANY (%(people)s)))))"""
"""
Somebody's own sign-ups, and waiting ones that can only be theirs, or a child's for whom they agreed: by a contact that
nobody else answers, or by their name with one that others share; now or formerly.
"""

_EMPTY = "''"
_OWN_EVENTS = f"""name IN ({OF_MEMBER_SQL}) AND (payload->>'member_id')::bigint = ANY (%(people)s)"""

registry.offer(
    PersonalTable(
        name="members_person",
        label=_("Person"),
        fate=Fate.WIPED,
        rows="id = ANY (%(people)s)",
        gone="false",
        wiped={
            "name": f"'{PSEUDONYM}'", "pinyin": _EMPTY, "initials": _EMPTY, "gender": _EMPTY, "birth_date": "NULL",
            "lunar_birthday": _EMPTY, "first_grade_year": "NULL", "photo": _EMPTY, "preferred_channel": _EMPTY,
            "best_time": _EMPTY, "is_restricted": "true", "search_rank": "0",
        },
        shown={
            "name": _("Name"), "pinyin": _("Pinyin"), "gender": _("Gender"), "birth_date": _("Birth date"),
            "lunar_birthday": _("Lunar birthday"), "preferred_channel": _("Preferred channel"),
            "best_time": _("Best time"), "created_at": _("Known since"),
        },
        hidden=("search_rank", "initials"),
        files="photo",
    ),
    PersonalTable(
        name="members_member",
        label=_("Membership"),
        fate=Fate.WIPED,
        rows="person_id = ANY (%(people)s)",
        gone="false",
        key="person_id",
        wiped={
            "status": "CASE status WHEN 'merged' THEN status ELSE 'erased' END", "block_reason": _EMPTY,
            "source_key": "NULL", "helper_id": "NULL", "is_blocked": "true",
        },
        shown={
            "number": _("Number"), "status": _("Status"), "joined_on": _("Joined"), "joined_via": _("Joined by way of"),
            "block_reason": _("Why orders are stopped"),
        },
    ),
    PersonalTable(
        name="members_listing",
        label=_("Place in lists"),
        fate=Fate.REMOVED,
        gone="false",
        key="person_id",
        hidden=("facets",),
    ),
    PersonalTable(
        name="members_phone",
        label=_("Phones"),
        fate=Fate.REMOVED,
        shown={"digits": _("Phone"), "label": _("Kind")},
    ),
    PersonalTable(
        name="members_email", label=_("E-mail addresses"), fate=Fate.REMOVED, shown={"address": _("E-mail")}
    ),
    PersonalTable(
        name="members_address",
        label=_("Addresses"),
        fate=Fate.REMOVED,
        shown={
            "recipient": _("Recipient"), "phone": _("Phone"), "province": _("Province"), "city": _("City"),
            "district": _("District"), "street": _("Street, house, flat"), "postcode": _("Postcode"),
        },
    ),
    PersonalTable(
        name="members_cardmedium",
        label=_("Codes and chips of cards"),
        fate=Fate.REMOVED,
        rows="card_id IN (SELECT id FROM members_card WHERE member_id = ANY (%(people)s))",
        gone="(before->>'card_id')::bigint IN (SELECT id FROM members_card WHERE member_id = ANY (%(people)s))",
        shown={"kind": _("Kind"), "code": _("Code"), "added_at": _("Added")},
    ),
    PersonalTable(
        name="members_card",
        label=_("Cards"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        wiped={
            "number": "'erased-' || id", "status": "CASE status WHEN 'active' THEN 'expired' ELSE status END",
            "proof": _EMPTY, "partner_number": _EMPTY, "note": _EMPTY,
        },
        shown={
            "number": _("Number"), "kind": _("Kind"), "status": _("Status"), "issued_on": _("Issued on"),
            "expires_on": _("Expires"), "proof": _("Proof"), "partner_number": _("Partner's number"),
        },
    ),
    PersonalTable(
        name="members_consent",
        label=_("What they allow"),
        fate=Fate.WIPED,
        wiped={"evidence": _EMPTY},
        shown={
            "at": _("When"), "purpose": _("Purpose"), "channel": _("Channel"), "is_granted": _("Allowed"),
            "text_version": _("Text version"), "given_via": _("How"), "evidence": _("Evidence"),
        },
    ),
    PersonalTable(
        name="members_contactrule",
        label=_("Quiet hours"),
        fate=Fate.REMOVED,
        key="person_id",
        shown={
            "quiet_from": _("Quiet from"), "quiet_until": _("Quiet until"),
            "do_not_contact_until": _("No contact until"), "reason": _("Reason"),
        },
    ),
    PersonalTable(
        name="members_relation",
        label=_("Relations"),
        fate=Fate.REMOVED,
        rows="(person_id = ANY (%(people)s) OR other_id = ANY (%(people)s))",
        gone="((before->>'person_id')::bigint = ANY (%(people)s) OR (before->>'other_id')::bigint = ANY (%(people)s))",
        shown={"role": _("Role"), "since": _("Since"), "note": _("Note")},
    ),
    PersonalTable(
        name="members_household",
        label=_("Household"),
        fate=Fate.WIPED,
        rows="id IN (SELECT household_id FROM members_householdperson GROUP BY household_id"
        " HAVING bool_and(person_id = ANY (%(people)s)))",
        gone="false",
        wiped={"name": f"'{PSEUDONYM}'"},
        shown={"name": _("Name"), "created_at": _("Known since")},
    ),
    PersonalTable(
        name="members_householdperson",
        label=_("Place in the household"),
        fate=Fate.REMOVED,
        key="person_id",
        shown={"role": _("Role"), "is_buyer": _("Buys"), "is_reader": _("Reads")},
    ),
    PersonalTable(
        name="members_institutioncontact",
        label=_("Institutions they speak for"),
        fate=Fate.REMOVED,
        shown={"position": _("Position"), "department": _("Department"), "since": _("Since"), "until": _("Until")},
    ),
    PersonalTable(
        name="members_preference",
        label=_("Preferences"),
        fate=Fate.REMOVED,
        shown={
            "at": _("When"), "attribute_id": _("Field"), "value": _("Value"), "source": _("Source"),
            "confidence": _("How sure"),
        },
    ),
    PersonalTable(
        name="members_questionputoff",
        label=_("Questions not answered"),
        fate=Fate.REMOVED,
        shown={"at": _("When"), "attribute_id": _("Field"), "until": _("Not asked again until")},
    ),
    PersonalTable(
        name="members_contact",
        label=_("Contacts with the club"),
        fate=Fate.WIPED,
        wiped={"topic": _EMPTY, "text": _EMPTY},
        shown={"at": _("When"), "channel": _("Channel"), "topic": _("Topic"), "text": _("Text")},
    ),
    PersonalTable(
        name="members_inquiry",
        label=_("Questions and searches"),
        fate=Fate.WIPED,
        wiped={"text": _EMPTY},
        shown={"at": _("When"), "kind": _("Kind"), "channel": _("Channel"), "text": _("Text")},
    ),
    PersonalTable(
        name="members_note",
        label=_("Notes"),
        fate=Fate.REMOVED,
        shown={"at": _("When"), "text": _("Text")},
    ),
    PersonalTable(
        name="members_persontag",
        label=_("Tags"),
        fate=Fate.REMOVED,
        shown={"at": _("When"), "tag_id": _("Tag")},
    ),
    PersonalTable(
        name="members_task",
        label=_("Tasks"),
        fate=Fate.WIPED,
        wiped={
            "title": f"'{PSEUDONYM}'", "text": _EMPTY, "outcome": _EMPTY, "done_at": "coalesce(done_at, now())",
        },
        shown={"due_at": _("Due"), "title": _("Title"), "text": _("Text"), "outcome": _("Outcome")},
    ),
    PersonalTable(
        name="members_paper",
        label=_("Papers"),
        fate=Fate.REMOVED,
        shown={"added_at": _("When"), "kind": _("Kind"), "file_name": _("File"), "note": _("Note")},
        hidden=("file",),
        files="file",
    ),
    PersonalTable(
        name="members_pair",
        label=_("Comparisons with other people"),
        fate=Fate.REMOVED,
        rows="(left_id = ANY (%(people)s) OR right_id = ANY (%(people)s))",
        gone="((before->>'left_id')::bigint = ANY (%(people)s) OR (before->>'right_id')::bigint = ANY (%(people)s))",
        shown={"found_at": _("When"), "verdict": _("Verdict")},
        hidden=("evidence", "left_id", "right_id", "housed"),
    ),
    PersonalTable(
        name="members_mergedrow",
        label=_("Rows joined from doubles"),
        fate=Fate.REMOVED,
        rows="merge_id IN (SELECT id FROM members_merge WHERE kept_id = ANY (%(people)s)"
        " OR absorbed_id = ANY (%(people)s))",
        gone="false",
        hidden=("before", "after"),
    ),
    PersonalTable(
        name="members_merge",
        label=_("Doubles joined"),
        fate=Fate.WIPED,
        rows="(kept_id = ANY (%(people)s) OR absorbed_id = ANY (%(people)s))",
        gone="false",
        wiped={"reason": _EMPTY, "outcome": "'{}'"},
        shown={"merged_at": _("When"), "reason": _("Reason")},
    ),
    PersonalTable(
        name="members_intake",
        label=_("Files they came in"),
        fate=Fate.WIPED,
        rows="id IN (SELECT intake_id FROM members_intakeperson WHERE person_id = ANY (%(people)s))"
        " AND status NOT IN ('waiting', 'running')",
        gone="false",
        wiped={"file": _EMPTY},
        shown={"started_at": _("When"), "file_name": _("File")},
        hidden=("file", "columns", "rows", "added", "merged", "refused"),
        files="file",
    ),
    PersonalTable(
        name="members_intakeperson",
        label=_("What came with files"),
        fate=Fate.REMOVED,
        gone="false",
        shown={"intake_id": _("File"), "was_made": _("Entered then")},
    ),
    PersonalTable(
        name="members_signuprequest",
        label=_("Asked to join"),
        fate=Fate.REMOVED,
        rows=_ASKED_TO_JOIN,
        gone="false",
        shown={"asked_at": _("When"), "via": _("How"), "status": _("Status")},
        hidden=("request_key", "name", "phone", "email", "birth_date", "guardian_name", "guardian_phone", "decided_by"),
    ),
    PersonalTable(name="members_bulkchanged", label=_("Changes made to many at once"), fate=Fate.REMOVED, gone="false"),
    PersonalTable(
        name="members_personaldataaccess",
        label=_("Who saw the data"),
        fate=Fate.WIPED,
        gone="false",
        wiped={"reason": _EMPTY},
        shown={
            "at": _("When"), "actor_kind": pgettext_lazy("saw it", "Who"), "via": _("How"), "part": _("What"),
            "reason": _("Reason"),
        },
        hidden=("actor_id",),
    ),
    PersonalTable(
        name="members_privacyrequest",
        label=_("Privacy requests"),
        fate=Fate.WIPED,
        gone="false",
        wiped={"note": _EMPTY, "outcome": _EMPTY},
        shown={
            "asked_at": _("When"), "kind": _("Kind"), "status": _("Status"), "due_on": _("Due"),
            "outcome": _("Outcome"),
        },
        hidden=("recorded_by", "done_by"),
    ),
    PersonalTable(
        name="members_legalhold",
        label=_("Legal holds"),
        fate=Fate.WIPED,
        gone="false",
        wiped={"reason": _EMPTY, "lifted_why": _EMPTY},
        shown={"placed_at": _("When"), "until": _("Until"), "lifted_at": _("Lifted")},
        hidden=("reason", "lifted_why", "placed_by", "lifted_by"),
    ),
    PersonalTable(
        name="kernel_event",
        label=_("What happened to the membership"),
        fate=Fate.KEPT,
        rows=_OWN_EVENTS,
        gone="false",
        shown={"at": _("When"), "name": _("What")},
        hidden=("xid", "actor_id", "uid", "recorded_at"),
    ),
)  # fmt: skip

_BY_ALL = {"note": ("text",), "task": ("text", "title", "outcome")}
"""Where staff write freely: whoever's row it is, a phone in it may be somebody else's."""

_BY_FAMILY = {
    "contact": ("text", "topic"), "inquiry": ("text",), "consent": ("evidence",), "personaldataaccess": ("reason",),
    "privacyrequest": ("note", "outcome"), "paper": ("note", "file_name"), "address": ("recipient", "phone"),
    "relation": ("note",), "institutioncontact": ("position", "department"),
}  # fmt: skip
_TYPED = ("members.members_exported", "members.cards_exported")
_IN_TYPED = f"name IN {_TYPED}"
_LIVED_IN = """t.id IN (SELECT household_id FROM members_householdperson
    WHERE person_id = ANY (%(related)s) OR person_id = ANY (%(people)s))"""
_CAME_IN = "t.id IN (SELECT intake_id FROM members_intakeperson WHERE person_id = ANY (%(people)s))"
_OF_FAMILY = "t.member_id = ANY (%(related)s)"

registry.offer(
    *(
        TextPlace(table=f"members_{table}", column=column, names_where=_RELATED)
        for table, columns in _BY_ALL.items()
        for column in columns
    ),
    *(
        TextPlace(table=f"members_{table}", column=column, where=_RELATED, names_where=_RELATED)
        for table, columns in _BY_FAMILY.items()
        for column in columns
    ),
    *(
        TextPlace(table="members_card", column=column, where=_OF_FAMILY, names_where=_OF_FAMILY)
        for column in ("proof", "note")
    ),
    TextPlace(
        table="members_contactrule", column="reason", where=_RELATED, names_where=_RELATED, key="person_id",
    ),
    TextPlace(
        table="members_member", column="block_reason", where=_RELATED, names_where=_RELATED, key="person_id",
    ),
    TextPlace(table="members_preference", column="value", where=_RELATED, names_where=_RELATED, is_json=True),
    TextPlace(table="members_household", column="name", where=_LIVED_IN, names_where=_LIVED_IN),
    TextPlace(table="members_intake", column="file_name", where=_CAME_IN, names_where=_CAME_IN),
    TextPlace(table="members_institution", column="note"),
    TextPlace(table="members_institution", column="phone"),
    TextPlace(table="members_savedview", column="query", names_where="true", sealed=SEALED_NAME),
    TextPlace(table="members_savedview", column="name", names_where="true"),
    TextPlace(table="kernel_list_view", column="query", names_where="true"),
    TextPlace(table="kernel_list_view", column="name", names_where="true"),
    TextPlace(table="members_listexport", column="query", names_where="true", sealed=SEALED_NAME),
    TextPlace(table="members_listexport", column="reason"),
    TextPlace(table="members_bulkchange", column="query", names_where="true", sealed=SEALED_NAME),
    TextPlace(table="kernel_event", column="payload", where=_IN_TYPED, names_where=_IN_TYPED, is_json=True),
)  # fmt: skip

registry.offer(
    RetentionPart(
        key="access", label=_("Who saw whose data"), order=10, table="members_personaldataaccess",
        overdue="t.at < %(before)s",
    ),
    RetentionPart(
        key="inquiry", label=_("Questions, searches and views"), order=20, table="members_inquiry",
        overdue="t.at < %(before)s",
    ),
    RetentionPart(
        key="touch", label=_("What was said in contacts"), order=30, table="members_contact",
        overdue="t.at < %(before)s AND t.text <> ''", wiped={"text": _EMPTY},
    ),
    RetentionPart(
        key="note", label=_("Notes not pinned"), order=40, table="members_note",
        overdue="coalesce(t.edited_at, t.at) < %(before)s AND NOT t.is_pinned",
    ),
    RetentionPart(
        key="paper", label=_("Scanned papers"), order=50, table="members_paper", overdue="t.added_at < %(before)s",
        files="file",
    ),
    RetentionPart(
        key="intake", label=_("Files handed in, and rows refused"), order=55, table="members_intake",
        overdue="t.started_at < %(before)s AND t.file <> '' AND t.status <> 'undoing'", files="file",
        person="(SELECT min(c.person_id) FROM members_intakeperson c"
        " WHERE c.intake_id = t.id AND c.person_id = ANY (%(spared)s))",
        wiped={
            "file": _EMPTY, "status": "CASE WHEN status IN ('waiting', 'running') THEN 'failed' ELSE status END",
        },
    ),
    RetentionPart(
        key="sign_up", label=_("Who asked to join and was not answered"), order=57, table="members_signuprequest",
        overdue="t.asked_at < %(before)s AND t.status = 'waiting'", person="t.member_id",
    ),
    RetentionPart(
        key="history", label=_("Before and after of changes to members"), order=60, table="kernel_rowchange",
        overdue="t.recorded_at < %(before)s AND t.table_name LIKE 'members\\_%%'",
    ),
)  # fmt: skip

"""A reader's part of the timeline that members itself knows: contacts, questions, notes, tasks, changes of data."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.rules.told import OF_MEMBER_SQL

CONTACTS, INQUIRIES, NOTES, TASKS, DATA = "contacts", "inquiries", "notes", "tasks", "data"

KINDS: Mapping[str, Promise] = {
    CONTACTS: _("Contacts"),
    INQUIRIES: _("Questions"),
    NOTES: _("Notes"),
    TASKS: _("Tasks"),
    DATA: _("Changes"),
}
"""The parts in the order in which the page offers them."""

_SAME = "SELECT m.person_id FROM members_member m WHERE %(id)s IN (m.person_id, m.merged_into_id)"
"""The member and all who were merged into them; what had happened to those is told with the rest."""

_STAFF = "CASE WHEN e.actor_kind = 'staff' AND e.actor_id ~ '^[0-9]{1,9}$' THEN e.actor_id::bigint END"

# Each part comes from an index of its own, no further than the stretch needs.
_PARTS: Mapping[str, str] = {
    CONTACTS: """
        SELECT 'contacts', c.id, c.at, c.staff_id, jsonb_build_object(
               'channel', c.channel, 'direction', c.direction, 'recognition', c.recognition, 'topic', c.topic,
               'text', c.text, 'minutes', c.minutes)
          FROM members_contact c WHERE c.person_id = %(id)s AND c.at < %(before)s
         ORDER BY c.at DESC, c.id DESC LIMIT %(limit)s""",
    INQUIRIES: """
        SELECT 'inquiries', i.id, i.at, NULL::bigint, jsonb_build_object(
               'kind', i.kind, 'channel', i.channel, 'text', i.text, 'hits', i.hits)
          FROM members_inquiry i WHERE i.person_id = %(id)s AND i.at < %(before)s
         ORDER BY i.at DESC, i.id DESC LIMIT %(limit)s""",
    NOTES: """
        SELECT 'notes', n.id, n.at, n.author_id, jsonb_build_object('text', n.text, 'is_pinned', n.is_pinned)
          FROM members_note n WHERE n.person_id = %(id)s AND n.at < %(before)s AND NOT n.is_removed
           AND NOT n.is_sensitive
         ORDER BY n.at DESC, n.id DESC LIMIT %(limit)s""",
    TASKS: """
        SELECT 'tasks', t.id, coalesce(t.done_at, t.created_at), t.assignee_id, jsonb_build_object(
               'title', t.title, 'text', t.text, 'outcome', t.outcome, 'due_at', t.due_at,
               'is_done', t.done_at IS NOT NULL)
          FROM members_task t WHERE t.person_id = %(id)s AND coalesce(t.done_at, t.created_at) < %(before)s
         ORDER BY coalesce(t.done_at, t.created_at) DESC, t.id DESC LIMIT %(limit)s""",
    DATA: f"""
        SELECT 'data', e.id, e.at, {_STAFF}, e.payload || jsonb_build_object('event', e.name)
          FROM kernel_event e
         WHERE e.name IN ({OF_MEMBER_SQL})
           AND (e.payload->>'member_id')::bigint = ANY (ARRAY({_SAME})) AND e.at < %(before)s
        UNION ALL
        SELECT 'data', e.id, e.at, {_STAFF}, jsonb_build_object(
               'event', e.name, 'kept', k.number, 'absorbed', a.number, 'is_kept', a.person_id <> %(id)s,
               'reason', g.reason, 'is_automatic', e.actor_kind = 'system')
          FROM kernel_event e JOIN members_merge g ON g.id = (e.payload->>'merge_id')::bigint
          JOIN members_member k ON k.person_id = g.kept_id JOIN members_member a ON a.person_id = g.absorbed_id
         WHERE e.name IN ('members.members_merged', 'members.merge_undone') AND e.at < %(before)s
           AND ((e.payload->>'member_id')::bigint = ANY (ARRAY({_SAME}))
             OR (e.payload->>'absorbed_id')::bigint = %(id)s)
         ORDER BY 3 DESC, 2 DESC LIMIT %(limit)s""",  # noqa: S608 - all parts are ours
}


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line of the story: its part, when, who of the staff, and the facts that its part tells."""

    part: str
    line_id: int
    at: datetime
    who: str
    facts: Mapping[str, str | int | bool | None]


@query("members.view")
def member_story(
    *, member_id: int, parts: Sequence[str], before: datetime, limit: int, actor: Actor
) -> list[StoryLine]:
    """Return what happened around a reader before a moment, newest first, in one query whatever the parts."""
    told = " UNION ALL ".join(f"({sql})" for part, sql in _PARTS.items() if part in parts)
    with planned() as cursor:
        cursor.execute(
            f"SELECT s.part, s.id, s.at, coalesce(u.full_name, ''), s.facts::text"  # noqa: S608 - all parts are ours
            f" FROM ({told}) s (part, id, at, staff_id, facts) LEFT JOIN kernel_user u ON u.id = s.staff_id"
            " ORDER BY s.at DESC, s.part, s.id DESC LIMIT %(limit)s",
            {"id": member_id, "before": before, "limit": limit},
        )
        return [
            StoryLine(part, line_id, at, who, json.loads(facts)) for part, line_id, at, who, facts in cursor.fetchall()
        ]

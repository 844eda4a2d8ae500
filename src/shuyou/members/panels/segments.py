"""Groups of members that staff have named, for packages that do something for each of a group: views and tags."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import SegmentSource, registry
from shuyou.members import queries
from shuyou.members.models import SavedView
from shuyou.members.queries._filtered import conditions_of

_PASSING = """
    SELECT l.person_id FROM members_listing l JOIN members_member m ON m.person_id = l.person_id
     WHERE {where} AND m.status = 'active' AND l.person_id > %(after)s ORDER BY l.person_id LIMIT %(limit)s
"""
_TAGGED = """
    SELECT p.person_id FROM members_persontag p JOIN members_member m ON m.person_id = p.person_id
      JOIN members_person n ON n.id = p.person_id
     WHERE p.tag_id = %s AND p.person_id > %s AND m.status = 'active' AND NOT n.is_restricted
     ORDER BY p.person_id LIMIT %s
"""


def _views(actor: Actor) -> Sequence[tuple[str, str]]:
    if not actor.may("members.search"):
        return []
    views = queries.saved_views(actor=actor)
    return [(str(view.view_id), gettext("View: %(name)s") % {"name": view.name}) for view in views]


def _in_view(key: str, *, after: int, limit: int, at: datetime) -> Sequence[int]:
    from shuyou.members.console.list_forms import asked_in  # its form reads the database's choices

    view = SavedView.objects.filter(pk=int(key)).first()
    if view is None:
        return []
    found = conditions_of(asked_in(view.query).form.wanted(), clock.club_day(at), Actor.job("members.segments"))
    with connection.cursor() as cursor:
        cursor.execute(_PASSING.format(where=found.where), {**found.values, "after": after, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def _tags(actor: Actor) -> Sequence[tuple[str, str]]:
    if not actor.may("members.search"):
        return []
    choices = queries.list_choices()["tag"]
    return [(str(key), gettext("Tag: %(name)s") % {"name": name}) for key, name in choices]


def _tagged(key: str, *, after: int, limit: int, at: datetime) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TAGGED, [int(key), after, limit])
        return [row[0] for row in cursor.fetchall()]


registry.offer(
    SegmentSource(kind="members-view", order=10, choices=_views, part=_in_view),
    SegmentSource(kind="members-tag", order=20, choices=_tags, part=_tagged),
)

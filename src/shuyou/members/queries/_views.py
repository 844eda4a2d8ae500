"""Saved views of the list."""

from dataclasses import dataclass

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view: one's own, or shared by a colleague."""

    view_id: int
    name: str
    query: str
    is_shared: bool
    is_own: bool
    is_default: bool
    owner: str


@query("members.search")
def saved_views(*, actor: Actor) -> list[ViewRow]:
    """Return the views of a member of staff and those that colleagues share, own ones first, in one query."""
    owner = int(actor.id) if actor.kind == "staff" else 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.id, v.name, v.query, v.is_shared, v.owner_id = %(owner)s,"
            " v.is_default AND v.owner_id = %(owner)s, u.full_name"
            " FROM members_savedview v JOIN kernel_user u ON u.id = v.owner_id"
            " WHERE v.owner_id = %(owner)s OR v.is_shared ORDER BY v.owner_id <> %(owner)s, v.name, v.id",
            {"owner": owner},
        )
        return [ViewRow(*row) for row in cursor.fetchall()]

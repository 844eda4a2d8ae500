"""What comes together when two members become one, and what becomes of it when they are two again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.carrying import Compared, Owned
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import staff_names
from shuyou.kernel.registry import registry
from shuyou.kernel.statements import planned
from shuyou.kernel.text import listed
from shuyou.kernel.usecase import query
from shuyou.members.models import Member, Merge, Person, Phone
from shuyou.members.queries._list import MemberRow, member_rows
from shuyou.members.queries._mask import mask_birth, mask_phone


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Two members beside each other, field by field, with what there will be together."""

    kept: MemberRow
    absorbed: MemberRow
    lines: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge of a member, and in words what undoing it could not give back."""

    uid: UUID
    merge_id: int
    kept_number: str
    kept_name: str
    absorbed_number: str
    absorbed_name: str
    reason: str
    merged_by: str
    merged_at: datetime
    undone_by: str
    undone_at: datetime | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoingRow:
    """How many rows of a kind go back, and how many stay since they were made later."""

    label: str
    going: int
    staying: int


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What undoing a merge would do now; `later` is a merge that has to be undone first."""

    merge: MergeRow
    lines: tuple[GoingRow, ...]
    words: tuple[str, ...]
    later: MergeRow | None


@query("members.merge")
def merge_preview(*, kept_id: int, absorbed_id: int, at: datetime, actor: Actor) -> MergePreview:
    """
    Return two members beside each other and what there will be together.

    :raises NotFound: there is no such member.
    """
    rows = {row.member_id: row for row in member_rows(member_ids=[kept_id, absorbed_id])}
    for member_id in (kept_id, absorbed_id):
        if member_id not in rows:
            raise NotFound(what=_("member"), key=member_id)
    carried = [
        line
        for carrier in sorted(registry.carriers, key=lambda carrier: carrier.order)
        if carrier.compare
        for line in carrier.compare(kept_id, absorbed_id, at)
    ]
    lines = (*_records(kept_id, absorbed_id), *carried, *_counts(kept_id, absorbed_id))
    return MergePreview(rows[kept_id], rows[absorbed_id], lines)


@query("members.view")
def member_merges(*, member_id: int, actor: Actor) -> list[MergeRow]:
    """Return the merges that a member took part in, the latest first, in two queries (indexes on both members)."""
    mine = Q(kept_id=member_id) | Q(absorbed_id=member_id)
    return _merge_rows(list(_MERGES.filter(mine).order_by("-pk")))


@query("members.merge")
def merge_row(*, merge_id: int, actor: Actor) -> MergeRow:
    """
    Return one merge, in two queries.

    :raises NotFound: there is none.
    """
    merge = _MERGES.filter(pk=merge_id).first()
    if merge is None:
        raise NotFound(what=_("merge"), key=merge_id)
    return _merge_rows([merge])[0]


@query("members.view")
def earlier_numbers(*, member_id: int, actor: Actor) -> list[str]:
    """Return the numbers of the members who were merged into one, in one query (index `members_merged`)."""
    with planned() as cursor:
        cursor.execute("SELECT number FROM members_member WHERE merged_into_id = %s ORDER BY person_id", [member_id])
        return [number for (number,) in cursor.fetchall()]


def same_people(*, member_id: int) -> list[int]:
    """Return the id of a member and of all who were merged into them, in one query."""
    found = Member.objects.filter(Q(pk=member_id) | Q(merged_into_id=member_id)).order_by("pk")
    return list(found.values_list("pk", flat=True))


@query("members.merge")
def twins(*, member_id: int, actor: Actor) -> list[int]:
    """Return the ids of members who were found alike and not said to be different, the likest first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.other FROM ("
            " SELECT right_id AS other, score FROM members_pair WHERE left_id = %(id)s AND verdict = 'waiting'"
            " UNION ALL SELECT left_id, score FROM members_pair WHERE right_id = %(id)s AND verdict = 'waiting') p"
            " JOIN members_member m ON m.person_id = p.other AND m.status NOT IN ('merged', 'erased')"
            " ORDER BY p.score DESC, p.other LIMIT 9",
            {"id": member_id},
        )
        return [row[0] for row in cursor.fetchall()]


@query("members.merge")
def undo_preview(*, uid: UUID, at: datetime, actor: Actor) -> UndoPreview:
    """
    Return what undoing a merge would do now.

    :raises NotFound: there is no such merge.
    """
    merge = _MERGES.filter(uid=uid).first()
    if merge is None:
        raise NotFound(what=_("merge"), key=uid)
    of_kept = Q(kept_id=merge.kept_id) | Q(absorbed_id=merge.kept_id)
    later = _MERGES.filter(of_kept, undone_at=None, pk__gt=merge.pk).order_by("-pk").first()
    words: list[str] = []
    for carrier in registry.carriers:
        if carrier.foresee and carrier.words and later is None and merge.undone_at is None:
            ids = {"merge_id": merge.pk, "kept_id": merge.kept_id, "absorbed_id": merge.absorbed_id}
            words += carrier.words(carrier.foresee(**ids, at=at))
    row, *others = _merge_rows([merge, later] if later else [merge])
    return UndoPreview(row, _going(merge), tuple(words), others[0] if others else None)


_MERGES = Merge.objects.select_related("kept__person", "absorbed__person")


def _merge_rows(merges: Sequence[Merge]) -> list[MergeRow]:
    names = staff_names({one.removeprefix("staff:") for merge in merges for one in (merge.merged_by, merge.undone_by)})
    return [
        MergeRow(
            uid=merge.uid,
            merge_id=merge.pk,
            kept_number=merge.kept.number,
            kept_name=merge.kept.person.name,
            absorbed_number=merge.absorbed.number,
            absorbed_name=merge.absorbed.person.name,
            reason=merge.reason,
            merged_by=_who(merge.merged_by, names),
            merged_at=merge.merged_at,
            undone_by=_who(merge.undone_by, names),
            undone_at=merge.undone_at,
            words=tuple(_said(merge.outcome)),
        )
        for merge in merges
    ]


def _who(key: str, names: Mapping[str, str]) -> str:
    return gettext("automatically") if key.startswith("system:") else names.get(key.removeprefix("staff:"), "")


def _said(outcome: Mapping[str, Mapping[str, int]]) -> list[str]:
    speakers = {carrier.key: carrier.words for carrier in registry.carriers}
    return [word for key, figures in outcome.items() if (say := speakers.get(key)) for word in say(figures)]


def _listed() -> list[Owned]:
    carriers = sorted(registry.carriers, key=lambda carrier: carrier.order)
    return [owned for carrier in carriers for owned in carrier.owned if owned.label]


def _counts(kept_id: int, absorbed_id: int) -> list[Compared]:
    """Return how many rows of each kind both have, in one query; doublets count once together."""
    owned = _listed()
    parts = [
        f"SELECT {place}, count(*) FILTER (WHERE t.{one.owner} = %(kept)s),"  # noqa: S608 - names are ours
        f" count(*) FILTER (WHERE t.{one.owner} = %(absorbed)s),"
        f" count(*) FILTER (WHERE t.{one.owner} = %(kept)s OR {one.moving()})"
        f" FROM {one.table} t WHERE t.{one.owner} IN (%(kept)s, %(absorbed)s) AND {one.counted}"
        for place, one in enumerate(owned)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1", {"kept": kept_id, "absorbed": absorbed_id})
        return [
            Compared(label=str(owned[place].label), kept=str(kept), absorbed=str(absorbed), together=str(together))
            for place, kept, absorbed, together in cursor.fetchall()
            if kept or absorbed
        ]


def _going(merge: Merge) -> tuple[GoingRow, ...]:
    """Return how many rows of each kind go back, in one query, and how many the kept one has beside them."""
    owned = _listed()
    parts = [
        f"SELECT {place}, count(j.id), count(*) - count(j.id) FROM {one.table} t"  # noqa: S608 - names are ours
        f" LEFT JOIN members_mergedrow j ON j.merge_id = %(merge)s AND j.table_name = '{one.table}'"
        f" AND j.row_key = t.{one.key}::text AND j.after->>'{one.owner}' = %(kept)s::text"
        f" WHERE t.{one.owner} = %(kept)s AND {one.counted}"
        for place, one in enumerate(owned)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1", {"merge": merge.pk, "kept": merge.kept_id})
        return tuple(
            GoingRow(str(owned[place].label), going, staying) for place, going, staying in cursor.fetchall() if going
        )


def _masked_phones(people: Iterable[int]) -> dict[int, list[str]]:
    rows = Phone.objects.filter(person_id__in=list(people)).order_by("-is_primary", "pk")
    phones: dict[int, list[str]] = {}
    for person_id, digits in rows.values_list("person_id", "digits"):
        phones.setdefault(person_id, []).append(mask_phone(digits))
    return phones


def _records(kept_id: int, absorbed_id: int) -> list[Compared]:
    """Return the fields of both records and what the kept one will have (`services._take_over`), in two queries."""
    rows = Member.objects.select_related("person", "tier").filter(pk__in=[kept_id, absorbed_id]).order_by("pk")
    found = {row.pk: row for row in rows}
    phones = _masked_phones(found)
    kept, absorbed = found[kept_id], found[absorbed_id]
    is_zh = (get_language() or "").startswith("zh")

    def tier(member: Member) -> str:
        return member.tier.name_zh if is_zh else member.tier.name_en

    born = [mask_birth(member.person.birth_date) for member in (kept, absorbed)]
    sexes = [
        str(Person.Gender(member.person.gender).label) if member.person.gender else "" for member in (kept, absorbed)
    ]
    joined = [member.joined_on.isoformat() for member in (kept, absorbed)]
    stopped = [gettext("stopped") if member.is_blocked else "" for member in (kept, absorbed)]
    reached = [listed(phones.get(member.pk, ())) for member in (kept, absorbed)]
    best = max((kept, absorbed), key=lambda member: member.tier.rank)
    lines = [
        (gettext("Name"), kept.person.name, absorbed.person.name, kept.person.name),
        (gettext("Gender"), *sexes, sexes[0] or sexes[1]),
        (gettext("Birth date"), *born, born[0] or born[1]),
        (
            gettext("Phone"),
            *reached,
            listed(dict.fromkeys(phones.get(kept_id, []) + phones.get(absorbed_id, []))),
        ),
        (gettext("Tier"), tier(kept), tier(absorbed), tier(best)),
        (gettext("Joined"), *joined, min(joined)),
        (gettext("Orders"), *stopped, stopped[0] or stopped[1]),
    ]
    return [
        Compared(label=label, kept=mine, absorbed=other, together=together)
        for label, mine, other, together in lines
        if mine or other
    ]

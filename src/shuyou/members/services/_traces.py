"""What persons leave behind in rows and texts that nothing ties to them: contacts now and before, cards, names."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote, quote_plus

from django.db import connection

from shuyou.kernel.personal import Traces
from shuyou.members.models import Email, Phone
from shuyou.members.services._blank_files import Sought


def traces_of(people: Sequence[int], sought: Sought) -> Traces:
    """Return what these persons leave, in every way in which it is written."""
    return Traces(
        clues=_as_written([*sought.own, *sought.cards]), names=_as_written(sought.names), related=family_of(people),
        shared=sought.shared,
    )  # fmt: skip


def sought_of(people: Sequence[int]) -> Sought:
    """Return everything by which these persons are or were meant, as it is kept."""
    others = Phone.objects.exclude(person_id__in=people)
    phones = _now_and_before(people, "members_phone", "digits")
    emails = _now_and_before(people, "members_email", "address")
    shared = {
        *others.filter(digits__in=phones).values_list("digits", flat=True),
        *Email.objects.exclude(person_id__in=people).filter(address__in=emails).values_list("address", flat=True),
    }
    cards = _now_and_before(people, "members_card", "number", owner="member_id")
    names = {
        word for column in ("name", "pinyin") for word in _now_and_before(people, "members_person", column, owner="id")
    }
    return Sought(
        own=sorted((phones | emails) - shared), shared=sorted(shared), cards=sorted(cards),
        names=sorted(name for name in names if len(name) > 1),
    )  # fmt: skip


def _now_and_before(people: Sequence[int], table: str, column: str, *, owner: str = "person_id") -> set[str]:
    """Return what stands in a column of the rows of persons, and whatever stood there, in rows now removed as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.{column} FROM {table} t WHERE t.{owner} = ANY (%(people)s)"  # noqa: S608 - named by the functions above
            f" UNION SELECT c.before ->> '{column}' FROM {table} t JOIN kernel_rowchange c ON c.table_name = %(table)s"
            f" AND c.row_id = t.id WHERE t.{owner} = ANY (%(people)s)"
            f" UNION SELECT c.before ->> '{column}' FROM kernel_rowchange c WHERE c.table_name = %(table)s"
            " AND c.operation = 'D'"
            " AND coalesce(c.before ->> 'person_id', c.before ->> 'member_id')::bigint = ANY (%(people)s)",
            {"people": list(people), "table": table},
        )
        return {word for (word,) in cursor.fetchall() if word}


def family_of(people: Sequence[int]) -> Sequence[int]:
    """Return relatives of persons and those who live with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.person_id FROM (SELECT other_id FROM members_relation WHERE person_id = ANY (%(people)s)"
            " UNION SELECT person_id FROM members_relation WHERE other_id = ANY (%(people)s)"
            " UNION SELECT h.person_id FROM members_householdperson h WHERE h.household_id IN ("
            " SELECT household_id FROM members_householdperson WHERE person_id = ANY (%(people)s))) f (person_id)"
            " WHERE f.person_id <> ALL (%(people)s) ORDER BY 1",
            {"people": list(people)},
        )
        return [row[0] for row in cursor.fetchall()]


def _as_written(words: Iterable[str]) -> Sequence[str]:
    return sorted({form for word in words for form in (word, quote(word), quote_plus(word))})

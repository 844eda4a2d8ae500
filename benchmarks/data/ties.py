"""What members allow, the tags they carry, and with whom they live."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from benchmarks.data.plan import AT, Rows
from shuyou.demo.rules.chance import Chance

CONSENT: Final = "person_id, purpose, channel, is_granted, text_version, given_via, recorded_by, at"
TAGGED: Final = "person_id, tag_id, added_by, at"
HOUSEHOLD: Final = "id, uid, name, created_at"
PLACE: Final = "person_id, household_id, role, is_buyer, is_reader"
TAGS: Final = ("绘本", "推理", "讲座常客", "退货多", "教师", "馆配")
SHARES: Final = (0.08, 0.06, 0.03, 0.01, 0.02, 0.002)
"""How many in a hundred carry each tag."""

FIRST_TAG: Final = 1001
"""Behind the ids of tags that a club begins with."""

EVERY: Final = 13
"""Every so manyth member lives with the one before."""


def ties(people: Iterable[tuple[int, str, date]], chance: Chance) -> list[Rows]:
    """Make the rows of members (number, name, day of joining)."""
    consents: list[str] = []
    tagged: list[str] = []
    households: list[str] = []
    places: list[str] = []
    for number, name, joined in people:
        consents.extend(_consents(number, joined, chance))
        tagged.extend(
            f"{number}\t{tag}\tbench\t{AT}" for tag, share in enumerate(SHARES, FIRST_TAG) if chance.yes(share)
        )
        if number % EVERY == 0:
            home = number // EVERY
            households.append(f"{home}\t019a0000-0000-7000-8005-{home:012x}\t{name}\t{AT}")
            places.append(f"{number - 1}\t{home}\tadult\tt\tt")
            places.append(f"{number}\t{home}\tadult\tt\tt")
    return [
        Rows("members_consent", CONSENT, consents),
        Rows("members_persontag", TAGGED, tagged),
        Rows("members_household", HOUSEHOLD, households),
        Rows("members_householdperson", PLACE, places),
    ]


def _consents(number: int, joined: date, chance: Chance) -> list[str]:
    """Service for all; marketing by text message for most, taken back by some; by e-mail for fewer."""
    words = [f"{number}\tservice\tany\tt\tv1\tform\tbench\t{joined}"]
    if chance.yes(0.62):
        words.append(f"{number}\tmarketing\tsms\tt\tv1\tform\tbench\t{joined}")
        if chance.yes(0.05):
            words.append(f"{number}\tmarketing\tsms\tf\tv1\tphone\tbench\t{AT}")
    if chance.yes(0.3):
        words.append(f"{number}\tmarketing\temail\tt\tv1\tform\tbench\t{joined}")
    return words

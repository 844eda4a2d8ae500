"""What each kind of reader buys, where they order, how they pay, and at what hour."""

from functools import cache

from shuyou.demo.rules.chance import Wheel
from shuyou.demo.rules.members import Member, Persona
from shuyou.demo.rules.seasons import Rhythm

RHYTHMS = {
    Persona.PARENT: Rhythm.SCHOOL,
    Persona.TEACHER: Rhythm.SCHOOL,
    Persona.CHILD: Rhythm.SCHOOL,
    Persona.STUDENT: Rhythm.CAMPUS,
    Persona.ELDER: Rhythm.RETIRED,
}

SHELVES = {
    Persona.STUDENT: "fiction 26|exam 24|computing 10|thought 9|essays 8|language 8|history 5|foreign 5|science 4",
    Persona.READER: "fiction 34|essays 16|history 14|thought 11|art 4|travel 4|science 5|cookery 3|foreign 4|health 2",
    Persona.PROFESSIONAL: "business 26|computing 20|fiction 15|thought 10|exam 8|history 8|science 5|foreign 4",
    Persona.PARENT: "picture 26|children 17|school 30|parenting 9|cookery 5|fiction 5|science 4|health 2|language 3",
    Persona.TEACHER: "school 24|fiction 13|history 12|thought 11|children 10|essays 10|language 8|parenting 6|exam 4",
    Persona.ARTIST: "art 44|essays 13|history 16|fiction 9|thought 6|travel 6|cookery 4|science 2",
    Persona.ELDER: "health 22|history 20|cookery 12|essays 12|art 14|fiction 12|picture 6|travel 4",
    Persona.CHILD: "children 48|science 17|school 18|picture 9|art 4|language 5|fiction 5",
}
# Workbooks by month: before and in the first weeks of each term, hardly in July.
SCHOOL_MONTHS = (1.3, 2.6, 1.5, 0.8, 0.7, 0.8, 0.35, 1.6, 2.9, 0.9, 0.8, 0.9)
GIFT_MONTHS = (0.06, 0.07, 0.02, 0.02, 0.04, 0.06, 0.02, 0.02, 0.06, 0.02, 0.03, 0.08)

TERM_HOMES = 3
"""One home of so many buys for school and hardly anything else, when terms begin."""
TERM_SHELVES = "school 82|children 12|science 6"

CHANNELS = {
    Persona.STUDENT: "web 66|till 24|sms 6|email 3|telesales 1",
    Persona.READER: "web 36|till 30|phone 18|post 5|email 4|sms 4|telesales 3",
    Persona.PROFESSIONAL: "web 56|till 16|phone 14|email 8|fax 2|telesales 4",
    Persona.PARENT: "web 44|till 26|phone 17|sms 6|telesales 5|email 2",
    Persona.TEACHER: "web 36|till 18|phone 22|post 7|fax 6|email 7|telesales 4",
    Persona.ARTIST: "till 34|phone 26|web 22|post 12|telesales 4|fax 2",
    Persona.ELDER: "phone 38|till 30|post 22|telesales 7|web 3",
    Persona.CHILD: "till 72|phone 14|web 14",
}
PAYMENTS = {
    "till": "cash 32|online 68",
    "web": "online 93|cod 7",
    "phone": "cod 58|remittance 24|online 18",
    "post": "remittance 100",
    "sms": "cod 70|online 30",
    "email": "online 60|cod 26|remittance 14",
    "fax": "remittance 68|cod 32",
    "telesales": "cod 74|online 26",
}
HOURS = {
    "till": "10 5|11 7|12 7|13 7|14 9|15 10|16 10|17 9|18 9|19 10|20 8|21 2",
    "web": "0 3|1 1|7 2|8 3|9 5|10 6|11 6|12 7|13 6|14 5|15 5|16 5|17 5|18 5|19 7|20 9|21 11|22 9|23 6",
    "office": "9 12|10 15|11 13|13 9|14 13|15 13|16 12|17 8|18 3|19 2",
}
TITLES_AN_ORDER = {
    "till": "1 50|2 25|3 13|4 7|5 3|6 2",
    "web": "1 27|2 27|3 20|4 12|5 7|6 4|8 2|11 1",
    "post": "1 16|2 26|3 24|4 15|5 10|6 6|8 3",
    "office": "1 30|2 29|3 20|4 11|5 6|6 3|9 1",
}


def _wheel(table: str) -> Wheel[str]:
    return Wheel((name, float(weight)) for name, weight in (entry.split() for entry in table.split("|")))


def _numbers(table: str) -> Wheel[int]:
    return Wheel((int(name), float(weight)) for name, weight in (entry.split() for entry in table.split("|")))


def buys_by_terms(member: Member) -> bool:
    """Tell whether a home buys for school and hardly anything else."""
    return member.persona is Persona.PARENT and bool(member.children) and member.household % TERM_HOMES == 0


def rhythm_of(member: Member) -> Rhythm:
    """Return whose year a reader's is."""
    return Rhythm.TERMS if buys_by_terms(member) else RHYTHMS.get(member.persona, Rhythm.GENERAL)


@cache
def shelves(persona: Persona, month: int, *, is_by_terms: bool = False) -> Wheel[str]:
    """Return the shelves a reader goes to in a month."""
    entries = (entry.split() for entry in (TERM_SHELVES if is_by_terms else SHELVES[persona]).split("|"))
    return Wheel(
        (name, float(weight) * (SCHOOL_MONTHS[month - 1] if name == "school" else 1.0)) for name, weight in entries
    )


@cache
def channels(persona: Persona) -> Wheel[str]:
    """Return the channels a reader orders through."""
    return _wheel(CHANNELS[persona])


@cache
def payments(channel: str) -> Wheel[str]:
    """Return how orders of a channel are paid."""
    return _wheel(PAYMENTS[channel])


@cache
def hours(channel: str) -> Wheel[int]:
    """Return the hours at which orders of a channel come in."""
    return _numbers(HOURS.get(channel, HOURS["office"]))


@cache
def title_counts(channel: str) -> Wheel[int]:
    """Return how many titles an order of a channel has."""
    return _numbers(TITLES_AN_ORDER.get(channel, TITLES_AN_ORDER["office"]))

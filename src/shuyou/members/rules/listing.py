"""What a list of members may be asked for, and the words that the database files each member under."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sort(StrEnum):
    """What a list of members is in the order of."""

    NAME = "name"
    NUMBER = "number"
    JOINED = "joined"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFilter:
    """Which members a list shows; empty fields do not filter. Readers who asked not to be used are left out."""

    name: str = ""
    phone: str = ""
    """“yes”: one is known; “no”: none is. So with e-mail, household and block."""
    email: str = ""
    tier: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    card_kind: str = ""
    card_status: str = ""
    joined_from: date | None = None
    joined_to: date | None = None
    joined_via: str = ""
    gender: str = ""
    birth_month: int = 0
    age_from: int | None = None
    age_to: int | None = None
    province: str = ""
    city: str = ""
    district: str = ""
    tag: tuple[int, ...] = ()
    """Ids of tags: all of them are carried."""
    likes: str = ""
    """A field of the club's own and what is said in it, such as subjects:I."""
    household: str = ""
    institution: str = ""
    """“any”, “none”, or the number of one."""
    consent: str = ""
    """A purpose and a channel, such as marketing:sms."""
    consent_given: str = ""
    """“yes” (also to any channel), “no”, or “unasked”."""
    blocked: str = ""
    helper: str = ""
    """“any”, “none”, or a user's id."""
    restricted: str = ""
    """“yes”: those who asked not to be used, and nobody else."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a member must all have, sets of which one must be had, and words that must not be had."""

    every: tuple[str, ...]
    some: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]


def words_of(wanted: MemberFilter) -> Words:
    """Return the words that members who pass a filter are filed under."""
    every = list(_plain(wanted))
    some = [tuple(f"{name}:{value}" for value in values) for name, values in _choices(wanted) if values]
    none = [name for name in ("phone", "email", "household", "blocked") if getattr(wanted, name) == "no"]
    every.extend(name for name in ("phone", "email", "household", "blocked") if getattr(wanted, name) == "yes")
    if wanted.institution == "none":
        none.append("institution")
    _add_consent(wanted, every, some, none)
    every.extend(words[0] for words in some if len(words) == 1)
    return Words(tuple(every), tuple(words for words in some if len(words) > 1), tuple(none))


def is_chinese(name: str) -> bool:
    """Tell whether a name to look for is written in characters rather than spelled."""
    return not name[:1].isascii()


def _choices(wanted: MemberFilter) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "tier", wanted.tier
    yield "status", wanted.status


def _plain(wanted: MemberFilter) -> Iterator[str]:
    """Find the words that stand for a field each."""
    if wanted.name and is_chinese(wanted.name):
        yield f"surname:{wanted.name[0]}"
    if wanted.card_kind or wanted.card_status:
        yield f"card:{wanted.card_kind}" + (f":{wanted.card_status}" if wanted.card_status else "")
    if wanted.joined_via:
        yield f"via:{wanted.joined_via}"
    if wanted.gender:
        yield f"gender:{'' if wanted.gender == 'unknown' else wanted.gender}"
    if wanted.birth_month:
        yield f"month:{wanted.birth_month}"
    if wanted.province:
        yield f"province:{wanted.province.rstrip('省市')}"
    if wanted.city:
        yield f"city:{wanted.city.rstrip('市')}"
    if wanted.district:
        yield f"district:{wanted.district}"
    if wanted.institution == "any":
        yield "institution"
    yield from (f"likes:{likes}" for likes in [wanted.likes] if likes)
    yield from (f"tag:{tag}" for tag in wanted.tag)


def _add_consent(wanted: MemberFilter, every: list[str], some: list[tuple[str, ...]], none: list[str]) -> None:
    """Add what is asked of consent: the word on a channel counts before the one on all channels."""
    purpose, _, channel = wanted.consent.partition(":")
    if not purpose or not wanted.consent_given:
        return
    own, general = f"{purpose}:{channel}", f"{purpose}:any"
    if wanted.consent_given == "yes":
        some.append((f"yes:{own}", f"yes:{general}") if channel != "any" else (f"yes:{own}",))
        none.append(f"no:{own}")
    elif wanted.consent_given == "no":
        every.append(f"no:{own}")
    else:
        none.extend((f"yes:{own}", f"no:{own}"))

"""Registries: what packages offer to pages that show many of them, so that nothing has to import upward."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from django.utils.functional import Promise

from shuyou.kernel.actor import Actor
from shuyou.kernel.carrying import Carrier
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lake import AtRest, Export


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """
    A card that a package offers to a page: `load` answers what its template shows, or None to stay away.

    The page does not wait for a slow one: it comes after, on its own.
    """

    slot: str
    key: str
    order: int
    permission: str
    template: str
    load: Callable[[int, Actor, datetime], Any]
    is_slow: bool = False
    only_if: str = ""
    """A condition in SQL on `%(member)s` without which there is nothing to load: one statement asks all of a page's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that a package offers to another's list: a cell for each id, missing where there is nothing to say."""

    slot: str
    key: str
    label: str | Promise
    order: int
    permission: str
    load: Callable[[Sequence[int], Actor], Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure of the strip under a page's head."""

    label: str
    value: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSource:
    """Figures that a package offers to the member page's strip."""

    order: int
    permission: str
    load: Callable[[int, Actor, datetime], Sequence[Fact]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One line of a member's story."""

    at: datetime
    key: str
    icon: str
    title: str
    aside: str = ""
    text: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Untold:
    """A line of a member's story of which only the moment is known: of those loaded a page shows one in four."""

    at: datetime
    tell: Callable[[], TimelineRow]


STRETCH: Final = 20
"""Lines of a timeline that are told at once; whoever tells a part is asked for one more, to see whether it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineSource:
    """A package's part of the timeline: rows before a moment, newest first."""

    kind: str
    label: str | Promise
    permission: str
    load: Callable[[int, datetime, int], Sequence[Untold]]
    only_if: str = ""
    """A condition in SQL on `%(member)s` without which there is nothing to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySource:
    """Several parts of the timeline that a package tells in one go: of the parts asked for, newest first."""

    kinds: Mapping[str, str | Promise]
    permission: str
    load: Callable[[int, Sequence[str], datetime, int], Sequence[Untold]]
    closed: Mapping[str, str] = field(default_factory=dict)
    """Parts that ask for a permission of their own besides."""

    def told_to(self, actor: Actor) -> Mapping[str, str | Promise]:
        """Return the parts that an actor may see, with their labels."""
        if not actor.may(self.permission):
            return {}
        return {
            key: label for key, label in self.kinds.items() if key not in self.closed or actor.may(self.closed[key])
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """
    Something that can be done for the subject of a page, such as the member with a number: a link and its key.

    A small form opens over the page; without script it is a page of its own.
    """

    slot: str
    key: str
    label: str | Promise
    icon: str
    url_name: str
    order: int
    permission: str
    shortcut: str = ""
    is_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One thing that waits for somebody: what, for whom, until when."""

    key: str
    icon: str
    title: str
    url: str
    text: str = ""
    who: str = ""
    badge: str = ""
    badge_class: str = "tag"
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """The first of the things of one kind that wait, the most urgent first, and how many there are in all."""

    rows: Sequence[WorkRow]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSource:
    """A package's part of the work of the day: at most so many rows for this person."""

    kind: str
    label: str | Promise
    order: int
    permission: str
    load: Callable[[Actor, datetime, int], WorkList]


def by_urgency(at: datetime) -> Callable[[WorkRow], tuple[bool, datetime]]:
    """Return by what rows of work are put in order: what is due first comes first, what has no time last."""
    return lambda row: (row.due_at is None, row.due_at or at)


@dataclass(frozen=True, slots=True)
class Clue:
    """What somebody typed into the one-touch box, looked at once for all sources."""

    text: str
    digits: str
    is_ascii: bool

    @classmethod
    def of(cls, typed: str) -> "Clue":
        """Return the clue in what was typed: full-width folded, and without the marks input methods insert."""
        folded = unicodedata.normalize("NFKC", typed).strip().lower()[:80]
        text = " ".join(folded.replace("'", "").replace("’", "").split())
        bare = text.replace(" ", "").replace("-", "").removeprefix("+")
        return cls(text, bare if bare.isdecimal() and bare.isascii() else "", text.isascii())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One answer of the one-touch box."""

    url: str
    title: str
    sub: str = ""
    detail: str = ""
    badge: str = ""
    badge_class: str = "tag"
    mark: str = ""
    icon: str = ""
    score: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTouchSource:
    """Where the one-touch box looks: a group's heading and a search by clue, best first."""

    group: str
    label: str | Promise
    order: int
    permission: str
    find: Callable[[Clue, Actor, int], Sequence[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NavEntry:
    """A section of the staff shell."""

    key: str
    label: str | Promise
    icon: str
    url_name: str
    order: int
    permission: str
    go_key: str = ""
    is_footer: bool = False
    badge: Callable[[Actor], int] | None = None
    also: Sequence[str] = ()
    """Names of other pages that begin parts of the section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseSource:
    """
    What persons bought, told by a package that sells: SQL over tables it knows.

    `changed` finds ids of persons who bought since %(since)s, `bought` rows (person_id, title_id, is_for_child) of
    %(people)s since then. Each of `words`, by the code of a field of members' own, finds rows (title_id, value) of
    %(titles)s.
    """

    key: str
    changed: str
    bought: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourSource:
    """
    What readers do in the matter of a wish: SQL that finds rows (person_id, at, value) since %(since)s.

    `field` is the code of the field of members' own in which the wish stands; values are the codes of its choices.
    """

    key: str
    label: str | Promise
    field: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureSource:
    """
    Figures by which members are listed, told by a package that knows them.

    `sql` finds rows (person_id, *figures) of %(people)s at the moment %(at)s, in the club's %(zone)s; whoever is
    missing there has none. `figures` are columns of the listing.
    """

    key: str
    figures: Sequence[str]
    sql: str


class SegmentPart(Protocol):
    """Read the next members of a group behind an id, in order of ids; nobody: that was all."""

    def __call__(self, key: str, *, after: int, limit: int, at: datetime) -> Sequence[int]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSource:
    """Groups of members that staff have named: which there are for an actor, and who is in one, part by part."""

    kind: str
    order: int
    choices: Callable[[Actor], Sequence[tuple[str, str]]]
    part: SegmentPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceSource:
    """What can be chosen in a field of another package's form: which values there are for an actor, with names."""

    slot: str
    choices: Callable[[Actor], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What readers ask again and again, in the language of whoever reads it, and where more of it is said."""

    key: str
    question: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSource:
    """Answers that a package has for everybody, the most asked first; which of them fit, the page finds."""

    key: str
    order: int
    load: Callable[[datetime], Sequence[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFigure:
    """
    A figure of members over a stretch of time, told by a package that knows it, for rules that are data.

    `sql` finds rows (person_id, value) of %(people)s at the moment %(at)s since %(since)s; whoever is missing there has
    0. `unit` is `money`, `points`, `years`, `times` or `yes`.
    """

    key: str
    label: str | Promise
    unit: str
    sql: str
    order: int
    has_window: bool = True
    """False: it is what it is now, however far one looks back."""


class Fate(StrEnum):
    """What becomes of the rows about a person who is erased."""

    REMOVED = "removed"  # the rows go
    WIPED = "wiped"  # the rows stay for the books; what is personal in them is emptied
    KEPT = "kept"  # nothing in them is personal but whose they are


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalTable:
    """
    A table with rows about persons: how they are found, told to the person, and erased.

    `rows` and `gone` are SQL conditions over `%(people)s`, an array of ids: the first finds the table's rows, the
    second deleted ones in `kernel_rowchange`. Rows that nothing ties to a person may also be found by `%(clues)s`,
    contacts and cards that are theirs alone, `%(shared)s`, contacts that others answer too, and `%(names)s`. `wiped`
    gives the SQL value of each personal column after erasure. `shown` names the columns of the readable copy; the
    machine-readable one holds all but those `hidden`. `files` is a column with names in the store of files.
    """

    name: str
    label: str | Promise
    fate: Fate
    rows: str = "person_id = ANY (%(people)s)"
    gone: str = "coalesce(before->>'person_id', before->>'member_id')::bigint = ANY (%(people)s)"
    key: str = "id"
    wiped: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str | Promise] = field(default_factory=dict)
    hidden: Sequence[str] = ()
    files: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPlace:
    """
    A column in which words about anybody may stand, such as the address of a saved list.

    Phones, e-mail addresses and cards of an erased person are taken out of it where `where` holds, their names where
    `names_where` does: SQL conditions about the row `t` over `%(people)s` and `%(related)s`, their family, none for
    nowhere. Both are taken out of the column's history as well, which knows rows by their `key`. `sealed` is the field
    of an address that carries words sealed, and their purpose: they are looked into as well.
    """

    table: str
    column: str
    where: str = "true"
    names_where: str = ""
    key: str = "id"
    is_json: bool = False
    sealed: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureGuard:
    """Reasons of a package against erasing persons now: an empty list where there is none."""

    key: str
    load: Callable[[Sequence[int]], Sequence[DomainError]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPart:
    """
    A kind of personal data that is kept for so long and no longer.

    `table` and `overdue`, an SQL condition over `%(before)s`, say which rows; they go, or `wiped` says what is emptied.
    `person` is the SQL expression of whose a row is: some persons' rows are spared. The row history is nobody's own; it
    goes by the rows that it is about.
    """

    key: str
    label: str | Promise
    order: int
    table: str
    overdue: str
    key_column: str = "id"
    wiped: Mapping[str, str] = field(default_factory=dict)
    files: str = ""
    person: str = "t.person_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class SightGuard:
    """
    Which of the sources of a package, as ledgers name what stands in them, are matters of one store.

    Packages that keep a ledger know only the names, which begin with `prefix` and a colon.
    """

    prefix: str
    seen: Callable[[Sequence[str], Actor], frozenset[str]]


type Offer = (
    Panel | Column | FactSource | TimelineSource | StorySource | Action | WorkSource | OneTouchSource | NavEntry
    | Export | AtRest | PurchaseSource | BehaviourSource | MeasureSource | MemberFigure | SegmentSource | ChoiceSource
    | Carrier | PersonalTable | TextPlace | ErasureGuard | RetentionPart | SightGuard | AnswerSource
)  # fmt: skip


@dataclass(slots=True)
class Registry:
    """Everything the packages offer, filled while the program starts and only read after."""

    panels: list[Panel] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    facts: list[FactSource] = field(default_factory=list)
    timelines: list[TimelineSource] = field(default_factory=list)
    stories: list[StorySource] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    work: list[WorkSource] = field(default_factory=list)
    one_touch: list[OneTouchSource] = field(default_factory=list)
    nav: list[NavEntry] = field(default_factory=list)
    lake: list[Export] = field(default_factory=list)
    at_rest: list[AtRest] = field(default_factory=list)
    purchases: list[PurchaseSource] = field(default_factory=list)
    behaviours: list[BehaviourSource] = field(default_factory=list)
    measures: list[MeasureSource] = field(default_factory=list)
    figures: list[MemberFigure] = field(default_factory=list)
    segments: list[SegmentSource] = field(default_factory=list)
    choices: list[ChoiceSource] = field(default_factory=list)
    carriers: list[Carrier] = field(default_factory=list)
    personal: list[PersonalTable] = field(default_factory=list)
    texts: list[TextPlace] = field(default_factory=list)
    erasure_guards: list[ErasureGuard] = field(default_factory=list)
    retention: list[RetentionPart] = field(default_factory=list)
    sights: list[SightGuard] = field(default_factory=list)
    answers: list[AnswerSource] = field(default_factory=list)

    def offer(self, *things: Offer) -> None:
        """Add things to offer, each to its list."""
        shelves: dict[type, list[Any]] = {
            Panel: self.panels, Column: self.columns, FactSource: self.facts, TimelineSource: self.timelines,
            StorySource: self.stories, Action: self.actions, WorkSource: self.work, OneTouchSource: self.one_touch,
            NavEntry: self.nav, Export: self.lake, AtRest: self.at_rest,
            PurchaseSource: self.purchases, BehaviourSource: self.behaviours, MeasureSource: self.measures,
            MemberFigure: self.figures, SegmentSource: self.segments, ChoiceSource: self.choices,
            Carrier: self.carriers,
            PersonalTable: self.personal, TextPlace: self.texts, ErasureGuard: self.erasure_guards,
            RetentionPart: self.retention, SightGuard: self.sights, AnswerSource: self.answers,
        }  # fmt: skip
        for thing in things:
            shelves[type(thing)].append(thing)

    def panels_for(self, slot: str, actor: Actor) -> list[Panel]:
        """Return the panels of a slot that the actor may see, in order."""
        return sorted((p for p in self.panels if p.slot == slot and actor.may(p.permission)), key=lambda p: p.order)

    def columns_for(self, slot: str, actor: Actor) -> list[Column]:
        """Return the columns of a list that the actor may see, in order."""
        return sorted((c for c in self.columns if c.slot == slot and actor.may(c.permission)), key=lambda c: c.order)

    def actions_for(self, slot: str, actor: Actor) -> list[Action]:
        """Return what the actor may do on a page, in order."""
        return sorted((a for a in self.actions if a.slot == slot and actor.may(a.permission)), key=lambda a: a.order)

    def choices_of(self, slot: str, actor: Actor) -> list[tuple[str, str]]:
        """Return what can be chosen in a field, of all packages that offer something."""
        return [one for source in self.choices if source.slot == slot for one in source.choices(actor)]

    def sources_seen(self, sources: Sequence[str], actor: Actor) -> frozenset[str]:
        """Return which sources somebody may see: all, or those of the one store whose matters they see."""
        if not actor.store:
            return frozenset(sources)
        seen = set[str]()
        for guard in self.sights:
            seen |= guard.seen([one for one in sources if one.startswith(f"{guard.prefix}:")], actor)
        return frozenset(seen)

    def allowed[T: (FactSource, OneTouchSource, NavEntry, WorkSource)](
        self, things: Iterable[T], actor: Actor
    ) -> list[T]:
        """Return the things that the actor may see, in order."""
        return sorted((t for t in things if actor.may(t.permission)), key=lambda t: t.order)

    def waiting(self, actor: Actor, at: datetime, limit: int) -> list[tuple[WorkSource, WorkList]]:
        """Return the work of the day that waits for somebody, so many rows of each kind, kind by kind."""
        lists = [(source, source.load(actor, at, limit)) for source in self.allowed(self.work, actor)]
        return [(source, found) for source, found in lists if found.total]


registry = Registry()

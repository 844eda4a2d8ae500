"""What passed between readers and staff in the last months: contacts, notes, families, wishes, things to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from shuyou.demo.rules import daily
from shuyou.demo.rules.chance import Chance
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.permissions import Role
from shuyou.members import queries, services
from shuyou.members.services import (
    ContactPerson,
    HouseholdPlace,
    InstitutionDraft,
    LifeDates,
    NewContact,
    NewInquiry,
    NewPreference,
    NewRelation,
    NewTask,
)

SHARE, FEWEST = 125, 16
"""One of so many readers has something going on with the staff, the most active first; and so many at least."""
DAYS: Final = 90
ALLOWS: Final = 0.7
"""The share of readers who let the club think about what they like."""

GREETED_SINCE: Final = 45
"""So many days ago the staff began to greet readers by name."""

# Whoever has been spoken with is done: a load that was broken off goes on behind them.
_READERS: Final = """
    SELECT r.id, r.name, r.born FROM (
        SELECT p.id, p.name, extract(year FROM p.birth_date)::int AS born, p.search_rank FROM members_person p
          JOIN members_member m ON m.person_id = p.id
         WHERE m.status = 'active' ORDER BY p.search_rank DESC, p.id LIMIT %s) r
     WHERE NOT EXISTS (SELECT FROM members_contact c WHERE c.person_id = r.id) ORDER BY r.search_rank DESC, r.id
"""
_TAGS: Final = "SELECT name FROM members_tag"
_IS_DONE: Final = "SELECT count(*) >= %s FROM members_institution"


class DailyLife:
    """The last months of the sample club, told through the services that staff use."""

    def __init__(self, *, seed: int, staff: Mapping[Role, int], members: int, at: datetime) -> None:
        self._chance = Chance.of(seed, "daily")
        self._at = at
        self._count = max(FEWEST, members // SHARE)
        desk = (Role.CALL_AGENT, Role.SERVICE_AGENT, Role.SHOP_CLERK)
        self._desk = [Actor(STAFF, str(staff[role]), "console", frozenset({role})) for role in desk]
        self._manager = Actor(STAFF, str(staff[Role.MANAGER]), "console", frozenset({Role.MANAGER}))

    def live(self) -> None:
        """Write it all down, unless it is there."""
        with connection.cursor() as cursor:
            cursor.execute(_IS_DONE, [len(daily.INSTITUTIONS)])
            if cursor.fetchone()[0]:
                return
            cursor.execute(_TAGS)
            tags = {name for (name,) in cursor.fetchall()}
            cursor.execute(_READERS, [self._count])
            readers: list[tuple[int, str, int | None]] = cursor.fetchall()
        for name, colour in daily.TAGS:
            if name not in tags:
                services.define_tag(name=name, colour=str(colour), actor=self._manager, at=self._before(DAYS))
        for place, (member_id, name, born) in enumerate(readers):
            self._keep(member_id, place)
            if born and 26 <= self._at.year - born <= 52 and place % 2 == 0:
                self._raise_a_child(member_id, name, place)
            self._talk(member_id)
        self._speak_for_institutions([member_id for member_id, _, _ in readers])
        self._derive_interests()

    def _before(self, days: int) -> datetime:
        hours = self._chance.between(0, 9)
        return self._at - timedelta(days=days, hours=hours, minutes=self._chance.between(0, 59))

    def _days_ago(self) -> int:
        return self._chance.between(1, DAYS)

    def _clerk(self) -> Actor:
        return self._chance.pick(self._desk)

    def _talk(self, member_id: int) -> None:
        for _ in range(self._chance.between(1, 5)):
            ago = self._days_ago()
            channel, direction, topic, text = self._chance.spin(daily.CONTACTS)
            known = daily.KNOWN_LATELY if ago < GREETED_SINCE else daily.KNOWN_EARLY
            contact = NewContact(
                member_id=member_id, channel=channel, direction=direction, topic=topic, text=text,
                recognition=self._chance.spin(known), minutes=str(self._chance.between(1, 9)),
            )  # fmt: skip
            services.log_contact(contact, actor=self._clerk(), at=self._before(ago))
        for kind, texts in (("question", daily.QUESTIONS), ("search", daily.SEARCHES)):
            if self._chance.yes(0.6):
                hits = self._chance.between(0, 12) if kind == "search" else None
                inquiry = NewInquiry(
                    member_id=member_id, kind=kind, channel="phone" if kind == "question" else "web",
                    text=self._chance.pick(texts), hits=hits,
                )  # fmt: skip
                services.note_inquiry(inquiry, actor=self._clerk(), at=self._before(self._days_ago()))

    def _keep(self, member_id: int, place: int) -> None:
        clerk = self._clerk()
        if self._chance.yes(0.55):
            text, is_pinned = self._chance.pick(daily.NOTES), self._chance.yes(0.2)
            services.add_note(
                member_id=member_id, text=text, is_pinned=is_pinned, actor=clerk, at=self._before(self._days_ago())
            )
        if self._chance.yes(0.5):
            name, _ = self._chance.pick(daily.TAGS)
            services.put_tag(member_id=member_id, name=name, actor=clerk, at=self._before(self._days_ago()))
        if place % 4 == 0:
            title, channel = self._chance.pick(daily.TASKS)
            due = club_day(self._at) + timedelta(days=self._chance.between(0, 5))
            task = NewTask(member_id=member_id, title=title, channel=channel, due=due.isoformat())
            services.add_task(task, actor=clerk, at=self._before(self._chance.between(1, 4)))
        if self._chance.yes(ALLOWS):
            services.record_consent(
                member_id=member_id, purpose="profiling", is_granted=True, actor=clerk, at=self._before(DAYS)
            )
        for field in self._chance.shuffled(daily.PREFERENCES)[: self._chance.between(0, 4)]:
            said = NewPreference(
                person_id=member_id, attribute=field, value=[self._chance.pick(daily.PREFERENCES[field])]
            )
            services.record_preference(said, actor=clerk, at=self._before(self._days_ago()))

    def _raise_a_child(self, member_id: int, name: str, place: int) -> None:
        given, gender, grade = daily.CHILDREN[place // 2 % len(daily.CHILDREN)]
        born = club_day(self._at).year - 6 - grade
        dates = LifeDates(birth_date=f"{born}-0{self._chance.between(1, 8)}-1{place % 9}", grade=str(grade))
        clerk, at = self._clerk(), self._before(self._days_ago())
        child = NewRelation(
            member_id=member_id, role="child", new_name=name[0] + given, new_gender=gender, new_dates=dates,
            is_confirmed=True,
        )  # fmt: skip
        child_id = services.add_relation(child, actor=clerk, at=at)
        services.join_household(HouseholdPlace(member_id=member_id, name=f"{name}家", role="adult"), actor=clerk, at=at)
        reader = HouseholdPlace(member_id=member_id, other_id=child_id, role="child", is_buyer=False)
        services.join_household(reader, actor=clerk, at=at)

    def _speak_for_institutions(self, readers: Sequence[int]) -> None:
        for place, (name, kind, street, postcode, department) in enumerate(daily.INSTITUTIONS):
            at = self._before(DAYS)
            draft = InstitutionDraft(name=name, kind=kind, street=street, postcode=postcode)
            number = services.save_institution(draft, actor=self._manager, at=at)
            known = queries.institution_detail(number=number, at=at, actor=self._manager).institution_id
            for offset in (1, 2):
                if (turn := len(daily.INSTITUTIONS) * offset + place) >= len(readers):
                    continue
                speaker = ContactPerson(institution_id=known, person_id=readers[turn], department=department)
                services.set_contact_person(speaker, actor=self._clerk(), at=at)

    def _derive_interests(self) -> None:
        """Work out what readers like, as is otherwise done at night."""
        actor, after = Actor.job("load_club"), 0
        while last := services.derive_interests(since=None, after=after, actor=actor, at=self._at).last_id:
            after = last

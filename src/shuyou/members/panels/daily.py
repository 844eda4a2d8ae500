"""What passes between readers and the club, on pages that show many packages: the story, the day's work, the deeds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.registry import (
    Action,
    NavEntry,
    Panel,
    StorySource,
    TimelineRow,
    Untold,
    WorkList,
    WorkRow,
    WorkSource,
    registry,
)
from shuyou.kernel.templatetags.ui import day
from shuyou.members import queries
from shuyou.members.models import Consent, Contact, Inquiry
from shuyou.members.queries import Daily, InquiryRow, StoryLine, TaskRow

INQUIRIES = 5

ICONS: Mapping[str, str] = {
    "phone": "phone", "counter": "store", "sms": "message-square", "email": "mail", "letter": "mail",
    "fax": "printer", "web": "wifi", "event": "calendar-heart",
}  # fmt: skip
INQUIRY_ICONS: Mapping[str, str] = {"question": "circle-question-mark", "search": "search", "view": "eye"}


# --- the story


def _story(member_id: int, parts: Sequence[str], before: datetime, limit: int) -> Sequence[Untold]:
    lines = queries.member_story(
        member_id=member_id, parts=parts, before=before, limit=limit, actor=Actor.job("timeline")
    )
    return [Untold(line.at, partial(_TELLERS[line.part], line)) for line in lines]


def _contact(line: StoryLine) -> TimelineRow:
    facts = line.facts
    channel, way = str(facts["channel"]), str(facts["direction"])
    label = str(Contact.Channel(channel).label)
    known = str(Contact.Recognition(str(facts["recognition"])).label)
    took = ngettext("%(count)s minute", "%(count)s minutes", int(facts["minutes"])) if facts["minutes"] else ""
    icon = f"phone-{'incoming' if way == 'in' else 'outgoing'}" if channel == "phone" else ICONS[channel]
    topic = str(facts["topic"])
    told = {"channel": label, "topic": topic}
    return TimelineRow(
        at=line.at,
        key=f"contact-{line.line_id}",
        icon=icon,
        title=gettext("%(channel)s: %(topic)s") % told if topic else label,
        aside=_joined(
            str(Contact.Direction(way).label),
            line.who,
            took % {"count": facts["minutes"]} if took else "",
            known if way == "in" else "",
        ),
        text=str(facts["text"]),
    )


def _inquiry(line: StoryLine) -> TimelineRow:
    facts = line.facts
    kind = str(facts["kind"])
    hits = facts["hits"]
    found = ngettext("%(count)s hit", "%(count)s hits", int(hits)) % {"count": hits} if hits is not None else ""
    return TimelineRow(
        at=line.at,
        key=f"inquiry-{line.line_id}",
        icon=INQUIRY_ICONS[kind],
        title=gettext("%(kind)s: %(text)s") % {"kind": Inquiry.Kind(kind).label, "text": facts["text"]},
        aside=_joined(str(Contact.Channel(str(facts["channel"])).label), found),
        tone="bad" if hits == 0 else "",
    )


def _note(line: StoryLine) -> TimelineRow:
    return TimelineRow(
        at=line.at,
        key=f"note-{line.line_id}",
        icon="pencil-line",
        title=gettext("Note"),
        aside=line.who,
        text=str(line.facts["text"]),
    )


def _task(line: StoryLine) -> TimelineRow:
    facts = line.facts
    if facts["is_done"]:
        return TimelineRow(
            at=line.at,
            key=f"task-{line.line_id}",
            icon="circle-check",
            title=gettext("Done: %(title)s") % {"title": facts["title"]},
            aside=line.who,
            text=str(facts["outcome"]),
            url=reverse("members:task", args=[line.line_id]),
            tone="good",
        )
    due = day(datetime.fromisoformat(str(facts["due_at"])))
    return TimelineRow(
        at=line.at,
        key=f"task-{line.line_id}",
        icon="list-checks",
        title=gettext("To do: %(title)s") % {"title": facts["title"]},
        aside=_joined(gettext("due %(day)s") % {"day": due}, line.who),
        text=str(facts["text"]),
        url=reverse("members:task", args=[line.line_id]),
    )


def _change(line: StoryLine) -> TimelineRow:
    facts = line.facts
    event = str(facts["event"])
    if event in _MERGES:
        return _merge(line, event)
    aside = line.who or gettext("the system")
    if event == "members.consent_recorded":
        purpose = dict(Consent.Purpose.choices).get(str(facts["purpose"]), "")
        said = gettext("allowed") if facts["is_granted"] else gettext("not allowed")
        aside = _joined(str(purpose), said, aside)
    return TimelineRow(
        at=line.at,
        key=f"change-{line.line_id}",
        icon=_CHANGE_ICONS.get(event, "history"),
        title=str(queries.CHANGES[event]),
        aside=aside,
        tone="bad" if event in ("members.member_blocked", "members.card_reported_lost") else "",
    )


def _merge(line: StoryLine, event: str) -> TimelineRow:
    """Tell of a merge from the side of the one whose story it is, who may be either."""
    facts = line.facts
    by_kept, by_absorbed = _MERGES[event]
    title = (by_kept if facts["is_kept"] else by_absorbed) % {"kept": facts["kept"], "absorbed": facts["absorbed"]}
    return TimelineRow(
        at=line.at,
        key=f"merge-{line.line_id}",
        icon="users",
        title=title,
        aside=gettext("automatically") if facts["is_automatic"] else line.who,
        text=str(facts["reason"]) if event == "members.members_merged" else "",
        url=reverse("members:merges", args=[facts["kept"]]),
    )


_MERGES: Mapping[str, tuple[Promise, Promise]] = {
    "members.members_merged": (_("Merged: member %(absorbed)s is this one"), _("Merged into member %(kept)s")),
    "members.merge_undone": (
        _("Merge undone: member %(absorbed)s is somebody else"),
        _("Merge into member %(kept)s undone"),
    ),
}
_CHANGE_ICONS: Mapping[str, str] = {
    "members.member_registered": "user-plus",
    "members.consent_recorded": "shield-check",
    "members.card_reported_lost": "ban",
    "members.card_replaced": "credit-card",
    "members.card_issued": "credit-card",
    "members.card_renewed": "credit-card",
    "members.card_found": "credit-card",
    "members.card_thawed": "credit-card",
    "members.card_frozen": "ban",
    "members.member_blocked": "ban",
}
_TELLERS: Mapping[str, Callable[[StoryLine], TimelineRow]] = {
    "contacts": _contact, "inquiries": _inquiry, "notes": _note, "tasks": _task, "data": _change,
}  # fmt: skip


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


# --- beside the story


def _daily(member_id: int, actor: Actor, at: datetime) -> "Beside":
    return Beside(queries.member_daily(member_id=member_id, actor=actor), at, actor)


@dataclass(frozen=True, slots=True)
class Beside:
    """What colleagues keep beside a reader, and what this one may do about it."""

    daily: Daily
    at: datetime
    actor: Actor

    @property
    def may_write(self) -> bool:
        """Whether notes may be written."""
        return self.actor.may("members.write_notes")

    @property
    def may_read(self) -> bool:
        """Whether notes may be read."""
        return self.actor.may("members.read_notes")

    @property
    def may_plan(self) -> bool:
        """Whether tasks may be planned."""
        return self.actor.may("members.plan_tasks")

    @property
    def may_tag(self) -> bool:
        """Whether tags may be put on."""
        return self.actor.may("members.put_tags")


def _inquiries(member_id: int, actor: Actor, at: datetime) -> list[InquiryRow] | None:
    return queries.member_inquiries(member_id=member_id, limit=INQUIRIES, actor=actor) or None


def _no_value_yet(_member_id: int, _actor: Actor, _at: datetime) -> dict[str, bool] | None:
    """Say that nobody works out values yet; whoever does offers a panel of the same key and takes this place."""
    is_taken = any(panel.slot == "member.right" and panel.key == "value" for panel in registry.panels)
    return None if is_taken else {"is_known": False}


# --- the day's work


def _work(actor: Actor, at: datetime, limit: int) -> WorkList:
    if actor.kind != STAFF:
        return WorkList(rows=(), total=0)
    tonight = day_start(club_day(at) + timedelta(days=1))
    mine = queries.tasks_of(user_id=int(actor.id), until=tonight, limit=limit, actor=actor)
    return WorkList(rows=[_work_row(row, at) for row in mine.rows], total=mine.total)


def _work_row(row: TaskRow, at: datetime) -> WorkRow:
    is_late = row.due_at < at
    return WorkRow(
        key=f"task-{row.task_id}",
        icon=ICONS.get(row.channel, "list-checks"),
        title=row.title,
        url=reverse("members:task", args=[row.task_id]),
        text=row.text,
        who=row.person,
        badge=gettext("overdue") if is_late else "",
        badge_class="tag tag-bad",
        due_at=row.due_at,
    )


registry.offer(
    StorySource(
        kinds=queries.STORY_KINDS,
        permission="members.view",
        load=_story,
        closed={queries.STORY_NOTES: "members.read_notes"},
    ),
    Panel(
        slot="member.right",
        key="daily",
        order=10,
        permission="members.view",
        template="members/panels/daily.html",
        load=_daily,
    ),
    Panel(
        slot="member.right",
        key="value-not-yet",
        order=15,
        permission="members.view",
        template="members/panels/value_not_yet.html",
        load=_no_value_yet,
    ),
    Panel(
        slot="member.right",
        key="inquiries",
        order=40,
        permission="members.view",
        template="members/panels/inquiries.html",
        load=_inquiries,
        is_slow=True,
    ),
    WorkSource(kind="tasks", label=_("Tasks"), order=10, permission="members.plan_tasks", load=_work),
    NavEntry(
        key="contacts",
        label=_("Contacts"),
        icon="headphones",
        url_name="members:contacts",
        order=25,
        permission="members.log_contact",
        go_key="C",
    ),
    NavEntry(
        key="asked",
        label=_("Questions"),
        icon="circle-question-mark",
        url_name="members:asked",
        order=67,
        permission="members.see_questions",
    ),
    NavEntry(
        key="tasks",
        label=_("Tasks"),
        icon="list-checks",
        url_name="members:tasks",
        order=45,
        permission="members.plan_tasks",
        go_key="K",
    ),
    Action(
        slot="member",
        key="call",
        label=_("Call"),
        icon="phone",
        url_name="members:call",
        order=5,
        permission="members.see_contact",
        shortcut="C",
        is_form=True,
    ),
    Action(
        slot="member",
        key="contact_log",
        label=_("Log contact"),
        icon="headphones",
        url_name="members:contact_log",
        order=20,
        permission="members.log_contact",
        shortcut="L",
        is_form=True,
    ),
    Action(
        slot="member",
        key="note_new",
        label=_("Note"),
        icon="pencil-line",
        url_name="members:note_new",
        order=30,
        permission="members.write_notes",
        shortcut="N",
        is_form=True,
    ),
    Action(
        slot="member",
        key="task_new",
        label=_("Follow-up"),
        icon="list-checks",
        url_name="members:task_new",
        order=40,
        permission="members.plan_tasks",
        shortcut="T",
        is_form=True,
    ),
    Action(
        slot="member",
        key="message",
        label=_("Message"),
        icon="message-square",
        url_name="members:message",
        order=50,
        permission="members.see_contact",
        shortcut="M",
        is_form=True,
    ),
    Action(
        slot="member",
        key="inquiry_new",
        label=_("Question"),
        icon="circle-question-mark",
        url_name="members:inquiry_new",
        order=70,
        permission="members.note_inquiry",
        shortcut="Q",
        is_form=True,
    ),
    Action(
        slot="member",
        key="relations",
        label=_("Relations"),
        icon="users",
        url_name="members:relations",
        order=80,
        permission="members.view",
        shortcut="R",
        is_form=False,
    ),
    Action(
        slot="member",
        key="edit",
        label=_("Edit"),
        icon="user-cog",
        url_name="members:edit",
        order=90,
        permission="members.edit",
        shortcut="E",
        is_form=False,
    ),
)

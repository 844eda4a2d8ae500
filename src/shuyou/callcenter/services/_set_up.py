"""How the call center is set up: agents and their skills, queues, codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import (
    ExtensionNotPossible,
    ExtensionTaken,
    HoursNotPossible,
    QueueLedTo,
    TelephoneNotPossible,
)
from shuyou.callcenter.events import SetUpChanged
from shuyou.callcenter.models import Agent, AgentSkill, MenuVersion, Queue, Site, Skill
from shuyou.callcenter.models.setup import ALL_DAYS
from shuyou.callcenter.services._ask_switch import nudge
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.models import User
from shuyou.kernel.usecase import use_case

HIGHEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDraft:
    """A colleague's seat: where, which telephone, which languages and skills, each with a level from 1 to 5."""

    user_id: int
    site: str
    extension: str
    phone: str = Agent.Phone.SOFT
    languages: tuple[str, ...] = ("zh",)
    skills: Mapping[str, int] = field(default_factory=dict)
    is_active: bool = True


@use_case("callcenter.set_up")
def put_agent(draft: AgentDraft, *, actor: Actor, at: datetime) -> None:
    """
    Give a colleague a seat, or change it.

    :raises NotFound: there is no such colleague or site.
    :raises ExtensionNotPossible: the extension is not two to ten digits.
    :raises ExtensionTaken: it is somebody else's.
    :raises InvalidValue: there is no such skill, level or kind of telephone.
    :raises TelephoneNotPossible: the site has none in browsers.
    """
    site = Site.objects.filter(code=draft.site).first()
    if site is None or not User.objects.filter(pk=draft.user_id, is_staff=True).exists():
        raise NotFound(what=_("agent"), key=draft.user_id)
    extension = draft.extension.strip()
    if not (extension.isascii() and extension.isdigit() and 2 <= len(extension) <= 10):
        raise ExtensionNotPossible(value=extension)
    if Agent.objects.filter(extension=extension).exclude(pk=draft.user_id).exists():
        raise ExtensionTaken(value=extension)
    if draft.phone not in Agent.Phone.values:
        raise InvalidValue(label=_("telephone"), value=draft.phone, field="phone")
    if draft.phone == Agent.Phone.BROWSER and site.adapter == Site.Adapter.EMBEDDED:
        raise TelephoneNotPossible(site=site.name)
    agent = Agent.objects.select_for_update(no_key=True).filter(pk=draft.user_id).first() or Agent(pk=draft.user_id)
    agent.site, agent.extension, agent.phone = site, extension, draft.phone
    agent.languages, agent.is_active = list(draft.languages), draft.is_active
    agent.save()
    _put_skills(agent, draft.skills)
    nudge(None, what="reload")  # the site where they sat before has to know too
    publish(SetUpChanged(what="agent", code=str(agent.pk)), actor=actor, at=at)


def _put_skills(agent: Agent, wanted: Mapping[str, int]) -> None:
    known = dict(Skill.objects.values_list("code", "pk"))
    for code, level in wanted.items():
        if code not in known or not 1 <= level <= HIGHEST:
            raise InvalidValue(label=_("skill"), value=f"{code} {level}", field="skills")
    AgentSkill.objects.filter(agent=agent).delete()
    AgentSkill.objects.bulk_create(
        AgentSkill(agent=agent, skill_id=known[code], level=level) for code, level in wanted.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDraft:
    """What holds for a queue."""

    name_zh: str
    name_en: str
    is_active: bool = True
    priority: int = 0
    strategy: str = Queue.Strategy.LONGEST_IDLE
    owner_wait: int = 0
    ring_for: int = 20
    wrap_for: int = 45
    target_seconds: int = 20
    target_share: int = 80
    longest_wait: int = 90
    overflow: str = ""
    overflow_after: int = 120
    opens: time = time(8, 0)
    closes: time = time(22, 0)
    days: tuple[int, ...] = tuple(ALL_DAYS)
    script_zh: str = ""
    script_en: str = ""
    is_recorded: bool = False
    survey_share: int = 0


def _comes_back(overflow: Queue, queue: Queue) -> bool:
    """Tell whether callers who overflow there would come back sooner or later."""
    leads = dict(Queue.objects.values_list("pk", "overflow"))
    place: int | None = overflow.pk
    for _turn in leads:
        if place in (None, queue.pk):
            break
        place = leads.get(place) if place else None
    return place is not None


def _led_by(code: str) -> str:
    """Return the name of a menu in use that leads to a queue; empty: none does."""
    used = MenuVersion.objects.filter(state=MenuVersion.State.PUBLISHED).order_by("menu")
    for name, graph in used.values_list("menu__name", "graph"):
        if any(node.get("queue") == code for node in graph.get("nodes", {}).values()):
            return str(name)
    return ""


@use_case("callcenter.set_up")
def change_queue(draft: QueueDraft, *, code: str, actor: Actor, at: datetime) -> None:
    """
    Change what holds for a queue; calls that wait in it stay where they are.

    :raises NotFound: there is no such queue.
    :raises HoursNotPossible: it would close before it opens.
    :raises InvalidValue: there is no such strategy, no queue to overflow into, or callers would go round in a circle.
    :raises QueueLedTo: it would be closed, and a menu in use leads there.
    """
    queue = Queue.objects.select_for_update(no_key=True).filter(code=code).first()
    if queue is None:
        raise NotFound(what=_("queue"), key=code)
    if draft.opens >= draft.closes:
        raise HoursNotPossible(opens=draft.opens, closes=draft.closes)
    if draft.strategy not in Queue.Strategy.values:
        raise InvalidValue(label=_("strategy"), value=draft.strategy, field="strategy")
    overflow = Queue.objects.filter(code=draft.overflow).exclude(pk=queue.pk).first() if draft.overflow else None
    if draft.overflow and (overflow is None or _comes_back(overflow, queue)):
        raise InvalidValue(label=_("queue"), value=draft.overflow, field="overflow")
    if queue.is_active and not draft.is_active and (menu := _led_by(code)):
        raise QueueLedTo(menu=menu)
    plain = (
        "name_zh", "name_en", "is_active", "priority", "strategy", "owner_wait", "ring_for", "wrap_for",
        "target_seconds", "target_share", "longest_wait", "overflow_after", "opens", "closes", "script_zh", "script_en",
        "is_recorded", "survey_share",
    )  # fmt: skip
    for name in plain:
        setattr(queue, name, getattr(draft, name))
    queue.overflow, queue.days = overflow, sorted(set(draft.days)) or list(ALL_DAYS)
    queue.save()
    nudge(None, what="reload")
    publish(SetUpChanged(what="queue", code=code), actor=actor, at=at)

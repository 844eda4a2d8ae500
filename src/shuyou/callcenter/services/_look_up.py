"""What menus find out for callers: told only of whoever called from their own number, or named card and code."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Final

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from shuyou.callcenter.events import CallerMet
from shuyou.callcenter.models import Call, Holiday, Queue
from shuyou.callcenter.rules.center import Answer
from shuyou.callcenter.rules.opening import MIDNIGHT, is_open
from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, club_zone
from shuyou.kernel.events import publish
from shuyou.kernel.registry import Clue
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import queries as loyalty
from shuyou.members import queries as members
from shuyou.orders import queries as orders
from shuyou.orders.queries import OrderRow
from shuyou.payments import queries as payments

LANGUAGES: Final = (("zh", "zh-hans"), ("en", "en"))
NEWS: Final = 3
SURE: Final = frozenset({Call.Known.NUMBER, Call.Known.CARD})
"""How a caller must be known to be told of what is theirs."""


@use_case("callcenter.run_switch")
def know_by_card(*, call_key: str, card: str, code: str, actor: Actor, at: datetime) -> Answer:
    """Know a caller by their card's number and the last four digits of the number on file."""
    call = Call.objects.select_for_update(no_key=True).filter(key=call_key).first()
    found = members.find_members(clue=Clue.of(card), actor=actor, limit=2) if card else []
    sure = [one.row for one in found if one.matched.startswith("card") and one.row.phone[-4:] == code != ""]
    is_known = call is not None and len(sure) == 1
    if call is not None and is_known:
        call.member_id, call.known = sure[0].member_id, Call.Known.CARD
        call.save(update_fields=["member", "known"])
    member_id = sure[0].member_id if is_known else 0
    publish(CallerMet(call_id=call.pk if call else 0, member_id=member_id, known="card"), actor=actor, at=at)
    return Answer(is_found=is_known, values={"member": str(member_id or ""), "known": "card"} if is_known else {})


def look_up(*, call_key: str, what: str, values: Mapping[str, str], actor: Actor, at: datetime) -> Answer:
    """Find out what a menu asks for, in words of every language."""
    if what == "card":
        card, code = values.get("card", ""), values.get("code", "")
        return know_by_card(call_key=call_key, card=card, code=code, actor=actor, at=at)
    if what in ("hours", "store_hours"):
        is_now = _is_open(values.get("queue", ""), at)
        said = _in_words(_hours(at)).words if what == "store_hours" else {}
        return Answer(is_found=is_now, words=said)
    if what == "senior":
        return Answer(is_found=bool(values.get("senior")))
    member_id = int(values.get("member") or 0)
    if what == "identify":
        return Answer(is_found=bool(member_id))
    if what == "news":
        return _in_words(_news(member_id, actor, at))
    if not member_id or values.get("known") not in SURE:
        return Answer()
    told = {"order": _order, "points": _points, "remittance": _remittance}
    return _in_words(told[what](member_id, actor, at)) if what in told else Answer()


type Said = tuple[str, Mapping[str, object]] | None
"""What is said, as a sentence with places, and what stands in them; None: there is nothing to be said."""


def _in_words(said: Said) -> Answer:
    if said is None:
        return Answer()
    sentence, facts = said
    words = {}
    for language, code in LANGUAGES:
        with translation.override(code):
            words[language] = gettext(sentence) % {key: str(value) for key, value in facts.items()}
    return Answer(is_found=True, words=words)


def _is_open(queue: str, at: datetime) -> bool:
    """Tell whether a queue is open, or any where none is named."""
    local = at.astimezone(club_zone())
    if Holiday.objects.filter(day=club_day(at)).exists():
        return False
    queues = Queue.objects.filter(is_active=True).values_list("opens", "closes", "days")
    if queue:
        queues = queues.filter(code=queue)
    return any(is_open(local, opens, closes, days) for opens, closes, days in queues)


def _hours(at: datetime) -> Said:
    """Say from when until when somebody answers today."""
    today = club_day(at)
    rows = Queue.objects.filter(is_active=True, days__contains=[today.isoweekday()]).values_list("opens", "closes")
    hours = list(rows) if not Holiday.objects.filter(day=today).exists() else []
    if not hours:
        return _CLOSED, {}
    opens, closes = min(one[0] for one in hours), max(one[1] for one in hours)
    if opens == time.min and closes >= MIDNIGHT:
        return _ALWAYS, {}
    return _HOURS, {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}


def _order(member_id: int, actor: Actor, at: datetime) -> Said:
    rows = orders.member_orders(member_id=member_id, before=at, limit=1, actor=actor)
    if not rows:
        return None
    return _ORDER, {"number": " ".join(rows[0].number[-4:]), "state": _StateOf(rows[0]), "titles": rows[0].titles}


class _StateOf:
    """The state of an order, said in the language that is spoken when it is asked."""

    def __init__(self, row: OrderRow) -> None:
        self._row = row

    def __str__(self) -> str:
        return self._row.state_label


def _points(member_id: int, actor: Actor, at: datetime) -> Said:
    state = loyalty.points_state(member_id=member_id, today=club_day(at), actor=actor)
    if state.lapsing:
        return _LAPSING, {"points": state.usable, "lapsing": state.lapsing}
    return _POINTS, {"points": state.usable}


def _remittance(member_id: int, actor: Actor, at: datetime) -> Said:
    rows = payments.member_receipts(member_id=member_id, before=at, limit=1, actor=actor)
    return (_MONEY, {"amount": rows[0].amount, "day": club_day(rows[0].received_at)}) if rows else None


def _news(member_id: int, actor: Actor, at: datetime) -> Said:
    picks = orders.picks_by_habit(member_id=member_id, limit=NEWS, actor=actor) if member_id else []
    ids = [one.item_id for one in picks]
    rows = catalog.item_rows(item_ids=ids) or catalog.newest_items(limit=NEWS)
    titles = "；".join(row.title for row in rows)
    return (_NEWS, {"titles": titles}) if titles else None


_ORDER: Final = gettext_noop("Your latest order, ending in %(number)s, with %(titles)s titles: %(state)s.")
_POINTS: Final = gettext_noop("You have %(points)s points.")
_LAPSING: Final = gettext_noop("You have %(points)s points, of which %(lapsing)s lapse soon.")
_MONEY: Final = gettext_noop("Your latest payment of %(amount)s yuan arrived on %(day)s.")
_HOURS: Final = gettext_noop("Today we are here from %(opens)s until %(closes)s.")
_ALWAYS: Final = gettext_noop("We are here day and night.")
_CLOSED: Final = gettext_noop("Today nobody is here.")
_NEWS: Final = gettext_noop("New titles that may be to your taste: %(titles)s.")

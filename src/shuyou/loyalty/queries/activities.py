"""What is asked of points for what readers do, and for friends whom they bring."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import Change, rows_history
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import Activity, ActivityRecord, Referral, ReferralTerms
from shuyou.loyalty.queries._names import named


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    """Which activities a list shows; empty fields do not filter."""

    words: str = ""
    kind: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """Something readers do for points, and what it gave until now."""

    code: str
    kind: str
    kind_label: str
    name: str
    name_zh: str
    name_en: str
    points: int
    per_day: int
    per_member: int
    budget: int
    valid_from: date
    valid_to: date
    is_active: bool
    readers: int
    given: int

    def is_on(self, on: date) -> bool:
        """Tell whether it gives points on a day."""
        return self.is_active and self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A reader who did it."""

    member_number: str
    member_name: str
    reference: str
    points: int
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """An activity in full: who did it lately, and what it was before."""

    row: ActivityRow
    records: tuple[RecordRow, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFilter:
    """Which friends a list shows; empty fields do not filter."""

    state: str = ""
    why: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRow:
    """A friend, and who is said to have brought them."""

    friend_number: str
    friend_name: str
    referrer_number: str
    referrer_name: str
    state: str
    state_label: str
    why_label: str
    points: int
    noted_at: datetime
    bought_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReferralTermsRow:
    """What friends bring now."""

    referrer_joining: int
    friend_joining: int
    referrer_buying: int
    friend_buying: int
    least_order: Decimal
    friends_per_month: int
    days_to_name: int


@dataclass(frozen=True, slots=True)
class ReferralSums:
    """What became of friends who were named since a day: how many, how many bought, what it cost, and why not."""

    named: int
    bought: int
    refused: int
    points: int
    reasons: tuple[tuple[str, int], ...]


@query("loyalty.view")
def list_activities(*, wanted: ActivityFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ActivityRow]:
    """Return activities that pass the filter, page by page, with what each gave."""
    rows = Activity.objects.all()
    if wanted.words:
        rows = rows.filter(Q(name_zh__icontains=wanted.words) | Q(name_en__icontains=wanted.words))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.on:
        rows = rows.filter(is_active=True, valid_from__lte=wanted.on, valid_to__gte=wanted.on)
    found, after = behind(rows, place, limit=limit)
    records = ActivityRecord.objects.filter(activity__in=found).values_list("activity_id")
    sums = {key: (readers, given) for key, readers, given in records.annotate(Count("pk"), Sum("points"))}
    return Page(tuple(_activity(one, *sums.get(one.pk, (0, 0))) for one in found), after)


@query("loyalty.view")
def activity_page(*, code: str, actor: Actor) -> ActivityPage:
    """
    Return an activity in full, in four queries.

    :raises NotFound: there is no such activity.
    """
    activity = Activity.objects.filter(code=code).first()
    if activity is None:
        raise NotFound(what=_("activity"), key=code)
    sums = ActivityRecord.objects.filter(activity=activity).aggregate(readers=Count("pk"), given=Sum("points"))
    rows = ActivityRecord.objects.select_related("member__person").filter(activity=activity).order_by("-pk")[:PAGE]
    records = tuple(
        RecordRow(one.member.number, one.member.person.name, one.reference, one.points, one.noted_at) for one in rows
    )
    changes = tuple(rows_history([("loyalty_activity", activity.pk)]))
    return ActivityPage(_activity(activity, sums["readers"], sums["given"] or 0), records, changes)


@query("loyalty.view")
def list_referrals(*, wanted: ReferralFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ReferralRow]:
    """Return friends who were named, page by page."""
    rows = Referral.objects.select_related("friend__person", "referrer__person")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.why:
        rows = rows.filter(why=wanted.why)
    if wanted.since:
        rows = rows.filter(noted_at__date__gte=wanted.since)
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_referral(one) for one in found), after)


@query("loyalty.view")
def referral_sums(*, since: datetime, actor: Actor) -> ReferralSums:
    """Return what became of friends who were named since a moment, in two queries."""
    rows = Referral.objects.filter(noted_at__gte=since)
    found = rows.aggregate(
        named=Count("pk"), bought=Count("pk", filter=Q(state="bought")), refused=Count("pk", filter=Q(state="refused")),
        points=Sum("points"),
    )  # fmt: skip
    reasons = rows.filter(state="refused").values_list("why").annotate(n=Count("pk")).order_by("-n", "why")
    said = tuple((str(Referral.Why(why).label), count) for why, count in reasons)
    return ReferralSums(found["named"], found["bought"], found["refused"], found["points"] or 0, said)


@query("loyalty.view")
def referral_terms(*, at: datetime, actor: Actor) -> ReferralTermsRow:
    """Return what friends bring at a moment."""
    terms = ReferralTerms.objects.filter(valid_from__lte=at).order_by("-valid_from", "-pk")[0]
    return ReferralTermsRow(
        terms.referrer_joining, terms.friend_joining, terms.referrer_buying, terms.friend_buying, terms.least_order,
        terms.friends_per_month, terms.days_to_name,
    )  # fmt: skip


def _activity(row: Activity, readers: int, given: int) -> ActivityRow:
    return ActivityRow(
        code=row.code, kind=row.kind, kind_label=str(Activity.Kind(row.kind).label),
        name=named(row.name_zh, row.name_en), name_zh=row.name_zh, name_en=row.name_en, points=row.points,
        per_day=row.per_day, per_member=row.per_member, budget=row.budget, valid_from=row.valid_from,
        valid_to=row.valid_to, is_active=row.is_active, readers=readers, given=given,
    )  # fmt: skip


def _referral(row: Referral) -> ReferralRow:
    return ReferralRow(
        friend_number=row.friend.number, friend_name=row.friend.person.name, referrer_number=row.referrer.number,
        referrer_name=row.referrer.person.name, state=row.state, state_label=str(Referral.State(row.state).label),
        why_label=str(Referral.Why(row.why).label) if row.why else "", points=row.points, noted_at=row.noted_at,
        bought_at=row.bought_at,
    )  # fmt: skip

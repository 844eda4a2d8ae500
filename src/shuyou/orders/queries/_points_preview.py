"""What an earning rule would have given in past months: how far its replay is, and what it came to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.money import cents
from shuyou.kernel.usecase import query
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries import TierRank
from shuyou.orders.models import PointsPreview

LATEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewMonth:
    """What a rule would have given in a month beyond what holds, and what would be owed at its end."""

    month: date
    orders: int
    points: int
    worth: Decimal
    owed: Decimal
    """The worth of all that it gave and that has not lapsed by then, if nobody spends any."""
    by_tier: tuple[int, ...]
    """Points by tier, the lowest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewTier:
    """Who of a tier gains and who loses."""

    tier: TierRank
    winners: int
    losers: int
    gained: int
    lost: int
    most: int
    worth: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A preview: of which version, how far it is, what it has come to."""

    uid: UUID
    version: int
    months: int
    people: int
    tried: int
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    stopped_at: datetime | None
    points: int
    worth: Decimal

    @property
    def is_running(self) -> bool:
        """Tell whether it goes on."""
        return self.ended_at is None and self.stopped_at is None

    @property
    def percent(self) -> int:
        """Return how far it is, in percent of the readers."""
        return min(self.tried * 100 // self.people, 100) if self.people else 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDetail:
    """What a preview has come to so far."""

    row: PreviewRow
    code: str
    point_value: Decimal
    lapse_rate: Decimal
    months: tuple[PreviewMonth, ...]
    tiers: tuple[PreviewTier, ...]

    @property
    def winners(self) -> int:
        """Return how many readers gain."""
        return sum(one.winners for one in self.tiers)

    @property
    def losers(self) -> int:
        """Return how many readers lose."""
        return sum(one.losers for one in self.tiers)

    @property
    def most(self) -> int:
        """Return what the reader gains who gains most."""
        return max((one.most for one in self.tiers), default=0)

    @property
    def expected(self) -> Decimal:
        """Return what it would cost if as much lapses as did in the two years before."""
        return cents(self.row.worth * (1 - self.lapse_rate))

    @property
    def most_owed(self) -> Decimal:
        """Return the most that would have been owed at the end of a month."""
        return max((one.owed for one in self.months), default=Decimal(0))


@query("loyalty.see_rules")
def points_previews(*, code: str, actor: Actor) -> list[PreviewRow]:
    """Return the latest previews of a rule, the newest first, in two queries, by the index `previews_of_rule`."""
    found = PointsPreview.objects.filter(rule__code=code).annotate(points=Sum("shares__points")).order_by("-pk")
    rows = list(found[:LATEST])
    names = signers(one.asked_by for one in rows)
    return [_row(one, one.points or 0, names) for one in rows]


@query("loyalty.see_rules")
def points_preview(*, uid: UUID, actor: Actor) -> PreviewDetail:
    """
    Return a preview as far as it is, in five queries.

    :raises NotFound: there is no such preview.
    """
    kept = PointsPreview.objects.select_related("rule").filter(uid=uid).first()
    if kept is None:
        raise NotFound(what=_("preview"), key=uid)
    shares = list(kept.shares.order_by("month").values_list("month", "tier_id", "orders", "points"))
    ranks = loyalty.tier_ranks()
    found = {one.tier_id: one for one in kept.tiers.all()}
    names = signers([kept.asked_by])
    return PreviewDetail(
        row=_row(kept, sum(points for *_rest, points in shares), names), code=kept.rule.code,
        point_value=kept.point_value, lapse_rate=kept.lapse_rate, months=_months(kept, shares, ranks),
        tiers=tuple(
            PreviewTier(
                tier=rank, winners=one.winners, losers=one.losers, gained=one.gained, lost=one.lost, most=one.most,
                worth=cents((one.gained - one.lost) * kept.point_value),
            )
            for rank in ranks if (one := found.get(rank.tier_id))
        ),
    )  # fmt: skip


def _row(kept: PointsPreview, points: int, names: Mapping[str, str]) -> PreviewRow:
    return PreviewRow(
        uid=kept.uid, version=kept.version, months=kept.months, people=kept.people, tried=kept.tried,
        asked_by=names[kept.asked_by], asked_at=kept.asked_at,
        ended_at=kept.ended_at, stopped_at=kept.stopped_at, points=points, worth=cents(points * kept.point_value),
    )  # fmt: skip


def _months(
    kept: PointsPreview, shares: Iterable[tuple[date, int, int, int]], ranks: Iterable[TierRank]
) -> tuple[PreviewMonth, ...]:
    orders: dict[date, int] = defaultdict(int)
    points: dict[date, dict[int, int]] = defaultdict(dict)
    for month, tier_id, count, given in shares:
        orders[month] += count
        points[month][tier_id] = given
    sums = {month: sum(given.values()) for month, given in points.items()}
    return tuple(
        PreviewMonth(
            month=month, orders=orders[month], points=given, worth=cents(given * kept.point_value),
            owed=cents(
                sum(more for when, more in sums.items() if add_months(month, -kept.lot_months) < when <= month)
                * kept.point_value
            ),
            by_tier=tuple(points[month].get(rank.tier_id, 0) for rank in ranks),
        )
        for month, given in sums.items()
    )  # fmt: skip

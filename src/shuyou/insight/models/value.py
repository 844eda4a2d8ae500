"""The value of readers as it was last worked out, its history, and the model by which it is worked out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ValueVersion(models.Model):
    """One version of the model of value: weights, scales and points; one that was published is never changed."""

    number = models.PositiveIntegerField(unique=True)
    weights = models.JSONField()
    """Whole hundredths by factor, 100 together."""
    scales = models.JSONField()
    """By factor the edges of its bands, and the points of each band."""
    points = models.JSONField()
    """Points of classes of goods, and of who uses them."""
    shares = models.JSONField()
    """How many of a hundred stand in each tier, from the top."""
    note = models.CharField(max_length=200, blank=True)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "insight_value_version"


class ValueRun(models.Model):
    """One working out of everybody's value, as of a day."""

    day = models.DateField(unique=True)
    version = models.ForeignKey(ValueVersion, on_delete=models.PROTECT, related_name="runs", db_index=False)
    members = models.IntegerField()
    worked_out_at = models.DateTimeField()
    seconds = models.DecimalField(max_digits=8, decimal_places=2)
    card = models.JSONField()
    """The card of the models: parameters, errors beside a plain guess, calibration, drift."""

    class Meta:
        db_table = "insight_value_run"


class MemberValue(models.Model):
    """What a reader is worth, as last worked out: sums in hundredths of the currency, shares in thousandths."""

    member = models.OneToOneField(
        "members.Member", on_delete=models.PROTECT, primary_key=True, related_name="value", db_constraint=False
    )
    day = models.DateField()
    score = models.DecimalField(max_digits=5, decimal_places=2)
    place = models.IntegerField()
    tier = models.SmallIntegerField()
    """1 the top to 4; 5: not bought for so long that nobody ranks them; 0: never bought."""
    was_tier = models.SmallIntegerField()
    was_score = models.DecimalField(max_digits=5, decimal_places=2)
    cause = models.CharField(max_length=12, blank=True)
    recency = models.IntegerField()
    """Days of the reader's own calendar since the last order."""
    orders = models.IntegerField()
    net = models.BigIntegerField()
    type_points = models.DecimalField(max_digits=5, decimal_places=2)
    user_points = models.DecimalField(max_digits=5, decimal_places=2)
    rfm = models.SmallIntegerField()
    tenth = models.SmallIntegerField()
    """The tenth of buyers by money, 1 being the best; 0: bought nothing."""
    profit = models.BigIntegerField()
    alive = models.SmallIntegerField()
    hoped_orders = models.DecimalField(max_digits=7, decimal_places=2)
    hoped_low = models.DecimalField(max_digits=7, decimal_places=2)
    hoped_high = models.DecimalField(max_digits=7, decimal_places=2)
    lifetime = models.BigIntegerField()
    lifetime_low = models.BigIntegerField()
    lifetime_high = models.BigIntegerField()
    wallet = models.SmallIntegerField()
    risk = models.SmallIntegerField()
    worth_serving = models.BigIntegerField()
    gain = models.BigIntegerField()
    """What winning them back is expected to bring in a year, less what it costs; 0: they have not gone."""
    is_at_risk = models.BooleanField()
    stage = models.CharField(max_length=10)
    label = models.CharField(max_length=10)
    treatment = models.CharField(max_length=16)
    preference = models.CharField(max_length=16, blank=True)
    """What most of the money of the window went into; empty: they bought nothing."""
    life = models.CharField(max_length=16)
    use = models.CharField(max_length=16)
    micro = models.CharField(max_length=60, blank=True)
    bought = models.SmallIntegerField(default=0, db_default=0)
    """A bit for each group of interest that some of the money of the window went into."""
    habit = models.PositiveSmallIntegerField(null=True)
    """The number of the group by habit; none: they bought nothing."""
    price_sense = models.SmallIntegerField(default=0)
    """Thousandths of their money that goes into what is lowered, drawn towards everybody's where little is known."""
    usual_gap = models.SmallIntegerField()
    users = ArrayField(models.SmallIntegerField())
    """Thousandths of what was bought for: the reader, a child, a class, a gift."""
    sure = models.SmallIntegerField()
    needs = ArrayField(models.SmallIntegerField())
    """Thousandths of titles bought out of need, desire, preference, impulse."""
    youngest = models.SmallIntegerField(null=True)
    oldest = models.SmallIntegerField(null=True)
    """When the youngest and oldest child at home entered school, told or inferred."""

    class Meta:
        db_table = "insight_member_value"
        indexes = (
            models.Index(fields=["-score", "-member"], name="values_by_score"),
            models.Index(fields=["tier", "-score", "-member"], name="values_by_tier"),
            models.Index(fields=["-gain", "-member"], name="values_to_win_back", condition=Q(gain__gt=0)),
            models.Index(fields=["habit"], name="values_by_habit"),
            models.Index(fields=["micro", "-score", "-member"], name="values_by_micro"),
            models.Index(fields=["-score", "-member"], name="values_at_risk", condition=Q(is_at_risk=True)),
        )


class ValueHistory(models.Model):
    """Where a reader stood on a day that is kept."""

    day = models.DateField()
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, related_name="value_history", db_constraint=False, db_index=False
    )
    score = models.DecimalField(max_digits=5, decimal_places=2)
    tier = models.SmallIntegerField()
    net = models.BigIntegerField()
    stage = models.CharField(max_length=10)

    class Meta:
        db_table = "insight_value_history"
        constraints = (models.UniqueConstraint(fields=["member", "day"], name="value_once_a_day"),)
        indexes = (models.Index(fields=["day", "tier"], name="value_history_of_day"),)


class YearMove(models.Model):
    """Where a reader stood a year before moves over a year were last counted, where then, and why not in one place."""

    member = models.OneToOneField(
        "members.Member", on_delete=models.PROTECT, primary_key=True, related_name="year_move", db_constraint=False
    )
    was = models.SmallIntegerField()
    now = models.SmallIntegerField()
    cause = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "insight_year_move"


class ValueFlow(models.Model):
    """So many went from one tier to another for one cause, between a period before and the day of the run."""

    run = models.ForeignKey(ValueRun, on_delete=models.CASCADE, related_name="flows")
    period_days = models.SmallIntegerField()
    was = models.SmallIntegerField()
    now = models.SmallIntegerField()
    cause = models.CharField(max_length=12, blank=True)
    people = models.IntegerField()
    net = models.BigIntegerField()

    class Meta:
        db_table = "insight_value_flow"


class ValueFigure(models.Model):
    """One figure of a run's tables: tenths, tenure by age, cohorts, segments."""

    run = models.ForeignKey(ValueRun, on_delete=models.CASCADE, related_name="figures")
    table_name = models.CharField(max_length=20)
    place = models.SmallIntegerField()
    key = models.CharField(max_length=60)
    people = models.IntegerField()
    net = models.BigIntegerField()
    other = models.BigIntegerField()
    """What the table tells besides: profit, or how many stayed."""

    class Meta:
        db_table = "insight_value_figure"

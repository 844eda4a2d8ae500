"""Stored-value cards (单用途预付卡): what they may hold, the cards, and their double-entry ledger."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.uids import uuid7


class ValueTerms(models.Model):
    """What the law and the club ask of stored-value cards from a day on; never changed, only followed by the next."""

    named_most = models.DecimalField(max_digits=10, decimal_places=2)
    """What a card in somebody's name may hold."""
    bearer_most = models.DecimalField(max_digits=10, decimal_places=2)
    bearer_months = models.PositiveSmallIntegerField()
    """A card in nobody's name is good for so long; then it is made good again for nothing, and loses nothing."""
    known_buyer_from = models.DecimalField(max_digits=10, decimal_places=2)
    """Whoever buys for so much at once is put on record."""
    transfer_from = models.DecimalField(max_digits=10, decimal_places=2)
    """A person pays so much only by bank transfer."""
    company_transfer_from = models.DecimalField(max_digits=10, decimal_places=2)
    refund_days = models.PositiveSmallIntegerField()
    """So long after money was loaded it is given back for no reason, unless it was used."""
    approve_above = models.DecimalField(max_digits=10, decimal_places=2)
    """Money given back or moved to another card beyond it needs a manager."""
    valid_from = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(named_most__lte=5000, bearer_most__lte=1000), name="terms_within_law"),
            models.CheckConstraint(condition=Q(bearer_months__gte=36), name="bearer_cards_last_three_years"),
        )


class ValueBonus(models.Model):
    """What the club adds to money that is loaded: from how much on, how much, and when."""

    name = models.CharField(max_length=60)
    from_amount = models.DecimalField(max_digits=10, decimal_places=2)
    bonus = models.DecimalField(max_digits=10, decimal_places=2)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(from_amount__gt=0, bonus__gt=0), name="bonus_adds_something"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="bonus_ends_after_it_begins"
            ),
        )


class ValueCard(models.Model):
    """A card with money on it: the sums of its ledger, cached on the row that every posting locks."""

    class Kind(models.TextChoices):
        NAMED = "named", _("In a reader's name")
        BEARER = "bearer", _("For whoever brings it")

    class State(models.TextChoices):
        NEW = "new", _("To be activated")
        ACTIVE = "active", _("Usable")
        BLOCKED = "blocked", _("Blocked")
        REPLACED = "replaced", _("Replaced by another")
        CLOSED = "closed", _("Closed")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    holder = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="value_cards")
    buyer = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="value_cards_bought")
    principal = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    """What is left of the money that was paid for it."""
    bonus = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    """What is left of what the club added."""
    sold_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")
    told = models.PositiveSmallIntegerField(null=True)
    """Which version of what buyers are told was confirmed when it was sold; none: it was made otherwise, or before."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["number"], name="value_card_number_once"),
            models.CheckConstraint(condition=Q(principal__gte=0, bonus__gte=0), name="value_not_negative"),
            models.CheckConstraint(
                condition=Q(kind="named", holder__isnull=False, expires_on=None)
                | Q(kind="bearer", expires_on__isnull=False),
                name="named_cards_never_expire",
            ),
            models.CheckConstraint(
                condition=Q(kind="named", principal__lte=5000 - F("bonus"))
                | Q(kind="bearer", principal__lte=1000 - F("bonus")),
                name="card_within_law",
            ),
        )
        indexes = (models.Index(fields=["state", "-id"], name="value_cards_by_state"),)


class ValueDeed(models.Model):
    """Something done with a card, with its postings: added, never changed, never deleted."""

    class Kind(models.TextChoices):
        SOLD = "sold", _("Sold")
        LOADED = "loaded", _("Topped up")
        PAID = "paid", _("Paid with")
        RETURNED = "returned", _("Given back to the card")
        REFUNDED = "refunded", _("Given back in money")
        MOVED_OUT = "out", _("Moved to another card")
        MOVED_IN = "in", _("Came from another card")
        ACTIVATED = "activated", _("Activated")
        BLOCKED = "blocked", _("Blocked")
        UNBLOCKED = "unblocked", _("Let go on")
        EXTENDED = "extended", _("Made good again")
        HANDED = "handed", _("Given to another reader")

    card = models.ForeignKey(ValueCard, on_delete=models.PROTECT, related_name="deeds", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    amount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    """What came onto the card; less than nothing: what left it."""
    left = models.DecimalField(max_digits=10, decimal_places=2)
    source = models.CharField(max_length=80, blank=True)
    tender = models.CharField(max_length=12, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    request_key = models.UUIDField(null=True, editable=False)
    """What makes a repeated request find what it did before."""
    done_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(left__gte=0), name="deed_leaves_no_debt"),
            models.UniqueConstraint(fields=["request_key"], name="value_deed_once_per_request"),
        )
        indexes = (
            models.Index(fields=["card", "-id"], name="deeds_of_card"),
            models.Index(fields=["source"], name="deeds_by_source", condition=~Q(source="")),
        )


class ValuePosting(models.Model):
    """One side of a deed; the sides of each add up to nothing, which the database asks at the end of a transaction."""

    class Account(models.TextChoices):
        PRINCIPAL = "principal", _("Owed to holders of cards")
        BONUS = "bonus", _("Bonus on cards")
        MONEY = "money", _("Money")
        SALES = "sales", _("Paid for goods")
        PROMOTION = "promotion", _("Cost of bonuses")
        BREAKAGE = "breakage", _("Kept back")
        MOVED = "moved", _("Between cards")

    deed = models.ForeignKey(ValueDeed, on_delete=models.PROTECT, related_name="postings", db_index=False)
    account = models.CharField(max_length=10, choices=Account)
    amount = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["deed", "account"], name="deed_posts_once_to_an_account"),
            models.CheckConstraint(condition=~Q(amount=0), name="posting_moves_value"),
        )


class ValueUse(models.Model):
    """What a source paid with a card, and has got back: never more than it paid, of the money and of the bonus."""

    card = models.ForeignKey(ValueCard, on_delete=models.PROTECT, related_name="uses", db_index=False)
    source = models.CharField(max_length=80)
    principal = models.DecimalField(max_digits=10, decimal_places=2)
    bonus = models.DecimalField(max_digits=10, decimal_places=2)
    principal_back = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    bonus_back = models.DecimalField(max_digits=10, decimal_places=2, default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["card", "source"], name="use_once_per_source"),
            models.CheckConstraint(
                condition=Q(principal_back__gte=0, principal_back__lte=F("principal"))
                & Q(bonus_back__gte=0, bonus_back__lte=F("bonus")),
                name="value_back_within_what_was_paid",
            ),
        )
        indexes = (models.Index(fields=["source"], name="uses_by_source"),)


class ValueNotice(models.Model):
    """What whoever buys a card is told before they pay; never changed, only followed by the next version."""

    kind = models.CharField(max_length=6, choices=ValueCard.Kind)
    version = models.PositiveSmallIntegerField()
    text_zh = models.CharField(max_length=2000)
    text_en = models.CharField(max_length=2000)
    written_by = models.CharField(max_length=80, blank=True)
    valid_from = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "version"], name="value_notice_version_once"),)


class ValueRequest(models.Model):
    """Value to be given back or moved beyond what one person may: asked for by one, decided by another."""

    class Kind(models.TextChoices):
        BACK = "back", _("Give back in money")
        MOVE = "move", _("Move to another card")
        REPLACE = "replace", _("Replace by a new card")
        HAND = "hand", _("Give to another reader")

    class State(models.TextChoices):
        ASKED = "asked", _("To be approved")
        DONE = "done", _("Approved")
        REFUSED = "refused", _("Refused")

    card = models.ForeignKey(ValueCard, on_delete=models.PROTECT, related_name="requests", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    ground = models.CharField(max_length=10, blank=True)
    """Why it is given back: `shuyou.loyalty.rules.value.Ground`."""
    to_card = models.ForeignKey(ValueCard, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    to_holder = models.ForeignKey("members.Member", on_delete=models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    """What was on the card when it was asked for; how much moves is reckoned when it is approved."""
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    note = models.CharField(max_length=200, blank=True)
    """Why it was refused."""
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["card"], condition=Q(state="asked"), name="one_open_request_per_card"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="another_decides_on_value"),
            models.CheckConstraint(
                condition=Q(kind="move", to_card__isnull=False) | (~Q(kind="move") & Q(to_card=None)),
                name="a_move_names_its_card",
            ),
            models.CheckConstraint(
                condition=Q(kind="hand", to_holder__isnull=False) | (~Q(kind="hand") & Q(to_holder=None)),
                name="who_gets_a_card_is_named",
            ),
        )
        indexes = (
            models.Index(fields=["state", "-id"], name="value_requests_by_state"),
            models.Index(fields=["card", "-id"], name="value_requests_of_card"),
        )

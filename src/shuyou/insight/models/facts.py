"""What pages show of the facts about members: the few that are looked up one by one or listed."""

from django.db import models


class MemberFacts(models.Model):
    """
    Facts about a member as they were last worked out; sums in hundredths of the currency, as in the lake.

    Each column is a fact of the same name in `shuyou.insight.rules.facts`, which says how it is worked out.
    """

    member = models.OneToOneField(
        "members.Member",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="facts",
        db_constraint=False,
    )
    first_order_on = models.DateField(null=True)
    last_order_on = models.DateField(null=True)
    orders_all = models.IntegerField(default=0)
    orders_365 = models.IntegerField(default=0)
    orders_730 = models.IntegerField(default=0)
    copies_all = models.IntegerField(default=0)
    list_all = models.BigIntegerField(default=0)
    net_all = models.BigIntegerField(default=0)
    net_365 = models.BigIntegerField(default=0)
    net_730 = models.BigIntegerField(default=0)
    margin_all = models.BigIntegerField(default=0)
    margin_365 = models.BigIntegerField(default=0)
    net_textbook_365 = models.BigIntegerField(default=0)
    returned_365 = models.BigIntegerField(default=0)
    saved_365 = models.BigIntegerField(default=0)
    children = models.SmallIntegerField(default=0)
    youngest_grade = models.SmallIntegerField(null=True)
    main_channel = models.CharField(max_length=10, blank=True, default="")
    main_subject = models.CharField(max_length=12, blank=True, default="")
    main_time = models.CharField(max_length=16, blank=True, default="")
    refreshed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """Something happened since that the facts do not know of; none: nothing did."""

    class Meta:
        db_table = "insight_member_facts"
        indexes = (models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="facts_due"),)

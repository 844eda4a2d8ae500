"""Earning rules as data, in versions; points that wait or are set aside; and the other side of each line of the ledger."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import shuyou.kernel.uids
from shuyou.kernel import schema

PROTECT = django.db.models.deletion.PROTECT
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0009_value_once_and_within_law")]
    operations = [
        migrations.AddField("earningrule", "pending_days", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("earningrule", "gift_most", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.CreateModel(
            name="PointsRule",
            fields=[
                ID,
                ("uid", models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name_zh", models.CharField(max_length=60)),
                ("name_en", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("live", "In force"), ("paused", "Paused"), ("ended", "Ended")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["state", "-id"], name="points_rules_by_state")]},
        ),
        migrations.CreateModel(
            name="PointsRuleVersion",
            fields=[
                ID,
                ("number", models.PositiveSmallIntegerField()),
                ("terms", models.JSONField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("written_by", models.CharField(max_length=80)),
                ("written_at", models.DateTimeField()),
                ("published_by", models.CharField(blank=True, max_length=80)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="versions", to="loyalty.pointsrule"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["rule", "number"], name="points_rule_version_once"),
                    models.UniqueConstraint(
                        condition=Q(published_at=None), fields=["rule"], name="one_unpublished_version_per_points_rule"
                    ),
                    models.CheckConstraint(
                        condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                        name="points_rule_ends_after_start",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="PointsTally",
            fields=[
                ID,
                ("code", models.CharField(max_length=60, unique=True)),
                ("budget", models.BigIntegerField()),
                ("given", models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(given__gte=0, given__lte=F("budget")), name="points_within_budget"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="PointsRuleStamp",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("stamp", models.UUIDField()),
            ],
            options={"constraints": [models.CheckConstraint(condition=Q(id=1), name="one_points_rule_stamp")]},
        ),
        migrations.AddField(
            "pointslot",
            "award",
            models.ForeignKey(
                db_index=False, null=True, on_delete=PROTECT, related_name="lots", to="loyalty.pointsruleversion"
            ),
        ),
        migrations.AddField("pointslot", "trace", models.JSONField(null=True)),
        migrations.CreateModel(
            name="PendingPoints",
            fields=[
                ID,
                ("source", models.CharField(max_length=80)),
                ("points", models.IntegerField()),
                ("earned", models.IntegerField()),
                ("earned_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("released_at", models.DateTimeField(null=True)),
                ("trace", models.JSONField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="pending", to="loyalty.pointsaccount"
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=PROTECT, related_name="+", to="loyalty.pointsruleversion"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="loyalty.earningrule"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=Q(released_at=None), fields=["due_on", "id"], name="pending_due")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["account", "source"], name="pending_once_per_source"),
                    models.CheckConstraint(
                        condition=Q(points__gte=0, points__lte=F("earned")), name="pending_within_earned"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointsHold",
            fields=[
                ID,
                ("source", models.CharField(max_length=80, unique=True)),
                ("points", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "Set aside"), ("used", "Used"), ("released", "Let go")],
                        default="held",
                        max_length=8,
                    ),
                ),
                ("until", models.DateTimeField()),
                ("held_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(on_delete=PROTECT, related_name="holds", to="loyalty.pointsaccount"),
                ),
            ],
            options={
                "indexes": [models.Index(condition=Q(state="held"), fields=["until"], name="holds_to_let_go")]
            },
        ),
        migrations.AddField(
            "pointsentry", "contra", models.CharField(blank=True, db_default="", default="", max_length=30)
        ),
        migrations.AlterField(
            "pointsentry",
            "kind",
            models.CharField(
                choices=[
                    ("EARN", "Earned"), ("REDEEM", "Spent"), ("RESTORE", "Given back"), ("EXPIRE", "Expired"),
                    ("MOVE_IN", "Paid back from another's lots"), ("MOVE_OUT", "Paid for another's lots"),
                    ("GIVE", "Given to another"), ("GET", "Given by another"),
                ],
                max_length=8,
            ),
        ),
        migrations.RemoveConstraint("pointsentry", "points_sign_fits_kind"),
        migrations.AddConstraint(
            "pointsentry",
            models.CheckConstraint(
                condition=Q(kind__in=["REDEEM", "EXPIRE", "MOVE_OUT", "GIVE"], points__lt=0)
                | Q(kind__in=["EARN", "RESTORE", "MOVE_IN", "GET"], points__gt=0),
                name="points_sign_fits_kind",
            ),
        ),
        schema.keep_history("loyalty_pointsrule"),
    ]  # fmt: skip

"""Points by hand have a limit for the day too; above the limits somebody else approves."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0006_adjustments"), ("members", "0010_merging")]
    operations: ClassVar = [
        migrations.AddField("adjustmentlimit", "points_per_day", models.PositiveIntegerField(null=True)),
        migrations.RunSQL(
            # What a limit was before there was one for the day is no change that anybody made.
            "ALTER TABLE loyalty_adjustmentlimit DISABLE TRIGGER USER;"
            " UPDATE loyalty_adjustmentlimit SET points_per_day = points * 5;"
            " ALTER TABLE loyalty_adjustmentlimit ENABLE TRIGGER USER",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("adjustmentlimit", "points_per_day", models.PositiveIntegerField()),
        migrations.AddField(
            "pointsadjustment", "approved_by", models.CharField(blank=True, db_default="", default="", max_length=80)
        ),
        migrations.AddConstraint(
            "pointsadjustment",
            models.CheckConstraint(condition=~Q(approved_by=F("adjusted_by")), name="somebody_else_approves"),
        ),
        migrations.AddIndex(
            "pointsadjustment", models.Index(fields=["adjusted_by", "at"], name="adjustments_of_somebody")
        ),
        migrations.CreateModel(
            name="AdjustmentRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(unique=True)),
                ("points", models.IntegerField()),
                ("reason", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[("asked", "To be approved"), ("approved", "Approved"), ("refused", "Refused")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("asked_by", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT, related_name="adjustment_requests", to="members.member"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~Q(points=0), name="request_moves_points"),
                    models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="nobody_approves_their_own"),
                ],
                "indexes": [models.Index(fields=["status", "-id"], name="requests_by_status")],
            },
        ),
    ]

"""Postings of partners keep their terms and can be taken back; what one person gives by hand is added up by index."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0014_order_of_friend")]
    operations: ClassVar = [
        migrations.AlterField(
            "partnerposting",
            "kind",
            models.CharField(
                choices=[
                    ("earn", "Earned"),
                    ("spend", "Spent"),
                    ("unearn", "Earned, taken back"),
                    ("unspend", "Spent, given back"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField("partnerposting", "rate", models.DecimalField(decimal_places=4, max_digits=8, null=True)),
        migrations.AddField(
            "partnerposting",
            "takes_back",
            models.OneToOneField(
                null=True, on_delete=PROTECT, related_name="taken_back_by", to="loyalty.partnerposting"
            ),
        ),
        migrations.AddConstraint(
            "partnerposting",
            models.CheckConstraint(
                condition=Q(kind__in=["earn", "spend"], takes_back=None)
                | Q(kind__in=["unearn", "unspend"], takes_back__isnull=False),
                name="partner_takes_back_a_posting",
            ),
        ),
        migrations.AddIndex(
            "partnerposting", models.Index(fields=["noted_by", "posted_at"], name="postings_of_somebody")
        ),
        migrations.AddIndex(
            "activityrecord", models.Index(fields=["noted_by", "noted_at"], name="activities_noted_by")
        ),
        # Marketers note activities and post what partners send; until now nothing bound them.
        migrations.RunSQL(
            "INSERT INTO loyalty_adjustmentlimit (role, points, points_per_day) VALUES ('marketer', 1000, 20000)"
            " ON CONFLICT DO NOTHING",
            "DELETE FROM loyalty_adjustmentlimit WHERE role = 'marketer'",
        ),
    ]

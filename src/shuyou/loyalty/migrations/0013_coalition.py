"""Partner brands with whom readers earn and spend points, and each posting that they sent."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0012_rewards_and_friends")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="CoalitionPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("pays", models.DecimalField(decimal_places=4, max_digits=8)),
                ("gets", models.DecimalField(decimal_places=4, max_digits=8)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("gets__gte", 0), ("pays__gte", 0)), name="partners_pay_no_less"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerPosting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("kind", models.CharField(choices=[("earn", "Earned"), ("spend", "Spent")], max_length=5)),
                ("points", models.PositiveIntegerField()),
                ("noted_by", models.CharField(max_length=80)),
                ("posted_at", models.DateTimeField()),
                ("member", models.ForeignKey(on_delete=PROTECT, related_name="+", to="members.member")),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="postings", to="loyalty.coalitionpartner"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["partner", "-id"], name="postings_of_partner")],
                "constraints": [
                    models.UniqueConstraint(fields=["partner", "key"], name="partner_posts_each_key_once"),
                    models.CheckConstraint(condition=Q(("points__gt", 0)), name="partner_posts_points"),
                ],
            },
        ),
        schema.keep_history("loyalty_coalitionpartner"),
        schema.append_only("loyalty_partnerposting"),
        schema.let_owner_change("loyalty_partnerposting", "member_id"),
    ]

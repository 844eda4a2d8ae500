"""Bundles of readers' own, their titles, and what came of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_own_classes"),
        ("members", "0031_named_files"),
        ("orders", "0020_coupon_campaigns"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnBundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Offered"),
                            ("taken", "Taken"),
                            ("declined", "Declined"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                ("valid_to", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_bundles",
                        to="orders.order",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OwnBundleTitle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("series", "goes on with the series"),
                            ("author", "by an author they bought"),
                            ("class", "of a class they buy"),
                        ],
                        max_length=8,
                    ),
                ),
                ("word", models.CharField(max_length=120)),
                (
                    "bundle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="titles",
                        to="orders.ownbundle",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.item"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="ownbundle",
            index=models.Index(fields=["member", "-id"], name="bundles_of_member"),
        ),
        migrations.AddConstraint(
            model_name="ownbundle",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("member",), name="one_open_bundle_per_reader"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownbundle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="bundle_decided_when_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownbundletitle",
            constraint=models.UniqueConstraint(fields=("bundle", "item"), name="bundle_title_once"),
        ),
    ]

"""Stock that follows a title into the one it was merged with, and what came back when they parted."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("RECEIVE", "Received"), ("RESERVE", "Reserved"), ("RELEASE", "Released"), ("ISSUE", "Issued"),
    ("SEND", "Sent to another place"), ("ARRIVE", "Come from another place"), ("GAIN", "Found by counting"),
    ("LOSS", "Missing by counting"), ("RETURN", "Returned to the supplier"), ("TAKEBACK", "Brought back by a reader"),
    ("DAMAGE", "Damaged"), ("HANDOVER", "Gone to the title it is one with"),
    ("TAKEOVER", "Come from the title it is one with"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supply", "0011_bank_link"), ("catalog", "0010_own_classes")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="TitleCarry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merge_id", models.BigIntegerField(unique=True)),
                ("moved", models.JSONField(default=dict)),
                ("copies", models.IntegerField(default=0)),
                ("carried_at", models.DateTimeField()),
                ("came_back", models.IntegerField(null=True)),
                ("stayed_lines", models.IntegerField(default=0)),
                ("parted_at", models.DateTimeField(null=True)),
                (
                    "gone",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.item"),
                ),
                (
                    "kept",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.item"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("parted_at", None)), fields=("gone",), name="title_carried_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="layer",
            name="carried_from",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="heirs",
                to="supply.layer",
            ),
        ),
        migrations.AddField(
            model_name="layer",
            name="carry",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="layers",
                to="supply.titlecarry",
            ),
        ),
        migrations.AddIndex(
            model_name="layer",
            index=models.Index(
                condition=models.Q(("carried_from", None), _negated=True), fields=["carried_from"], name="layer_heirs"
            ),
        ),
        migrations.AddIndex(
            model_name="layer",
            index=models.Index(
                condition=models.Q(("carry", None), _negated=True), fields=["carry"], name="layer_carried"
            ),
        ),
        migrations.AlterField(model_name="movement", name="kind", field=models.CharField(choices=KINDS, max_length=8)),
    ]

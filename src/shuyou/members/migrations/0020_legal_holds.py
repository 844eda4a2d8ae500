"""Holds for a lawsuit or an inquiry: while one stands, nothing about the person goes."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0019_preference_files")]
    operations: ClassVar = [
        migrations.CreateModel(
            "LegalHold",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                ("until", models.DateField(null=True)),
                ("placed_by", models.CharField(max_length=80)),
                ("placed_at", models.DateTimeField()),
                ("lifted_by", models.CharField(blank=True, max_length=80)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_why", models.CharField(blank=True, max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT, related_name="legal_holds", to="members.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=Q(lifted_at=None), fields=["person"], name="holds_in_force"),
                    models.Index(fields=["-placed_at", "-id"], name="holds_by_time"),
                ]
            },
        ),
        schema.keep_history("members_legalhold"),
    ]

"""The club's own classes, the titles in them, and views of the list."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("catalog", "0009_changes_by_field"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="OwnClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(db_collation="C", max_length=30, unique=True)),
                ("name_zh", models.CharField(max_length=80)),
                ("name_en", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(code__regex=r"^[A-Z0-9]{1,4}(\.[A-Z0-9]{1,4}){0,4}$"),
                        name="own_class_code_is_dotted",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filings",
                        to="catalog.item",
                    ),
                ),
                (
                    "own_class",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="catalog.ownclass",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("own_class", "item"), name="filed_once_per_class")],
                "indexes": [models.Index(fields=["item", "own_class"], name="filings_of_item")],
            },
        ),
        migrations.CreateModel(
            name="TitleView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=2000)),
                ("is_shared", models.BooleanField(default=False)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="title_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "name"), name="title_view_once_per_owner")]
            },
        ),
        schema.keep_history("catalog_ownclass"),
        schema.keep_history("catalog_filing"),
    ]

"""Programs that are told what happens, and what was told to each."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import shuyou.kernel.uids
from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("api", "0002_history")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("url", models.CharField(max_length=500)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None
                    ),
                ),
                ("secret", models.CharField(max_length=200)),
                ("created_by", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
                ("failing_since", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("has_failed", models.BooleanField(default=False)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("name",), name="webhook_name_once")]},
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ("event_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(max_length=80)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waits"), ("delivered", "Delivered"), ("failed", "Given up")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("tries", models.JSONField(default=list)),
                ("next_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "webhook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="api.webhook",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("webhook", "event_id"), name="webhook_event_once"),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["next_at", "id"], name="webhook_due"),
                    models.Index(fields=["webhook", "-id"], name="webhook_log"),
                ],
            },
        ),
        schema.keep_history("api_webhook", ignoring=["failing_since"]),
    ]

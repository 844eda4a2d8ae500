"""Files that came in say how far they are and where they stand; papers are found by kind and day."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0012_lists_by_activity")]
    operations: ClassVar = [
        migrations.AlterField(
            "intake",
            "status",
            models.CharField(choices=[("waiting", "Not started"), ("running", "Under way"), ("done", "Done"), ("failed", "Broken off"), ("undoing", "Being taken back"), ("undone", "Taken back")], default="waiting", max_length=8),
        ),
        migrations.AddField("intake", "joined_via", models.CharField(db_default="import", default="import", max_length=20)),
        migrations.AddField("intake", "source", models.CharField(blank=True, db_default="", default="", max_length=40)),
        migrations.AddField("intake", "run_id", models.BigIntegerField(null=True)),
        migrations.AddField("intake", "position", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField("intake", "size", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField("intake", "unchanged", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("intakeperson", "stays", models.CharField(blank=True, db_default="", default="", max_length=20)),
        migrations.AddIndex(
            "intake",
            models.Index(condition=models.Q(("status__in", ["running", "failed"])), fields=["digest"], name="intakes_open"),
        ),
        migrations.AddIndex("paper", models.Index(fields=["-added_at", "-id"], name="papers_by_time")),
        migrations.AddIndex("paper", models.Index(fields=["kind", "-added_at", "-id"], name="papers_by_kind")),
        migrations.AddIndex("paper", models.Index(fields=["digest"], name="papers_by_digest")),
    ]

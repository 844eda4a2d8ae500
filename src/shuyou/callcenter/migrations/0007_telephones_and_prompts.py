"""Telephones prove a secret, prompts can be recorded, and a switch carries real calls unless it is told to play."""

from typing import ClassVar

from django.db import migrations, models


def carry_real_calls(apps, schema_editor):
    """Callers are played where the process is told so; a switch that plays nobody would carry nothing."""
    apps.get_model("callcenter", "Site").objects.filter(adapter="simulated").update(adapter="embedded")


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
        migrations.RunPython(carry_real_calls, migrations.RunPython.noop),
    ]

"""Readers who ask to join show by a code that the phone or e-mail address they typed is theirs."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0031_named_files")]
    operations: ClassVar = [
        migrations.AddField("signuprequest", "proved_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "signuprequest", "proved_by", models.CharField(blank=True, db_default="", default="", max_length=8)
        ),
    ]

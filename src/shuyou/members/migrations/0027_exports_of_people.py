"""A file holds those readers who were asked for and allowed, whoever passes the filter by then."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0026_sensitive_notes")]
    operations: ClassVar = [
        migrations.AddField("listexport", "people", ArrayField(models.BigIntegerField(), null=True)),
    ]

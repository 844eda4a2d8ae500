"""A verdict of one household remembers whom it brought into which one, so that it can be taken back."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0014_lists_of_tasks")]
    operations: ClassVar = [
        migrations.AddField("pair", "housed", models.JSONField(db_default={}, default=dict)),
    ]

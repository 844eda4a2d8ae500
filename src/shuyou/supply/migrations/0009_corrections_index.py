"""The same index, with its condition written so that a copy of the index says it in the same words."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supply", "0008_keep_reorder")]
    operations: ClassVar = [
        migrations.RemoveIndex(model_name="movement", name="movement_corrections"),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                condition=models.Q(("kind", "GAIN"), ("kind", "LOSS"), ("kind", "DAMAGE"), _connector="OR"),
                fields=["-id"],
                name="movement_corrections",
            ),
        ),
    ]

"""Notes that not every colleague reads."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0025_joining")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="note",
            name="is_sensitive",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]

"""What was changed of items, field by field."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("catalog", "0008_search")]
    operations: ClassVar = [
        migrations.AddIndex("itemchange", models.Index(fields=["field", "-id"], name="changes_by_field")),
    ]

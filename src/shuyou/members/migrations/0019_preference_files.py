"""Files that came in say what they are of: people, or what readers like."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0018_merges_told")]
    operations: ClassVar = [
        migrations.AddField(
            "intake",
            "kind",
            models.CharField(choices=[("members", "People"), ("preferences", "What readers like")], db_default="members", default="members", max_length=12),
        ),
    ]

"""What readers ask is listed by kind, the latest first."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0029_sounds_by_rank")]
    operations: ClassVar = [
        migrations.AddIndex("inquiry", models.Index(fields=["kind", "-id"], name="inquiries_of_kind"))
    ]

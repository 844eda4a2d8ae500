"""Tasks are listed as they fall due, whoever has them, and as they were done."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0013_intake")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["due_at", "id"], condition=models.Q(("done_at", None)), name="open_tasks_by_day"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["-done_at", "-id"], condition=models.Q(("done_at__isnull", False)), name="tasks_done"
            ),
        ),
    ]

"""Row history: what changed, written by triggers, and the refusal of change."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0001_initial")]
    operations: ClassVar = [
        schema.TRIGGER_FUNCTIONS,
        schema.append_only("kernel_rowchange"),
        schema.keep_history("kernel_user", ignoring=["password", "last_login"]),
    ]

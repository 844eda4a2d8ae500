"""One way through append-only tables for personal data that must go, with a row as proof of each time."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.contrib.postgres.functions
from django.db import migrations, models

import shuyou.kernel.fields
from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0003_import_run")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ground", models.CharField(max_length=60)),
                ("people", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ("files", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), db_default=[], default=list, size=None)),
                ("xid", shuyou.kernel.fields.TransactionId(db_default=models.Func(function="pg_current_xact_id"), editable=False)),
                ("recorded_at", models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
            ],
            options={"db_table": "kernel_erasure"},
        ),
        migrations.AddIndex("Erasure", models.Index(fields=["xid"], name="erasure_by_transaction")),
        migrations.AddIndex("Erasure", models.Index(condition=models.Q(("files", []), _negated=True), fields=["id"], name="files_to_remove")),
        schema.ERASURE_FUNCTIONS,
        schema.append_only_until_erased("kernel_rowchange"),
    ]

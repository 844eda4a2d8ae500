"""Words of readers follow them when two members become one; a merge's journal takes keys of any type."""

from typing import ClassVar

from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0009_privacy"), ("kernel", "0005_owners")]
    operations: ClassVar = [
        migrations.RemoveConstraint("mergedrow", "merged_row_once"),
        migrations.RenameField("mergedrow", "row_id", "row_key"),
        migrations.AlterField("mergedrow", "row_key", models.CharField(max_length=40)),
        migrations.AddConstraint(
            "mergedrow", models.UniqueConstraint(fields=["merge", "table_name", "row_key"], name="merged_row_once")
        ),
        migrations.AddIndex("bulkchanged", models.Index(fields=["person"], name="bulk_changes_of_person")),
        migrations.AddIndex(
            "consent",
            models.Index(
                condition=models.Q(("guardian__isnull", False)), fields=["guardian"], name="consents_by_guardian"
            ),
        ),
        schema.let_owner_change("members_consent", "person_id", "guardian_id", until_erased=True),
        schema.let_owner_change("members_preference", "person_id", until_erased=True),
    ]

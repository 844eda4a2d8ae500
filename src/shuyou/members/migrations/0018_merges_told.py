"""Merges are found by either member, for their stories."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0017_merging_rule"), ("kernel", "0002_history")]
    operations: ClassVar = [
        migrations.RunSQL(
            f"CREATE INDEX members_merge_told_{side} ON kernel_event (((payload->>'{side}')::bigint), id)"
            " WHERE name IN ('members.members_merged', 'members.merge_undone')",
            f"DROP INDEX members_merge_told_{side}",
        )
        for side in ("member_id", "absorbed_id")
    ]

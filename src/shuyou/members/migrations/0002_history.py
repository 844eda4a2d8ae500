"""Members keep their history; consent and access are append-only."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0001_initial"), ("kernel", "0002_history")]
    operations: ClassVar = [
        schema.number_series("member", start=100001),
        schema.number_series("card", start=1000001),
        schema.keep_history("members_person", ignoring=["search_rank"]),
        schema.keep_history("members_member", key="person_id"),
        schema.keep_history("members_phone"),
        schema.keep_history("members_email"),
        schema.keep_history("members_address"),
        schema.keep_history("members_card"),
        schema.append_only("members_consent"),
    ]

"""What is known, allowed and promised keeps its history; words of readers are only ever added."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema

KEPT = (
    "relation", "household", "institution", "institutioncontact", "cardkind", "cardpartner", "cardmedium", "attribute",
    "privacyrequest", "retentionrule", "note", "tag", "task", "paper", "pair", "savedview", "contact",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0006_all_about_a_reader"), ("kernel", "0002_history")]
    operations: ClassVar = [
        schema.number_series("institution", start=1001),
        *(schema.keep_history(f"members_{table}") for table in KEPT),
        schema.keep_history("members_householdperson", key="person_id"),
        schema.keep_history("members_contactrule", key="person_id"),
        schema.append_only("members_consenttext"),
        schema.append_only("members_preference"),
    ]

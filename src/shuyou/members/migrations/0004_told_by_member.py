"""What happened to one member is found by the member: the edits told, and contacts that are no more."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0003_tiers"), ("kernel", "0002_history")]
    operations: ClassVar = [
        migrations.RunSQL(
            "CREATE INDEX members_told ON kernel_event (((payload->>'member_id')::bigint), id) WHERE name IN ("
            "'members.member_registered', 'members.member_edited', 'members.contact_added', 'members.contact_removed',"
            " 'members.consent_recorded', 'members.card_reported_lost', 'members.card_replaced',"
            " 'members.member_blocked', 'members.member_unblocked')",
            "DROP INDEX members_told",
        ),
        migrations.RunSQL(
            "CREATE INDEX members_contact_gone ON kernel_rowchange (((before->>'person_id')::bigint))"
            " WHERE operation = 'D' AND table_name IN ('members_phone', 'members_email')",
            "DROP INDEX members_contact_gone",
        ),
    ]

"""What happens to a card is told with the rest that happens to its member."""

from typing import ClassVar

from django.db import migrations

BEFORE = (
    "'members.member_registered', 'members.member_edited', 'members.contact_added', 'members.contact_removed',"
    " 'members.consent_recorded', 'members.card_reported_lost', 'members.card_replaced',"
    " 'members.member_blocked', 'members.member_unblocked'"
)
NOW = (
    "'members.member_registered', 'members.member_edited', 'members.contact_added', 'members.contact_removed',"
    " 'members.consent_recorded', 'members.card_issued', 'members.card_renewed', 'members.card_reported_lost',"
    " 'members.card_found', 'members.card_replaced', 'members.card_frozen', 'members.card_thawed',"
    " 'members.member_blocked', 'members.member_unblocked'"
)
INDEX = "CREATE INDEX members_told ON kernel_event (((payload->>'member_id')::bigint), id) WHERE name IN ({})"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0027_exports_of_people")]
    operations: ClassVar = [
        migrations.RunSQL(
            f"DROP INDEX members_told; {INDEX.format(NOW)}", f"DROP INDEX members_told; {INDEX.format(BEFORE)}"
        )
    ]

"""What is urgent is found before everything that waits; what nobody knows is counted without reading the rest."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_terms")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=Q(("is_urgent", True), ("state", "asked")), fields=["purpose", "next_at", "id"],
                name="urgent_to_judge",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=Q(("is_urgent", True), ("state", "waiting")), fields=["channel", "purpose", "next_at", "id"],
                name="urgent_to_send",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=Q(("state", "unclear")), fields=["id"], name="messages_unclear"),
        ),
    ]  # fmt: skip

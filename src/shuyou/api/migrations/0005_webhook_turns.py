"""Of each address the oldest delivery is found at once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("api", "0004_webhook_rests")]

    operations = [
        migrations.RemoveIndex(model_name="webhookdelivery", name="webhook_due"),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["webhook", "next_at", "id"], name="webhook_next", condition=Q(state="waiting")),
        ),
    ]

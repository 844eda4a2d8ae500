"""What is done with a stored-value card is done once per request, and no card holds more than the law allows."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0008_stored_value")]
    operations: ClassVar = [
        migrations.AddField("valuedeed", "request_key", models.UUIDField(editable=False, null=True)),
        migrations.AddConstraint(
            "valuedeed", models.UniqueConstraint(fields=("request_key",), name="value_deed_once_per_request")
        ),
        migrations.AddConstraint(
            "valuecard",
            models.CheckConstraint(
                condition=Q(kind="named", principal__lte=5000 - F("bonus"))
                | Q(kind="bearer", principal__lte=1000 - F("bonus")),
                name="card_within_law",
            ),
        ),
    ]

"""The order that counted as a friend's first, so that what both got for it can go back with it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0013_coalition")]
    operations: ClassVar = [
        migrations.AddField(model_name="referral", name="order_id", field=models.BigIntegerField(null=True)),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["order_id"], condition=models.Q(order_id__isnull=False), name="referrals_by_order"
            ),
        ),
    ]

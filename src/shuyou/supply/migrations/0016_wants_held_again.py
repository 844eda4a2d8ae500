"""Copies are held again for a wish that lost those it had."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supply", "0015_pay_settlements")]

    operations = [
        migrations.AddField(
            model_name="want",
            name="holding",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        )
    ]

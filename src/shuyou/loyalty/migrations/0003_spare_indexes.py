"""No index that another one begins with: each costs every write."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0002_ledger"),
    ]

    operations = [
        migrations.AlterField(
            model_name="pointsentry",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="loyalty.pointsaccount",
            ),
        ),
        migrations.AlterField(
            model_name="pointslot",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lots",
                to="loyalty.pointsaccount",
            ),
        ),
        migrations.AlterField(
            model_name="pointslot",
            name="rule",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lots",
                to="loyalty.earningrule",
            ),
        ),
    ]

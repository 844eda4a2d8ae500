"""What returns are worth without the promotions that the kept titles alone had not had; spent points kept back for."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("orders", "0010_appointments")]
    operations: ClassVar = [
        migrations.AddField("return", "worth", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
        migrations.AddField(
            "return",
            "lost_promotions",
            models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12),
        ),
        migrations.AddField("return", "points_short", models.PositiveIntegerField(db_default=0, default=0)),
    ]

"""What stands in each place, summed up."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supply", "0005_keeping")]

    operations = [
        migrations.CreateModel(
            name="PlaceFigures",
            fields=[
                ("warehouse", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="figures", serialize=False, to="supply.warehouse")),
                ("titles", models.IntegerField()),
                ("copies", models.IntegerField()),
                ("reserved", models.IntegerField()),
                ("list_value", models.DecimalField(decimal_places=2, max_digits=14)),
                ("cost_value", models.DecimalField(decimal_places=2, max_digits=14)),
                ("summed_at", models.DateTimeField()),
            ],
        ),
    ]

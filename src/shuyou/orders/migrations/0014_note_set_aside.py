"""A sale may be of a copy that was set aside for somebody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_turns_of_merged")]

    operations = [
        migrations.AlterField(
            model_name="salenote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("price", "Sold at another price"),
                    ("stock", "More sold than the books had"),
                    ("setaside", "Sold though set aside for somebody"),
                    ("member", "Card not known"),
                    ("stopped", "Orders of the member are stopped"),
                    ("barred", "Not for sale at the till"),
                    ("drawer", "Came after its drawer was closed"),
                    ("clock", "The till's clock is wrong"),
                ],
                max_length=8,
            ),
        )
    ]

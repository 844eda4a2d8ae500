"""A kind of line for points that nobody spent in time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0003_spare_indexes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="pointsentry",
            name="points_sign_fits_kind",
        ),
        migrations.AlterField(
            model_name="pointsentry",
            name="kind",
            field=models.CharField(
                choices=[("EARN", "Earned"), ("REDEEM", "Spent"), ("RESTORE", "Given back"), ("EXPIRE", "Expired")],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="pointsentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["REDEEM", "EXPIRE"]), ("points__lt", 0)),
                    models.Q(("kind__in", ["EARN", "RESTORE"]), ("points__gt", 0)),
                    _connector="OR",
                ),
                name="points_sign_fits_kind",
            ),
        ),
    ]

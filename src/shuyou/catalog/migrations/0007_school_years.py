"""School years come both or neither."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_titles_listed"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="item", name="grades_in_order"),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade_from", None), ("grade_to", None))
                | (
                    models.Q(("grade_from", None), _negated=True)
                    & models.Q(("grade_to", None), _negated=True)
                    & models.Q(("grade_from__lte", models.F("grade_to")), ("grade_to__lte", 12))
                ),
                name="school_years_in_order",
            ),
        ),
    ]

"""The likeness from which pairs are merged at night; none is before somebody switches it on."""

from typing import ClassVar

from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0016_preferences")]
    operations: ClassVar = [
        migrations.CreateModel(
            "MergingRule",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_on", models.BooleanField()),
                ("least", models.DecimalField(decimal_places=4, max_digits=5)),
                ("set_by", models.CharField(max_length=80)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("least__gte", "0.9"), ("least__lte", 1)), name="merge_if_likely"
                    )
                ]
            },
        ),
        schema.append_only("members_mergingrule"),
    ]

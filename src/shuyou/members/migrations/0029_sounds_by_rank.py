"""Of names that sound alike, the most active stand first."""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0028_cards_told")]
    operations: ClassVar = [
        migrations.AddIndex(
            "person",
            models.Index(OpClass("pinyin", name="text_pattern_ops"), models.F("search_rank").desc(), name="person_sound"),
        ),
        migrations.RemoveIndex("person", "person_pinyin"),
    ]

"""Whose a row of an append-only table is may change where its trigger says so; everything else stays refused."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0004_erasure")]
    operations: ClassVar = [schema.OWNER_FUNCTIONS]

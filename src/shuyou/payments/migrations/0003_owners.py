"""Whose money it was follows when two members become one."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0002_ledger"), ("kernel", "0005_owners")]
    operations: ClassVar = [schema.let_owner_change("payments_receipt", "member_id")]

"""Tokens keep what changed in them; the count of calls never waits for the disk."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies: ClassVar = [("api", "0001_initial"), ("kernel", "0002_history")]
    operations: ClassVar = [
        schema.keep_history("api_token", ignoring=["last_used_at"]),
        migrations.RunSQL("ALTER TABLE api_callcount SET UNLOGGED", "ALTER TABLE api_callcount SET LOGGED"),
    ]

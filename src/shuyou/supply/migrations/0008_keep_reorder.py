"""What people say about reordering and partners keeps its history; the figures behind a proposal do not."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema

KEPT = "occasion exchangerate supplieraccess dispatch".split()

_ANEW = """
    DROP TRIGGER supply_purchaseline_keeps_history ON supply_purchaseline;
    CREATE TRIGGER supply_purchaseline_keeps_history AFTER UPDATE OR DELETE ON supply_purchaseline
       FOR EACH ROW EXECUTE FUNCTION kernel_keep_history(%s)
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("supply", "0007_reorder_and_partners"), ("kernel", "0002_history")]
    operations: ClassVar = [
        *(schema.keep_history(f"supply_{table}") for table in KEPT),
        schema.keep_history("supply_article", key="item_id"),
        migrations.RunSQL(_ANEW % "'id', 'facts'", _ANEW % "'id'"),
    ]

"""Cash that lies in the drawer of a till; what of it is given back comes out of one."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0007_several_tenders")]
    operations: ClassVar = [
        migrations.AddField("receipt", "at_till", models.BooleanField(db_default=False, default=False)),
    ]

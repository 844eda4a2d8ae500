"""Two members with appointments at the same time can become one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_till_value")]

    operations = [migrations.RemoveConstraint(model_name="appointment", name="a_reader_at_one_station")]

"""A return is asked for once, however often the asking comes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_note_set_aside")]

    operations = [
        migrations.AddField(model_name="return", name="request_key", field=models.UUIDField(null=True, unique=True)),
    ]

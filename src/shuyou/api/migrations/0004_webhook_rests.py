"""An address that fails is left alone for a while."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0003_webhooks")]

    operations = [
        migrations.AddField(model_name="webhook", name="rests_until", field=models.DateTimeField(null=True)),
    ]

"""The ledger is found by its lots with the index that keeps lines unique; balances change in place, where there is room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0019_second_person_and_pass_keys'),
        ('members', '0032_proved_sign_ups'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='pointsentry',
            constraint=models.UniqueConstraint(fields=('lot', 'kind', 'source', 'moved_by'), name='post_once_of_lot', nulls_distinct=False),
        ),
        migrations.RemoveConstraint(
            model_name='pointsentry',
            name='post_once_per_source',
        ),
        migrations.AlterField(
            model_name='pointsentry',
            name='lot',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='loyalty.pointslot'),
        ),
        migrations.RunSQL(
            'ALTER TABLE loyalty_pointsaccount SET (fillfactor = 50)',
            'ALTER TABLE loyalty_pointsaccount RESET (fillfactor)',
        ),
    ]

"""Shelves and layers change with every order: their pages keep room, so that a change stays where the row is."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('supply', '0017_fewer_references'),
    ]

    operations = [
        migrations.RunSQL(
            f'ALTER TABLE {table} SET (fillfactor = 70)',
            f'ALTER TABLE {table} RESET (fillfactor)',
        )
        for table in ('supply_shelf', 'supply_layer')
    ]

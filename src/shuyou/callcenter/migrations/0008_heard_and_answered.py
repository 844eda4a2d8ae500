"""Who heard recordings and why, and what came of what readers said."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import shuyou.kernel.uids
from shuyou.kernel import schema


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('callcenter', '0007_telephones_and_prompts'),
        ('members', '0032_proved_sign_ups'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='RecordingAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ('by', models.CharField(max_length=80)),
                ('why', models.CharField(choices=[('quality', 'To judge its quality'), ('complaint', 'A complaint'), ('agreed', 'To look up what was agreed'), ('message', 'A message to act on'), ('training', 'For training'), ('request', 'The reader or an authority asked')], max_length=10)),
                ('is_download', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='feedback',
            name='result',
            field=models.CharField(blank=True, choices=[('done', 'Put right'), ('explained', 'Explained'), ('taken_up', 'Taken up'), ('declined', 'Not possible')], db_default='', default='', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('result', ''), ('answered_at__isnull', False), _connector='OR'), name='result_with_an_answer'),
        ),
        migrations.AddField(
            model_name='recordingaccess',
            name='recording',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to='callcenter.recording'),
        ),
        migrations.AddIndex(
            model_name='recordingaccess',
            index=models.Index(fields=['recording', '-at'], name='who_heard_a_recording'),
        ),
        schema.append_only("callcenter_recordingaccess"),
        schema.keep_history("callcenter_recordedprompt", ignoring=("sound",)),
        schema.keep_history("callcenter_qualitymark"),
    ]

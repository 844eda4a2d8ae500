"""Themed clubs with their memberships; merchants of the alliance, passes and checks; rewards of clubs."""


import django.contrib.postgres.fields
import django.db.models.deletion
import shuyou.kernel.uids
from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0016_rewards_from_stock'),
        ('members', '0031_named_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='Club',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=60)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('segment', models.CharField(blank=True, max_length=60)),
                ('welcome', models.PositiveIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='reward',
            name='clubs',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), db_default=[], default=list),
        ),
        migrations.CreateModel(
            name='MemberPass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ('made_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
        ),
        migrations.CreateModel(
            name='Merchant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('food', 'Food and drink'), ('culture', 'Culture'), ('learning', 'Learning'), ('travel', 'Travel'), ('living', 'Daily life')], max_length=8)),
                ('name', models.CharField(max_length=80)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('benefit_zh', models.CharField(max_length=200)),
                ('benefit_en', models.CharField(max_length=200)),
                ('tiers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list)),
                ('clubs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('key_digest', models.CharField(blank=True, max_length=64)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='merchant_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='ClubMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('via', models.CharField(max_length=12)),
                ('joined_by', models.CharField(max_length=80)),
                ('joined_at', models.DateTimeField()),
                ('left_by', models.CharField(blank=True, max_length=80)),
                ('left_at', models.DateTimeField(null=True)),
                ('club', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='loyalty.club')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='club_memberships', to='members.member')),
            ],
            options={
                'indexes': [models.Index(fields=['club', '-id'], name='memberships_of_club')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('club', 'member'), name='in_a_club_once'), models.CheckConstraint(condition=models.Q(('left_at', None), ('left_at__gte', models.F('joined_at')), _connector='OR'), name='nobody_leaves_before_joining')],
            },
        ),
        migrations.CreateModel(
            name='MerchantCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('yes', 'Entitled'), ('not_for', 'Not for this tier or club'), ('ended', 'Over, or not yet'), ('lapsed', 'The pass has lapsed'), ('seen', 'The pass was shown before'), ('forged', 'The pass is not ours'), ('unknown', 'Nobody of this number'), ('blocked', 'Staff have stopped them')], max_length=8)),
                ('via', models.CharField(max_length=12)),
                ('noted_at', models.DateTimeField()),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='loyalty.merchant')),
                ('shown', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='loyalty.memberpass')),
            ],
            options={
                'indexes': [models.Index(fields=['merchant', '-id'], name='checks_of_merchant')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answer', 'yes')), fields=('merchant', 'shown'), name='a_pass_opens_once_for_a_merchant')],
            },
        ),
        schema.keep_history("loyalty_club"),
        schema.keep_history("loyalty_merchant"),
    ]

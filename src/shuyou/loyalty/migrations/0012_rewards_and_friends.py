"""What points are good for, what readers do for them, friends whom they bring, and words before something lapses."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import PROTECT

from shuyou.kernel import schema
from shuyou.kernel.uids import uuid7


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0011_tiers"), ("kernel", "0004_erasure")]
    operations: ClassVar = [
        migrations.CreateModel(
            name='ReferralCode',
            fields=[
                ('member', models.OneToOneField(on_delete=PROTECT, primary_key=True, related_name='referral_code', serialize=False, to='members.member')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ReferralTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('referrer_joining', models.PositiveIntegerField()),
                ('friend_joining', models.PositiveIntegerField()),
                ('referrer_buying', models.PositiveIntegerField()),
                ('friend_buying', models.PositiveIntegerField()),
                ('least_order', models.DecimalField(decimal_places=2, max_digits=10)),
                ('friends_per_month', models.PositiveSmallIntegerField()),
                ('days_to_name', models.PositiveSmallIntegerField()),
                ('set_by', models.CharField(blank=True, max_length=80)),
                ('valid_from', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('event', 'Came to an event'), ('survey', 'Answered a survey'), ('review', 'Wrote a review'), ('contest', 'Took part in a contest'), ('other', 'Something else')], max_length=8)),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('points', models.PositiveIntegerField()),
                ('per_day', models.PositiveIntegerField(default=0)),
                ('per_member', models.PositiveIntegerField(default=0)),
                ('budget', models.PositiveIntegerField(default=0)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=Q(('points__gt', 0)), name='activity_gives_points'), models.CheckConstraint(condition=Q(('valid_to__gte', F('valid_from'))), name='activity_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='ReminderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('days', models.PositiveSmallIntegerField()),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'days'), name='reminder_step_once'), models.CheckConstraint(condition=Q(('days__gte', 1), ('days__lte', 365)), name='reminders_come_before')],
            },
        ),
        migrations.CreateModel(
            name='Reward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid7, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('goods', 'Goods'), ('voucher', 'Voucher'), ('partner', 'From a partner'), ('event', 'Experience')], max_length=8)),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('points', models.PositiveIntegerField()),
                ('cash', models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                ('stock', models.PositiveIntegerField(null=True)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('most_per_member', models.PositiveSmallIntegerField(null=True)),
                ('tiers', ArrayField(base_field=models.CharField(max_length=20), default=list)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('undo_days', models.PositiveSmallIntegerField(default=7)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=Q(('cash__gte', 0), ('points__gt', 0)), name='reward_costs_points'), models.CheckConstraint(condition=Q(('stock', None), ('taken__lte', F('stock')), _connector='OR'), name='rewards_taken_within_stock'), models.CheckConstraint(condition=Q(('valid_to__gte', F('valid_from'))), name='reward_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='ActivityRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=40)),
                ('points', models.PositiveIntegerField()),
                ('noted_by', models.CharField(max_length=80)),
                ('noted_at', models.DateTimeField()),
                ('activity', models.ForeignKey(db_index=False, on_delete=PROTECT, related_name='records', to='loyalty.activity')),
                ('member', models.ForeignKey(on_delete=PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'indexes': [models.Index(fields=['activity', '-id'], name='records_of_activity')],
                'constraints': [models.UniqueConstraint(fields=('activity', 'member', 'reference'), name='activity_once_per_reference')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('friend', models.OneToOneField(on_delete=PROTECT, primary_key=True, related_name='referral', serialize=False, to='members.member')),
                ('state', models.CharField(choices=[('joined', 'Joined'), ('bought', 'Bought'), ('refused', 'Not counted')], max_length=8)),
                ('why', models.CharField(blank=True, choices=[('self', 'their own code'), ('late', 'a member for too long'), ('cycle', 'one brought the other, in a circle'), ('household', 'the same household'), ('contact', 'the same telephone or e-mail address'), ('address', 'the same address'), ('device', 'the same device'), ('month', 'too many friends in a month')], max_length=10)),
                ('device', models.CharField(blank=True, max_length=64)),
                ('points', models.PositiveIntegerField(default=0)),
                ('noted_by', models.CharField(max_length=80)),
                ('noted_at', models.DateTimeField()),
                ('bought_at', models.DateTimeField(null=True)),
                ('referrer', models.ForeignKey(on_delete=PROTECT, related_name='referrals', to='members.member')),
            ],
            options={
                'indexes': [models.Index(fields=['referrer', 'noted_at'], name='referrals_of_month'), models.Index(condition=Q(('device', ''), _negated=True), fields=['device'], name='referrals_by_device')],
                'constraints': [models.CheckConstraint(condition=Q(('state', 'refused'), ('why', ''), _connector='OR'), name='referrals_refused_say_why'), models.CheckConstraint(condition=Q(('state', 'refused'), Q(('friend', F('referrer')), _negated=True), _connector='OR'), name='nobody_brings_themselves')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('subject', models.CharField(blank=True, max_length=40)),
                ('lapses_on', models.DateField()),
                ('days', models.PositiveSmallIntegerField()),
                ('amount', models.PositiveIntegerField()),
                ('noted_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(db_index=False, on_delete=PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'indexes': [models.Index(fields=['lapses_on', 'id'], name='reminders_by_day'), models.Index(condition=Q(('told_at', None)), fields=['id'], name='reminders_to_tell')],
                'constraints': [models.UniqueConstraint(fields=('member', 'kind', 'subject', 'lapses_on', 'days'), name='told_once_for_each_step')],
            },
        ),
        migrations.CreateModel(
            name='RewardUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(unique=True)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('points', models.PositiveIntegerField()),
                ('cash', models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                ('state', models.CharField(choices=[('taken', 'Taken'), ('undone', 'Given back')], default='taken', max_length=8)),
                ('via', models.CharField(max_length=12)),
                ('taken_by', models.CharField(max_length=80)),
                ('taken_at', models.DateTimeField()),
                ('undone_by', models.CharField(blank=True, max_length=80)),
                ('undone_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=PROTECT, related_name='+', to='members.member')),
                ('reward', models.ForeignKey(on_delete=PROTECT, related_name='uses', to='loyalty.reward')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='reward_uses_by_state')],
                'constraints': [models.CheckConstraint(condition=Q(Q(('state', 'taken'), ('undone_at', None)), Q(('state', 'undone'), ('undone_at__isnull', False)), _connector='OR'), name='reward_given_back_at_a_time')],
            },
        ),
        schema.number_series("reward"),
        schema.keep_history("loyalty_reward", ignoring=("taken",)),
        schema.keep_history("loyalty_activity"),
        schema.keep_history("loyalty_reminderstep"),
        schema.append_only("loyalty_referralterms"),
        migrations.RunSQL(
            "INSERT INTO loyalty_referralterms (referrer_joining, friend_joining, referrer_buying, friend_buying,"
            " least_order, friends_per_month, days_to_name, set_by, valid_from)"
            " VALUES (50, 50, 200, 100, 30, 10, 30, '', '2000-01-01T00:00:00Z')",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "INSERT INTO loyalty_reminderstep (kind, days, is_active) VALUES ('points', 30, true), ('points', 7, true),"
            " ('card', 30, true), ('value', 30, true)",
            migrations.RunSQL.noop,
        ),
    ]

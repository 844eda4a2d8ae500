"""Reviews with answers and votes, what readers looked at with their leave, and what staff write."""

import django.db.models.deletion
import shuyou.kernel.uids
from django.conf import settings
from django.db import migrations, models


from shuyou.kernel import schema


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_own_classes'),
        ('members', '0031_named_files'),
        ('shop', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='wants_picks',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='basket',
            name='told_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('page', 'Page'), ('banner', 'Banner'), ('list', 'List of titles'), ('theme', 'Look of the shop')], max_length=6)),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('title_zh', models.CharField(max_length=80)),
                ('title_en', models.CharField(blank=True, max_length=80)),
                ('text_zh', models.TextField(blank=True, max_length=20000)),
                ('text_en', models.TextField(blank=True, max_length=20000)),
                ('link', models.CharField(blank=True, max_length=200)),
                ('style', models.CharField(choices=[('paper', 'Paper'), ('spring', 'Spring green'), ('festival', 'Festive red'), ('indigo', 'Indigo')], default='paper', max_length=8)),
                ('position', models.PositiveSmallIntegerField(default=10)),
                ('is_published', models.BooleanField(default=False)),
                ('shown_from', models.DateTimeField(null=True)),
                ('shown_until', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_published', True)), fields=['kind', 'position', 'id'], name='pieces_shown')],
                'constraints': [models.CheckConstraint(condition=models.Q(('shown_from', None), ('shown_until', None), ('shown_until__gt', models.F('shown_from')), _connector='OR'), name='piece_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ('stars', models.PositiveSmallIntegerField()),
                ('headline', models.CharField(blank=True, max_length=80)),
                ('text', models.TextField(max_length=4000)),
                ('shown_as', models.CharField(max_length=40)),
                ('is_bought', models.BooleanField()),
                ('state', models.CharField(choices=[('waiting', 'To be read'), ('published', 'Published'), ('refused', 'Refused')], default='waiting', max_length=9)),
                ('helpful', models.PositiveIntegerField(default=0)),
                ('written_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
        ),
        migrations.CreateModel(
            name='ReviewAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown_as', models.CharField(max_length=40)),
                ('text', models.TextField(max_length=2000)),
                ('state', models.CharField(choices=[('waiting', 'To be read'), ('published', 'Published'), ('refused', 'Refused')], default='waiting', max_length=9)),
                ('written_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='shop.review')),
                ('staff', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReviewVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voted_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('review', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='shop.review')),
            ],
        ),
        migrations.CreateModel(
            name='Trail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('source', models.CharField(max_length=60)),
                ('campaign', models.CharField(blank=True, max_length=60)),
                ('was_member', models.BooleanField(default=False)),
                ('began_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('text_version', models.CharField(max_length=20)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('viewed', 'Looked at'), ('searched', 'Searched for'), ('added', 'Put into the basket'), ('returned', 'Put back'), ('abandoned', 'Left in the basket'), ('checkout', 'Went to the checkout'), ('ordered', 'Ordered')], max_length=9)),
                ('words', models.CharField(blank=True, max_length=80)),
                ('key', models.CharField(max_length=36)),
                ('at', models.DateTimeField()),
                ('item', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('trail', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='shop.trail')),
            ],
        ),
        migrations.CreateModel(
            name='PieceTitle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('note', models.CharField(blank=True, max_length=120)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('piece', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='titles', to='shop.piece')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('piece', 'item'), name='title_once_in_list')],
            },
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['item', '-helpful', '-id'], name='reviews_of_title'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['id'], name='reviews_to_read'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('item', 'member'), name='review_of_title_by_reader'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('stars__gte', 1), ('stars__lte', 5)), name='review_has_stars'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='review_waits_or_is_decided'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='refused_review_says_why'),
        ),
        migrations.AddIndex(
            model_name='reviewanswer',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['id'], name='answers_to_read'),
        ),
        migrations.AddConstraint(
            model_name='reviewanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', False), ('staff', None)), models.Q(('member', None), ('staff__isnull', False)), _connector='OR'), name='answer_of_reader_or_staff'),
        ),
        migrations.AddConstraint(
            model_name='reviewanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='answer_waits_or_is_decided'),
        ),
        migrations.AddConstraint(
            model_name='reviewvote',
            constraint=models.UniqueConstraint(fields=('review', 'member'), name='helpful_once_by_reader'),
        ),
        migrations.AddIndex(
            model_name='trail',
            index=models.Index(fields=['began_at'], name='trails_by_start'),
        ),
        migrations.AddIndex(
            model_name='trail',
            index=models.Index(fields=['last_at'], name='trails_gone_cold'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(fields=['trail', '-at'], name='steps_of_trail'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(condition=models.Q(('item__isnull', False)), fields=['item', '-at'], name='steps_about_title'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('trail', 'key'), name='step_once'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item__isnull', False), ('kind__in', ['viewed', 'added', 'returned', 'abandoned'])), models.Q(('item', None), ('kind__in', ['searched', 'ordered']), models.Q(('words', ''), _negated=True)), models.Q(('item', None), ('kind', 'checkout')), _connector='OR'), name='step_says_what'),
        ),
        schema.keep_history("shop_piece"),
        schema.keep_history("shop_review", ignoring=("helpful",)),
    ]

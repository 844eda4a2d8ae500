"""Search by sound, by other words and by facets; what is searched follows the item."""

from itertools import batched
from typing import Any, ClassVar

import django.db.models.deletion
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import F, Q

from shuyou.catalog.rules import search_text
from shuyou.kernel import schema

TEXTS = """
    SELECT s.item_id, i.title, i.subtitle, coalesce(e.name, ''), coalesce((
               SELECT array_agg(c.name ORDER BY b.position, b.id) FROM catalog_contribution b
                 JOIN catalog_contributor c ON c.id = b.contributor_id WHERE b.item_id = i.id), '{}')
      FROM catalog_titlesearch s JOIN catalog_item i ON i.id = s.item_id
      LEFT JOIN catalog_series e ON e.id = i.series_id WHERE s.item_id > %s ORDER BY s.item_id LIMIT 2000
"""
WRITE = """
    UPDATE catalog_titlesearch s SET norm = v.norm, toks = v.toks::text[], initials = v.initials
      FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) v (item_id, norm, toks, initials)
     WHERE s.item_id = v.item_id
"""


def read_again(apps: Any, editor: Any) -> None:
    """Write for each title what it is found by now."""
    with editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(TEXTS, [last])
            found = cursor.fetchall()
            if not found:
                return
            last = found[-1][0]
            for rows in batched(found, 500):
                read = [search_text(title=t, subtitle=u, series=s, people=p) for _, t, u, s, p in rows]
                cursor.execute(
                    WRITE,
                    [
                        [row[0] for row in rows],
                        [norm for norm, _, _ in read],
                        [f"{{{','.join(marks)}}}" for _, marks, _ in read],
                        [initials for _, _, initials in read],
                    ],
                )


FOLLOWED = """
    CREATE FUNCTION catalog_grades(first smallint, last smallint) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN coalesce(((1 << (last + 1)) - (1 << first))::smallint, 0::smallint);

    CREATE FUNCTION catalog_search_items() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE catalog_titlesearch s
           SET publisher_id = n.publisher_id, category_id = n.category_id, kind = n.kind, status = n.status,
               price = n.list_price, grades = catalog_grades(n.grade_from, n.grade_to)
          FROM new_rows n WHERE s.item_id = n.id
           AND (s.publisher_id, s.category_id, s.kind, s.status, s.price, s.grades) IS DISTINCT FROM
               (n.publisher_id, n.category_id, n.kind, n.status, n.list_price,
                catalog_grades(n.grade_from, n.grade_to));
        RETURN NULL;
    END $$;
    CREATE TRIGGER catalog_item_searched AFTER UPDATE ON catalog_item REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION catalog_search_items();

    UPDATE catalog_titlesearch s
       SET publisher_id = n.publisher_id, category_id = n.category_id, kind = n.kind, status = n.status,
           price = n.list_price, grades = catalog_grades(n.grade_from, n.grade_to)
      FROM catalog_item n WHERE s.item_id = n.id;
"""
NOT_FOLLOWED = """
    DROP TRIGGER catalog_item_searched ON catalog_item;
    DROP FUNCTION catalog_search_items();
    DROP FUNCTION catalog_grades(smallint, smallint);
"""
HOT = Q(is_hot=True)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("catalog", "0007_school_years")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_by", models.CharField(max_length=80)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40)),
                ("norm", models.CharField(max_length=40, unique=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="catalog.synonymgroup",
                    ),
                ),
            ],
            options={"constraints": [models.CheckConstraint(condition=~Q(norm=""), name="synonym_has_letters")]},
        ),
        schema.keep_history("catalog_synonym"),
        migrations.RemoveIndex(model_name="titlesearch", name="title_toks"),
        migrations.RemoveIndex(model_name="titlesearch", name="title_toks_hot"),
        migrations.RemoveIndex(model_name="titlesearch", name="title_initials"),
        migrations.AddField("titlesearch", "publisher_id", models.BigIntegerField(null=True)),
        migrations.AddField("titlesearch", "category_id", models.BigIntegerField(null=True)),
        migrations.AddField("titlesearch", "kind", models.CharField(max_length=10, default="book", db_default="book")),
        migrations.AddField(
            "titlesearch", "status", models.CharField(max_length=12, default="available", db_default="available")
        ),
        migrations.AddField(
            "titlesearch", "price", models.DecimalField(max_digits=10, decimal_places=2, default=0, db_default=0)
        ),
        migrations.AddField("titlesearch", "grades", models.SmallIntegerField(default=0, db_default=0)),
        migrations.RunPython(read_again, migrations.RunPython.noop),
        migrations.RunSQL(FOLLOWED, NOT_FOLLOWED),
        # What the rows just written still wait for at the commit would forbid to index them.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddIndex("titlesearch", GinIndex(fields=["toks"], name="title_toks", fastupdate=False)),
        migrations.AddIndex(
            "titlesearch", GinIndex(fields=["toks"], name="title_toks_hot", fastupdate=False, condition=HOT)
        ),
        migrations.AddIndex("titlesearch", models.Index("category_id", F("rank").desc(), name="title_of_shelf")),
        migrations.AddIndex("titlesearch", models.Index("publisher_id", F("rank").desc(), name="title_of_publisher")),
    ]

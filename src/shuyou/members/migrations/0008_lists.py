"""Lists of members at full scale: one narrow row for each member, kept by the database with all that lists filter by."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

LISTED = """
    -- Everything a list filters by is a key such as city:杭州; the index over the keys finds who has all of several.
    -- The same words are made by shuyou.members.rules.listing.
    CREATE FUNCTION members_facet(word text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN hashtextextended(word COLLATE "C", 0);

    CREATE FUNCTION members_relist(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        -- Whoever lists the same people waits here, and then sees what the other one has committed.
        PERFORM FROM members_listing WHERE person_id = ANY (people) ORDER BY person_id FOR NO KEY UPDATE;
        DELETE FROM members_listing l WHERE l.person_id = ANY (people) AND NOT EXISTS (
            SELECT FROM members_member m JOIN members_person p ON p.id = m.person_id
             WHERE m.person_id = l.person_id AND m.status <> 'merged' AND p.erased_at IS NULL);
        INSERT INTO members_listing AS l (person_id, by_name, by_number, joined_on, born_on, is_restricted, facets)
        SELECT s.* FROM unnest(people) u (person_id) JOIN members_listed s ON s.person_id = u.person_id
            ON CONFLICT (person_id) DO UPDATE
           SET by_name = excluded.by_name, by_number = excluded.by_number, joined_on = excluded.joined_on,
               born_on = excluded.born_on, is_restricted = excluded.is_restricted, facets = excluded.facets
         WHERE (l.by_name, l.by_number, l.joined_on, l.born_on, l.is_restricted, l.facets) IS DISTINCT FROM
               (excluded.by_name, excluded.by_number, excluded.joined_on, excluded.born_on, excluded.is_restricted,
                excluded.facets);
    END $$;

    CREATE VIEW members_listed AS
    SELECT m.person_id, left(p.pinyin || ' ' || p.name, 60)::varchar(60) AS by_name,
           (chr(64 + length(m.number)) || m.number)::varchar(21) AS by_number, m.joined_on, p.birth_date AS born_on,
           p.is_restricted, ARRAY(
               SELECT DISTINCT members_facet(f.word) FROM (
                   SELECT unnest(ARRAY[
                       'tier:' || t.code, 'status:' || m.status, 'via:' || m.joined_via, 'gender:' || p.gender,
                       'month:' || extract(month FROM p.birth_date), 'surname:' || left(p.name, 1),
                       CASE WHEN m.is_blocked THEN 'blocked' END,
                       CASE WHEN EXISTS (SELECT FROM members_phone x WHERE x.person_id = p.id) THEN 'phone' END,
                       CASE WHEN EXISTS (SELECT FROM members_email x WHERE x.person_id = p.id) THEN 'email' END,
                       CASE WHEN EXISTS (SELECT FROM members_householdperson x WHERE x.person_id = p.id)
                            THEN 'household' END])
                   UNION ALL
                   SELECT unnest(ARRAY['province:' || rtrim(a.province, '省市'), 'city:' || rtrim(a.city, '市'),
                                       'district:' || a.district])
                     FROM members_address a WHERE a.person_id = p.id AND a.is_default
                   UNION ALL
                   SELECT unnest(ARRAY['card:' || c.kind, 'card::' || c.status, 'card:' || c.kind || ':' || c.status])
                     FROM members_card c WHERE c.member_id = p.id
                   UNION ALL
                   SELECT unnest(ARRAY['institution', 'institution:' || i.institution_id])
                     FROM members_institutioncontact i WHERE i.person_id = p.id AND i.until IS NULL
                   UNION ALL
                   (SELECT DISTINCT ON (w.purpose, w.channel)
                           CASE WHEN w.is_granted THEN 'yes:' ELSE 'no:' END || w.purpose || ':' || w.channel
                      FROM members_consent w WHERE w.person_id = p.id
                     ORDER BY w.purpose, w.channel, w.at DESC, w.id DESC)
               ) f (word) WHERE f.word IS NOT NULL) AS facets
      FROM members_member m JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
     WHERE m.status <> 'merged' AND p.erased_at IS NULL;
"""

KEPT = """
    -- What a transaction changed of people is noted, and listed once when it commits. The notes never outlive it.
    CREATE UNLOGGED TABLE members_relisting (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, people bigint[] NOT NULL);

    CREATE FUNCTION members_relist_noted() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE noted bigint[];
    BEGIN
        WITH gone AS (DELETE FROM members_relisting WHERE id >= NEW.id RETURNING people)
        SELECT array_agg(DISTINCT p) INTO noted FROM gone, unnest(gone.people) p;
        IF noted IS NOT NULL THEN PERFORM members_relist(noted); END IF;
        RETURN NULL;
    END $$;

    CREATE CONSTRAINT TRIGGER members_listing_kept AFTER INSERT ON members_relisting
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION members_relist_noted();
"""

NOT_KEPT = """
    DROP TABLE members_relisting;
    DROP FUNCTION members_relist_noted();
"""

OF = {
    "members_member": "person_id",
    "members_phone": "person_id",
    "members_email": "person_id",
    "members_address": "person_id",
    "members_card": "member_id",
    "members_consent": "person_id",
    "members_householdperson": "person_id",
    "members_institutioncontact": "person_id",
}
PERSON = "name, pinyin, gender, birth_date, is_restricted, erased_at"


def note_changes(table: str, changed: str, key: str) -> migrations.RunSQL:
    """Note whom each statement on a table is about; `changed` finds them after an UPDATE."""
    name = f"{table}_note"
    made = f"""
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT {key}) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT {key}) INTO noted FROM old_rows;
        ELSE {changed};
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER {name}_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    CREATE TRIGGER {name}_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    CREATE TRIGGER {name}_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION {name}();
    """  # noqa: S608 - constants
    return migrations.RunSQL(
        made,
        f"DROP TRIGGER {name}_insert ON {table}; DROP TRIGGER {name}_update ON {table};"
        f" DROP TRIGGER {name}_delete ON {table}; DROP FUNCTION {name}();",
    )


def both(key: str) -> str:
    """Return the statement that finds who had and who has the rows of an UPDATE."""
    rows = f"SELECT {key} FROM old_rows UNION SELECT {key} FROM new_rows"  # noqa: S608 - constants
    return f"SELECT array_agg(DISTINCT u.{key}) INTO noted FROM ({rows}) u"  # noqa: S608 - constants


NEW_PERSON, OLD_PERSON = (", ".join(f"{side}.{name}" for name in PERSON.split(", ")) for side in "no")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0007_more_history")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True,
                        related_name="listing", serialize=False, to="members.person",
                    ),
                ),
                ("by_name", models.CharField(db_collation="C", max_length=60)),
                ("by_number", models.CharField(db_collation="C", max_length=21)),
                ("joined_on", models.DateField()),
                ("born_on", models.DateField(null=True)),
                ("is_restricted", models.BooleanField()),
                ("facets", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
        ),
        migrations.RunSQL(LISTED, "DROP VIEW members_listed; DROP FUNCTION members_relist(bigint[]);"
                          " DROP FUNCTION members_facet(text);"),
        migrations.RunSQL("INSERT INTO members_listing SELECT * FROM members_listed", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="listing", index=models.Index(fields=["by_name", "person"], name="listing_by_name")
        ),
        migrations.AddIndex(
            model_name="listing", index=models.Index(fields=["by_number", "person"], name="listing_by_number")
        ),
        migrations.AddIndex(
            model_name="listing", index=models.Index(fields=["joined_on", "person"], name="listing_by_joined")
        ),
        migrations.AddIndex(
            model_name="listing",
            index=django.contrib.postgres.indexes.GinIndex(fields=["facets"], name="listing_facets"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["search_rank", "id"], name="person_by_rank"),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        note_changes(
            "members_person",
            "SELECT array_agg(n.id) INTO noted FROM new_rows n JOIN old_rows o ON o.id = n.id"  # noqa: S608 - constants
            f" WHERE ({NEW_PERSON}) IS DISTINCT FROM ({OLD_PERSON})",
            "id",
        ),
        *(note_changes(table, both(key), key) for table, key in OF.items()),
        migrations.AddField(
            model_name="savedview", name="is_default", field=models.BooleanField(default=False, db_default=False)
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=["owner"], condition=models.Q(is_default=True), name="one_default_view"
            ),
        ),
        migrations.AddField(
            model_name="bulkchange", name="expected", field=models.PositiveIntegerField(default=0, db_default=0)
        ),
        migrations.AddField(model_name="bulkchange", name="ended_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="bulkchange",
            name="failure",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddIndex(
            model_name="bulkchange", index=models.Index(fields=["-done_at", "-id"], name="bulk_changes_by_time")
        ),
    ]

"""Lists by activity and by tags, from the same narrow row as all the rest."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations, models

BEFORE = import_module("shuyou.members.migrations.0008_lists")

LISTED = """
    CREATE OR REPLACE FUNCTION members_relist(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        -- Whoever lists the same people waits here, and then sees what the other one has committed.
        PERFORM FROM members_listing WHERE person_id = ANY (people) ORDER BY person_id FOR NO KEY UPDATE;
        DELETE FROM members_listing l WHERE l.person_id = ANY (people) AND NOT EXISTS (
            SELECT FROM members_member m JOIN members_person p ON p.id = m.person_id
             WHERE m.person_id = l.person_id AND m.status <> 'merged' AND p.erased_at IS NULL);
        INSERT INTO members_listing AS l (
            person_id, by_name, by_number, joined_on, born_on, is_restricted, facets, activity)
        SELECT s.* FROM unnest(people) u (person_id) JOIN members_listed s ON s.person_id = u.person_id
            ON CONFLICT (person_id) DO UPDATE
           SET by_name = excluded.by_name, by_number = excluded.by_number, joined_on = excluded.joined_on,
               born_on = excluded.born_on, is_restricted = excluded.is_restricted, facets = excluded.facets,
               activity = excluded.activity
         WHERE (l.by_name, l.by_number, l.joined_on, l.born_on, l.is_restricted, l.facets, l.activity) IS DISTINCT FROM
               (excluded.by_name, excluded.by_number, excluded.joined_on, excluded.born_on, excluded.is_restricted,
                excluded.facets, excluded.activity);
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
                   SELECT 'tag:' || g.tag_id FROM members_persontag g WHERE g.person_id = p.id
                   UNION ALL
                   (SELECT DISTINCT ON (w.purpose, w.channel)
                           CASE WHEN w.is_granted THEN 'yes:' ELSE 'no:' END || w.purpose || ':' || w.channel
                      FROM members_consent w WHERE w.person_id = p.id
                     ORDER BY w.purpose, w.channel, w.at DESC, w.id DESC)
               ) f (word) WHERE f.word IS NOT NULL) AS facets, p.search_rank AS activity
      FROM members_member m JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
     WHERE m.status <> 'merged' AND p.erased_at IS NULL;
"""

NOT_LISTED = f"""
    DROP VIEW members_listed; DROP FUNCTION members_relist(bigint[]); DROP FUNCTION members_facet(text);
    {BEFORE.LISTED}
"""

ALL_ANEW = """
    TRUNCATE members_listing;
    INSERT INTO members_listing (person_id, by_name, by_number, joined_on, born_on, is_restricted, facets, activity)
    SELECT * FROM members_listed;
"""

PERSON_NOTE = """
    CREATE OR REPLACE FUNCTION members_person_note() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(n.id) INTO noted FROM new_rows n JOIN old_rows o ON o.id = n.id
             WHERE (n.name, n.pinyin, n.gender, n.birth_date, n.is_restricted, n.erased_at, n.search_rank)
                   IS DISTINCT FROM
                   (o.name, o.pinyin, o.gender, o.birth_date, o.is_restricted, o.erased_at, o.search_rank);
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0011_cards")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="listing", name="activity", field=models.IntegerField(default=0, db_default=0)
        ),
        migrations.RunSQL("DROP VIEW members_listed", migrations.RunSQL.noop),
        migrations.RunSQL(LISTED, NOT_LISTED),
        migrations.RunSQL(ALL_ANEW, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="listing", index=models.Index(fields=["activity", "person"], name="listing_by_activity")
        ),
        migrations.RemoveIndex(model_name="person", name="person_by_rank"),
        migrations.RunSQL(PERSON_NOTE, migrations.RunSQL.noop),
        BEFORE.note_changes("members_persontag", BEFORE.both("person_id"), "person_id"),
    ]

"""Lists by what readers like: of each field the word that counts, in the same narrow row as all the rest."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations

BEFORE = import_module("shuyou.members.migrations.0008_lists")
ACTIVITY = import_module("shuyou.members.migrations.0012_lists_by_activity")

VIEW_BEFORE = ACTIVITY.LISTED.split("CREATE VIEW members_listed AS", 1)[1]
TAGS = "SELECT 'tag:' || g.tag_id FROM members_persontag g WHERE g.person_id = p.id"
LIKED = f"""{TAGS}
                   UNION ALL
                   SELECT 'likes:' || k.code || ':' || v.word FROM (
                       SELECT DISTINCT ON (l.attribute_id) a.code, l.value FROM (
                           SELECT DISTINCT ON (w.attribute_id, w.source) w.attribute_id, w.source, w.value
                             FROM members_preference w WHERE w.person_id = p.id
                            ORDER BY w.attribute_id, w.source, w.at DESC, w.id DESC) l
                         JOIN members_attribute a ON a.id = l.attribute_id
                          AND a.kind IN ('choice', 'choices', 'flag', 'scale')
                        WHERE l.value <> 'null'
                        ORDER BY l.attribute_id, array_position(
                            ARRAY['declared', 'survey', 'observed', 'partner', 'derived'], l.source::text)) k
                    CROSS JOIN LATERAL jsonb_array_elements_text(
                        CASE jsonb_typeof(k.value) WHEN 'array' THEN k.value ELSE jsonb_build_array(k.value) END
                    ) v (word)"""  # noqa: S608 - constants
VIEW = VIEW_BEFORE.replace(TAGS, LIKED)
assert VIEW != VIEW_BEFORE

KNOWN = "SELECT members_relist(array_agg(DISTINCT person_id)) FROM members_preference HAVING count(*) > 0"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0020_legal_holds")]
    operations: ClassVar = [
        migrations.RunSQL(
            f"CREATE OR REPLACE VIEW members_listed AS {VIEW}", f"CREATE OR REPLACE VIEW members_listed AS {VIEW_BEFORE}"
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        BEFORE.note_changes("members_preference", BEFORE.both("person_id"), "person_id"),
    ]

"""Lists of titles and the history of prices, kept by the database with every statement."""

from typing import ClassVar

from django.db import migrations

from shuyou.kernel import schema

LISTED = """
    -- The same words are made by shuyou.catalog.rules.listing.
    CREATE FUNCTION catalog_facet(word text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN hashtextextended(word COLLATE "C", 0);

    CREATE VIEW catalog_listed AS
    SELECT i.id AS item_id, left(coalesce(s.initials, ''), 40)::varchar(40) AS by_title, i.list_price, i.published,
           coalesce(s.rank, 0) AS rank, ARRAY(
               SELECT DISTINCT catalog_facet(f.word) FROM (
                   SELECT unnest(ARRAY[
                       'kind:' || i.kind, 'status:' || i.status, 'value:' || i.value_class, 'language:' || i.language,
                       'source:' || i.source, 'category:' || i.category_id, 'publisher:' || i.publisher_id,
                       'series:' || i.series_id, 'audience:' || i.audience, 'school:' || i.school_subject,
                       'binding:' || i.binding,
                       CASE WHEN i.has_fixed_price THEN 'fixed' END, CASE WHEN i.earns_no_points THEN 'no_points' END,
                       CASE WHEN i.barred_channels <> '{}' OR i.least_age IS NOT NULL THEN 'barred' END,
                       CASE WHEN i.is_price_synthetic THEN 'made_up' END, CASE WHEN i.cover <> '' THEN 'cover' END,
                       CASE WHEN i.blurb <> '' THEN 'blurb' END, CASE WHEN i.is_batched THEN 'batched' END,
                       CASE WHEN i.is_numbered THEN 'numbered' END])
                   UNION ALL
                   SELECT 'grade:' || g FROM generate_series(i.grade_from::int, i.grade_to::int) g
               ) f (word) WHERE f.word IS NOT NULL) AS facets
      FROM catalog_item i LEFT JOIN catalog_titlesearch s ON s.item_id = i.id
     WHERE i.merged_into_id IS NULL;

    CREATE FUNCTION catalog_relist(items bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM catalog_titlelisting l WHERE l.item_id = ANY (items) AND NOT EXISTS (
            SELECT FROM catalog_item i WHERE i.id = l.item_id AND i.merged_into_id IS NULL);
        INSERT INTO catalog_titlelisting AS l (item_id, by_title, list_price, published, rank, facets)
        SELECT v.* FROM unnest(items) u (item_id) JOIN catalog_listed v ON v.item_id = u.item_id ORDER BY v.item_id
            ON CONFLICT (item_id) DO UPDATE
           SET by_title = excluded.by_title, list_price = excluded.list_price, published = excluded.published,
               rank = excluded.rank, facets = excluded.facets
         WHERE (l.by_title, l.list_price, l.published, l.rank, l.facets) IS DISTINCT FROM
               (excluded.by_title, excluded.list_price, excluded.published, excluded.rank, excluded.facets);
    END $$;

    INSERT INTO catalog_titlelisting (item_id, by_title, list_price, published, rank, facets)
    SELECT * FROM catalog_listed;
"""

NOT_LISTED = """
    DELETE FROM catalog_titlelisting;
    DROP FUNCTION catalog_relist(bigint[]);
    DROP VIEW catalog_listed;
    DROP FUNCTION catalog_facet(text);
"""

KEPT = """
    CREATE FUNCTION catalog_list_items() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM catalog_titlelisting l USING old_rows o WHERE l.item_id = o.id;
        ELSE
            PERFORM catalog_relist((SELECT array_agg(id) FROM new_rows));
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER catalog_item_insert AFTER INSERT ON catalog_item REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION catalog_list_items();
    CREATE TRIGGER catalog_item_update AFTER UPDATE ON catalog_item REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION catalog_list_items();
    CREATE TRIGGER catalog_item_delete AFTER DELETE ON catalog_item REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION catalog_list_items();

    CREATE FUNCTION catalog_list_search() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            UPDATE catalog_titlelisting l SET by_title = left(n.initials, 40), rank = n.rank
              FROM new_rows n WHERE n.item_id = l.item_id;
        ELSE
            UPDATE catalog_titlelisting l SET by_title = left(n.initials, 40), rank = n.rank
              FROM new_rows n WHERE n.item_id = l.item_id AND (l.by_title, l.rank) <> (left(n.initials, 40), n.rank);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER catalog_titlesearch_insert AFTER INSERT ON catalog_titlesearch REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION catalog_list_search();
    CREATE TRIGGER catalog_titlesearch_update AFTER UPDATE ON catalog_titlesearch REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION catalog_list_search();
"""

NOT_KEPT = """
    DROP TRIGGER catalog_titlesearch_update ON catalog_titlesearch;
    DROP TRIGGER catalog_titlesearch_insert ON catalog_titlesearch;
    DROP FUNCTION catalog_list_search();
    DROP TRIGGER catalog_item_delete ON catalog_item;
    DROP TRIGGER catalog_item_update ON catalog_item;
    DROP TRIGGER catalog_item_insert ON catalog_item;
    DROP FUNCTION catalog_list_items();
"""

PRICES = """
    ALTER TABLE catalog_item ADD CONSTRAINT attributes_are_an_object CHECK (jsonb_typeof(attributes) = 'object');

    CREATE FUNCTION catalog_note_price() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO catalog_pricechange (item_id, before, after) VALUES (NEW.id, OLD.list_price, NEW.list_price);
        RETURN NULL;
    END $$;
    CREATE TRIGGER catalog_item_price AFTER UPDATE ON catalog_item FOR EACH ROW
        WHEN (OLD.list_price IS DISTINCT FROM NEW.list_price) EXECUTE FUNCTION catalog_note_price();

    CREATE FUNCTION catalog_note_rate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO catalog_pricechange (item_id, price_list_id, after)
            VALUES (NEW.item_id, NEW.price_list_id, NEW.rate);
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO catalog_pricechange (item_id, price_list_id, before)
            VALUES (OLD.item_id, OLD.price_list_id, OLD.rate);
        ELSIF OLD.rate IS DISTINCT FROM NEW.rate THEN
            INSERT INTO catalog_pricechange (item_id, price_list_id, before, after)
            VALUES (NEW.item_id, NEW.price_list_id, OLD.rate, NEW.rate);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER catalog_priceentry_rate AFTER INSERT OR UPDATE OR DELETE ON catalog_priceentry
        FOR EACH ROW EXECUTE FUNCTION catalog_note_rate();
"""

NO_PRICES = """
    DROP TRIGGER catalog_priceentry_rate ON catalog_priceentry;
    DROP FUNCTION catalog_note_rate();
    DROP TRIGGER catalog_item_price ON catalog_item;
    DROP FUNCTION catalog_note_price();
    ALTER TABLE catalog_item DROP CONSTRAINT attributes_are_an_object;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("catalog", "0005_products")]
    operations: ClassVar = [
        migrations.RunSQL(LISTED, NOT_LISTED),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(PRICES, NO_PRICES),
        schema.append_only("catalog_pricechange"),
        schema.append_only("catalog_itemchange"),
        schema.keep_history("catalog_batch"),
        schema.keep_history("catalog_numberedcopy"),
        schema.keep_history("catalog_bundlepart"),
    ]

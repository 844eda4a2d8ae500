"""What catalog exports to the lake: what can be sold, where it stands, who made it."""

from shuyou.kernel.lake import Export, count, flag, ident, moment, money, text
from shuyou.kernel.registry import registry

registry.offer(
    Export(
        name="items",
        meaning="A title or another article.",
        table="catalog_item",
        key="id",
        joins="LEFT JOIN catalog_category c ON c.id = t.category_id",
        columns=(
            ident("item_id", "t.id", "Which article."),
            ident("work_id", "t.work_id", "The work of which it is an edition."),
            ident("category_id", "t.category_id", "Its class."),
            text("clc", "CASE WHEN lower(c.scheme) = 'clc' THEN c.code END", "The code of its class of the CLC."),
            ident("publisher_id", "t.publisher_id", "Its publisher."),
            ident("series_id", "t.series_id", "Its series."),
            text("title", "t.title", "Its title."),
            text("kind", "t.kind", "book, periodical, av, epub, stationery, sports, instrument, art, toy and so on."),
            text("value_class", "t.value_class", "everyday or high_value."),
            text("language", "t.language", "Its language."),
            text("audience", "t.audience", "general, children, young_adult, school, tertiary, professional or empty."),
            count("grade_from", "t.grade_from", "The first school year it is for."),
            count("grade_to", "t.grade_to", "The last school year it is for."),
            text("school_subject", "t.school_subject", "The school subject it is for."),
            money("list_price", "t.list_price", "The list price now."),
            text("status", "t.status", "announced, available and so on."),
            text("published", "t.published", "When it was published, as its source wrote it."),
            flag("has_fixed_price", "t.has_fixed_price", "Nobody pays less than the list price."),
            ident("merged_into", "t.merged_into_id", "The article that it turned out to be."),
            moment("added_at", "t.added_at", "When it came into the catalog."),
        ),
    ),
    Export(
        name="categories",
        meaning="Classes of classifications.",
        table="catalog_category",
        key="id",
        whole=True,
        columns=(
            ident("category_id", "t.id", "Which class."),
            text("scheme", "t.scheme", "Of which classification."),
            text("code", "t.code", "Its code there."),
            text("name_zh", "t.name_zh", "Its Chinese name."),
            text("name_en", "t.name_en", "Its English name."),
        ),
    ),
    Export(
        name="subjects",
        meaning="What an article is about, by codes of schemes.",
        table="catalog_subject",
        key="id",
        columns=(
            ident("item_id", "t.item_id", "Which article."),
            text("scheme", "t.scheme", "CLC, Thema and so on."),
            text("code", "t.code", "The code."),
            flag("is_main", "t.is_main", "It is mainly about this."),
        ),
    ),
    Export(
        name="contributions",
        meaning="Who made an article.",
        table="catalog_contribution",
        key="id",
        columns=(
            ident("item_id", "t.item_id", "Which article."),
            ident("contributor_id", "t.contributor_id", "Who."),
            text("role", "t.role", "author, translator and so on."),
            count("position", "t.position", "The place on the title page."),
        ),
    ),
    Export(
        name="contributors",
        meaning="Authors and others who make books.",
        table="catalog_contributor",
        key="id",
        columns=(
            ident("contributor_id", "t.id", "Who."),
            text("name", "t.name", "The name on the title page."),
        ),
    ),
)

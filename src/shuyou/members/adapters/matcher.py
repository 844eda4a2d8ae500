"""
Finding people who are there twice, by Splink on DuckDB.

The rows come as columns; keys under which two rows may meet are drawn from them; pairs that meet are weighed level by
level as `shuyou.members.rules.likeness` says.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import duckdb
import pyarrow as pa
from opencc import OpenCC
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.comparison_level_library import CustomLevel, ElseLevel
from splink.comparison_library import CustomComparison

from shuyou.members.rules.likeness import CROWD, LEAST, LEVELS, POSSIBLE, Field, Level, chance_of_two
from shuyou.members.rules.names import spelled
from shuyou.members.rules.sounds import FOLDS

for _name in ("splink", "sqlglot"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # they tell each step, and rows in them

BUSY: Final = 40
"""People who may meet under one key; beyond it the key tells nothing and other keys must."""

RARE: Final = 4
"""People who may meet under nothing but a name."""

LOOKALIKES: Final = (
    "睛晴 佳住 未末 铃玲 悔梅 停婷"
    " 严丽 朋明 祷涛 方芳 净静 杉彬 淇琪 侍诗 字宇 晨辰 彼波 雷雪 吴昊 欢欣 水冰 张强 虹红"
    " 莫英 浩洁 己已 土士 日曰 千干 天夭 夫失 申甲 由田 今令 戊戍 侯候 崇祟 拔拨 析折 徒徙 茶荼 玟玫 炜玮 垣恒 冶治"
    " 卯卵 亨享 泠冷"
)
"""Characters that are misread for one another, the second of each pair standing for both."""


@dataclass(frozen=True, slots=True)
class Found:
    """Two people who may be one, the older first: how likely, and the level and weight of each field that is known."""

    left: int
    right: int
    score: float
    levels: Sequence[tuple[Field, str, float]]


@dataclass(frozen=True, slots=True)
class Columns:
    """The base in columns: who is there, and their phones, e-mail addresses and usual addresses."""

    people: pa.Table
    phones: pa.Table
    emails: pa.Table
    addresses: pa.Table


def find_pairs(columns: Columns, *, above: int = 0) -> list[Found]:
    """
    Return the pairs that are more likely one person than not, of whom at least one has an id above a bound.

    The same rows give the same pairs, whatever ran before.
    """
    with duckdb.connect(":memory:") as session:
        _load(session, columns)
        for statement in (_RARE, _FEATURES, _KEYS, _PAIRS):
            session.execute(statement, {"above": above} if "$above" in statement else None)
        return _weigh(session)


# --- what is compared


def _load(session: duckdb.DuckDBPyConnection, columns: Columns) -> None:
    session.register("raw_phone", columns.phones)
    session.register("raw_email", columns.emails)
    session.register("raw_address", columns.addresses)
    session.register("raw_person", _plain_names(columns.people))
    session.execute(_MACROS)


def _plain_names(people: pa.Table) -> pa.Table:
    """Add each name in simplified characters, and how that is read where it differs."""
    kept = [name.replace("\n", " ") for name in people["name"].to_pylist()]
    plain = _simplifier().convert("\n".join(kept)).split("\n") if kept else []
    sounds = [
        sound if name == simple else spelled(simple)[0]
        for name, simple, sound in zip(kept, plain, people["pinyin"].to_pylist(), strict=True)
    ]
    shapes = [name.translate(_shapes()) for name in plain]
    return people.append_column("plain", [plain]).append_column("sound", [sounds]).append_column("shape", [shapes])


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@cache
def _shapes() -> dict[int, int]:
    return {ord(pair[0]): ord(pair[1]) for pair in LOOKALIKES.split()}


def _folded() -> str:
    """Return how DuckDB folds a name's pinyin."""
    column = "sound"
    for wide, narrow in FOLDS:
        column = f"replace({column}, '{wide}', '{narrow}')"
    return column


_MACROS: Final = f"""
    CREATE MACRO crowd() AS {CROWD};
    CREATE MACRO busy() AS {BUSY};
    CREATE MACRO rare() AS {RARE};
    CREATE MACRO folded(sound) AS {_folded()};
    CREATE MACRO sorted(text) AS array_to_string(list_sort(string_split(text, '')), '');
    CREATE MACRO plain_street(street) AS
        regexp_replace(regexp_replace(street, '号楼|栋|幢|座|单元|号|室|楼|弄|-|#|—|－', ' ', 'g'), '\\s+', ' ', 'g');
    CREATE MACRO turned(one, other) AS length(one) = length(other) AND contains(one || one, other);
    CREATE MACRO without_one(longer, shorter) AS len(list_filter(range(1, length(longer) + 1),
        lambda place: left(longer, place - 1) || substr(longer, place + 1) = shorter)) > 0;
    CREATE MACRO differing(one, other) AS
        len(list_filter(range(1, length(one) + 1), lambda place: one[place] <> other[place]));
    CREATE MACRO digits(day) AS strftime(day, '%Y%m%d');
"""

_RARE: Final = """
    CREATE TABLE phone AS
        SELECT id, digits, digits LIKE '1%' AND length(digits) = 11 AS is_mobile
          FROM raw_phone SEMI JOIN raw_person USING (id)
         WHERE digits IN (SELECT digits FROM raw_phone GROUP BY 1 HAVING count(*) <= crowd());
    CREATE TABLE email AS
        SELECT id, address FROM raw_email SEMI JOIN raw_person USING (id)
         WHERE address IN (SELECT address FROM raw_email GROUP BY 1 HAVING count(*) <= crowd());
    CREATE TABLE home AS
        SELECT id, city, district, plain, replace(regexp_extract(plain, '^[^0-9]*[0-9]+'), ' ', '') AS building,
               regexp_replace(plain, '[^0-9]+', '.', 'g') AS numbers
          FROM (SELECT id, city, district, trim(plain_street(street)) AS plain FROM raw_address);
    CREATE TABLE born AS
        SELECT id, birth_date FROM raw_person WHERE birth_date NOT IN (
            SELECT birth_date FROM raw_person WHERE birth_date IS NOT NULL GROUP BY 1
            HAVING count(*) > 20 + (SELECT count(*) FROM raw_person) / 1000);
"""

_FEATURES: Final = """
    CREATE TABLE person AS
    SELECT p.id AS unique_id, lower(replace(p.plain, ' ', '')) AS name, p.sound, p.shape, folded(p.sound) AS fold,
           sorted(lower(replace(p.plain, ' ', ''))) AS letters, sorted(folded(p.sound)) AS anagram,
           left(p.plain, 1) AS surname, nullif(p.gender, '') AS gender, b.birth_date AS born,
           f.mobiles, f.landlines, f.mobile, e.emails, e.email,
           h.city, h.district, h.city || h.building AS house, h.city || h.building || h.numbers AS home
      FROM raw_person p LEFT JOIN born b ON b.id = p.id
      LEFT JOIN (SELECT id, list_sort(list(digits) FILTER (is_mobile)) AS mobiles,
                        list_sort(list(digits) FILTER (NOT is_mobile)) AS landlines,
                        min(digits) FILTER (is_mobile) AS mobile FROM phone GROUP BY 1) f
        ON f.id = p.id
      LEFT JOIN (SELECT id, list_sort(list(address)) AS emails, min(address) AS email FROM email GROUP BY 1) e
        ON e.id = p.id
      LEFT JOIN home h ON h.id = p.id
     ORDER BY p.id;
"""

_KEYS: Final = """
    CREATE TABLE key AS
    WITH every AS (
        SELECT hash('phone', digits) AS key, id FROM phone
        UNION ALL SELECT hash('email', address), id FROM email
        UNION ALL SELECT hash('mail', split_part(address, '@', 1)), id FROM email
        UNION ALL SELECT hash('home', home), unique_id FROM person WHERE home IS NOT NULL
        UNION ALL SELECT hash('name district', fold, city, district), unique_id FROM person WHERE city IS NOT NULL
        UNION ALL SELECT hash('surname house', surname, house), unique_id FROM person WHERE house IS NOT NULL
        UNION ALL SELECT hash('surname born', surname, born), unique_id FROM person WHERE born IS NOT NULL
        UNION ALL SELECT hash('name born', anagram, born), unique_id FROM person WHERE born IS NOT NULL
        UNION ALL SELECT hash('name year', fold, year(born)), unique_id FROM person WHERE born IS NOT NULL
        UNION ALL SELECT hash('name day', fold, month(born), day(born)), unique_id FROM person WHERE born IS NOT NULL
    ), rare AS (
        SELECT hash('fold', fold) AS key, unique_id AS id FROM person
        UNION ALL SELECT hash('shape', shape), unique_id FROM person
        UNION ALL SELECT hash('anagram', anagram), unique_id FROM person
    )
    SELECT key, id FROM every
     WHERE key IN (SELECT key FROM every GROUP BY 1 HAVING count(*) BETWEEN 2 AND busy())
    UNION ALL SELECT key, id FROM rare
     WHERE key IN (SELECT key FROM rare GROUP BY 1 HAVING count(*) BETWEEN 2 AND rare());
"""

_PAIRS: Final = """
    CREATE TABLE pair AS
    SELECT DISTINCT '0' AS match_key, l.id AS join_key_l, r.id AS join_key_r
      FROM key l JOIN key r ON r.key = l.key AND r.id > l.id WHERE r.id > $above;
"""

# --- how it is compared

_NAMES_ALIKE: Final = (
    "(name_l = name_r OR fold_l = fold_r OR letters_l = letters_r OR shape_l = shape_r OR turned(fold_l, fold_r))"
)
_PHONE_SHARED: Final = "(list_has_any(mobiles_l, mobiles_r) OR list_has_any(landlines_l, landlines_r))"
_ONE_DIGIT: Final = "damerau_levenshtein(mobile_l, mobile_r) = 1"
_ONE_LETTER: Final = (
    "(damerau_levenshtein(email_l, email_r) = 1 OR (length(split_part(email_l, '@', 1)) > 5"
    " AND split_part(email_l, '@', 1) = split_part(email_r, '@', 1)))"
)

_UNKNOWN: Final = {
    Field.NAME: "name_l IS NULL OR name_r IS NULL",
    Field.BIRTH: "born_l IS NULL OR born_r IS NULL",
    Field.PHONE: f"(mobiles_l IS NULL OR mobiles_r IS NULL) AND NOT coalesce({_PHONE_SHARED}, false)",
    Field.EMAIL: "emails_l IS NULL OR emails_r IS NULL",
    Field.ADDRESS: "home_l IS NULL OR home_r IS NULL",
    Field.GENDER: "gender_l IS NULL OR gender_r IS NULL",
}
_CONDITIONS: Final = {
    (Field.NAME, "same"): "name_l = name_r",
    (Field.NAME, "order"): "letters_l = letters_r",
    (Field.NAME, "sound"): "sound_l = sound_r",
    (Field.NAME, "shape"): "shape_l = shape_r",
    (Field.NAME, "dialect"): "fold_l = fold_r",
    (Field.NAME, "turned"): "turned(fold_l, fold_r)",
    (Field.NAME, "part"): (
        "surname_l = surname_r AND (length(name_l) = length(name_r) + 1 AND without_one(name_l, name_r)"
        " OR length(name_r) = length(name_l) + 1 AND without_one(name_r, name_l))"
    ),
    (Field.NAME, "near"): (
        "surname_l = surname_r AND length(name_l) > 2 AND length(name_l) = length(name_r)"
        " AND differing(name_l, name_r) = 1"
    ),
    (Field.NAME, "surname"): "surname_l = surname_r",
    (Field.BIRTH, "same"): f"born_l = born_r AND {_NAMES_ALIKE}",
    (Field.BIRTH, "same_other_name"): "born_l = born_r",
    (
        Field.BIRTH,
        "swapped",
    ): ("year(born_l) = year(born_r) AND month(born_l) = day(born_r) AND day(born_l) = month(born_r)"),
    (Field.BIRTH, "digit"): "damerau_levenshtein(digits(born_l), digits(born_r)) = 1",
    (Field.BIRTH, "near"): "abs(date_diff('day', born_l, born_r)) <= 45",
    (Field.BIRTH, "day"): "month(born_l) = month(born_r) AND day(born_l) = day(born_r)",
    (Field.PHONE, "mobile"): "list_has_any(mobiles_l, mobiles_r)",
    (Field.PHONE, "landline"): "list_has_any(landlines_l, landlines_r)",
    (Field.PHONE, "digit"): f"{_NAMES_ALIKE} AND {_ONE_DIGIT}",
    (Field.EMAIL, "same"): f"list_has_any(emails_l, emails_r) AND {_NAMES_ALIKE}",
    (Field.EMAIL, "same_other_name"): "list_has_any(emails_l, emails_r)",
    (Field.EMAIL, "near"): _ONE_LETTER,
    (Field.ADDRESS, "same_and_phone"): f"home_l = home_r AND coalesce({_PHONE_SHARED}, false)",
    (Field.ADDRESS, "same"): "home_l = home_r",
    (Field.ADDRESS, "building"): "house_l = house_r",
    (Field.ADDRESS, "district"): "city_l = city_r AND district_l = district_r",
    (Field.ADDRESS, "city"): "city_l = city_r",
    (Field.GENDER, "same"): "gender_l = gender_r",
}
COUNTED: Final = ("name", "letters", "sound", "shape", "fold", "anagram")


def _weigh(session: duckdb.DuckDBPyConnection) -> list[Found]:
    people = _count(session, "person")
    if not _count(session, "pair"):
        return []
    api = DuckDBAPI(session)
    linker = Linker(api.register("person"), _settings(people), log_level=None)
    for column in COUNTED:
        share = f"count(*) / {max(people, LEAST)} AS tf_{column}"
        session.execute(f"CREATE TABLE tf_{column} AS SELECT {column}, {share} FROM person GROUP BY 1")  # noqa: S608 - ours
        linker.table_management.register_term_frequency_lookup(api.register(f"tf_{column}"), column)
    linker.table_management.register_blocked_pairs_for_predict(api.register("pair"))
    likely = linker.inference.predict(threshold_match_probability=POSSIBLE, warning_mode="never")
    return _read(session, likely.physical_name)


def _count(session: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = session.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608 - named above
    return int(count)


def _settings(people: int) -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(field, levels, people) for field, levels in LEVELS.items()],
        probability_two_random_records_match=chance_of_two(people),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(field: Field, levels: Sequence[Level], people: int) -> CustomComparison:
    unknown = CustomLevel(_UNKNOWN[field], "unknown").configure(is_null_level=True)
    return CustomComparison([unknown, *(_level(field, level, people) for level in levels)], output_column_name=field)


def _level(field: Field, level: Level, people: int) -> Any:
    condition = _CONDITIONS.get((field, level.code))
    made = CustomLevel(condition, level.code) if condition else ElseLevel()
    made.configure(m_probability=level.same, u_probability=level.share(people), label_for_charts=level.code)
    if level.counted:
        made.configure(tf_adjustment_column=level.counted, disable_tf_exact_match_detection=True)
    return made


def _read(session: duckdb.DuckDBPyConnection, table: str) -> list[Found]:
    parts = ", ".join(f"gamma_{field}, mw_{field}{'+ mw_tf_adj_name' * (field == Field.NAME)}" for field in LEVELS)
    rows = session.execute(
        f"SELECT unique_id_l, unique_id_r, match_probability, {parts} FROM {table} ORDER BY 1, 2"  # noqa: S608 - ours
    ).fetchall()
    return [Found(left, right, score, _levels(weighed)) for left, right, score, *weighed in rows]


def _levels(weighed: Sequence[Any]) -> list[tuple[Field, str, float]]:
    """Return the levels that fields fell into, by the numbers that count them from the last one up."""
    return [
        (field, levels[len(levels) - 1 - weighed[2 * place]].code, round(weighed[2 * place + 1], 1))
        for place, (field, levels) in enumerate(LEVELS.items())
        if weighed[2 * place] >= 0
    ]

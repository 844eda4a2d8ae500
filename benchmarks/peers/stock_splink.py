"""Splink with the comparisons it ships for names, dates of birth and e-mail, trained by itself as its guide says."""

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from shuyou.members.adapters.matcher import Columns

SAMPLED: Final = 2_000_000
SEED: Final = 1
THRESHOLDS: Final = (0.5, 0.9, 0.95, 0.99, 0.999)

type Pairs = set[tuple[int, int]]


def stock_pairs(columns: Columns) -> dict[float, Pairs]:
    """Return the pairs that stock settings find, by the probability asked for."""
    api: Any = DuckDBAPI()
    linker: Any = Linker(api.register(_flat(columns)), _settings(), log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name", "birth_date"), block_on("phone", "name"), block_on("email")], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED, seed=SEED)
    for rule in (block_on("name"), block_on("birth_date")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    rows = api.duckdb_con.execute(
        f"SELECT unique_id_l, unique_id_r, match_probability FROM {found.physical_name}"
    ).fetchall()
    return {
        least: {(min(one, other), max(one, other)) for one, other, share in rows if share >= least}
        for least in THRESHOLDS
    }


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("name"),
            cl.DateOfBirthComparison("birth_date", input_is_string=False),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("street", [2, 6]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name", "birth_date"),
            block_on("phone"),
            block_on("email"),
            block_on("name", "city"),
            block_on("street", "city"),
        ],
        retain_matching_columns=False,
    )


def _flat(columns: Columns) -> Any:
    """Return a row for each person: the first phone, e-mail and address."""
    ids: Sequence[int] = columns.people["id"].to_pylist()
    phones = dict(zip(*_reversed(columns.phones, "digits"), strict=True))
    emails = dict(zip(*_reversed(columns.emails, "address"), strict=True))
    cities = dict(zip(*_reversed(columns.addresses, "city"), strict=True))
    streets = dict(zip(*_reversed(columns.addresses, "street"), strict=True))
    return pa.table(
        {
            "unique_id": ids,
            "name": columns.people["name"],
            "birth_date": columns.people["birth_date"],
            "phone": [phones.get(one) for one in ids],
            "email": [emails.get(one) for one in ids],
            "city": [cities.get(one) for one in ids],
            "street": [streets.get(one) for one in ids],
        }
    )


def _reversed(table: Any, column: str) -> tuple[list[int], list[str]]:
    return table["id"].to_pylist()[::-1], table[column].to_pylist()[::-1]

"""The list of features: which tests claim them, and which claims are refused."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from shuyou.kernel.management import claims
from shuyou.kernel.management.claims import Claim
from shuyou.kernel.management.commands import features

PLACE = "src/shuyou/members/tests/test_cards.py"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with three features and one module of tests, which `shuyou features` reads."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "features.tsv").write_text(
        "id\tarea\tpackage\tfeature\tworks_when\treference_numbers\n"
        'F001\tMembers\tmembers\tOne "touch\tfound\t–\n'
        "F002\tMembers\tmembers\tCard\tissued\t–\n"
        "F003\tBooks\tcatalog\tBook\tshown\t–\n",
        "utf-8",
    )
    (tmp_path / PLACE).parent.mkdir(parents=True)
    (tmp_path / PLACE).write_text("import pytest\n@pytest.mark.feature('F001')\ndef test_one(): ...\n")
    monkeypatch.setattr(features, "ROOT", tmp_path)
    return tmp_path


def listed(*arguments: str) -> str:
    out = StringIO()
    call_command("features", *arguments, stdout=out)
    return out.getvalue()


def test_marks_hold_for_tests_classes_and_modules() -> None:
    source = """
pytestmark = [pytest.mark.django_db, pytest.mark.feature("F001")]
@pytest.mark.feature("F002", "F003")
def test_one(): ...
@pytest.mark.feature("F004")
class TestCards:
    pytestmark = pytest.mark.feature("F005")
    @pytest.mark.feature("F006")
    async def test_two(self): ...
    def helper(self): ...
"""
    one, two = f"{PLACE}::test_one", f"{PLACE}::TestCards::test_two"

    assert claims.claims_in(source, PLACE) == [
        *(Claim(id_, one) for id_ in ("F001", "F002", "F003")),
        *(Claim(id_, two) for id_ in ("F001", "F004", "F005", "F006")),
    ]


@pytest.mark.parametrize("mark", ["skip", "skip(reason='later')", "xfail(strict=True)"])
def test_a_test_that_is_not_run_claims_nothing(mark: str) -> None:
    source = f"@pytest.mark.feature('F001')\n@pytest.mark.{mark}\ndef test_one(): ..."

    assert claims.claims_in(source, PLACE) == []


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("@pytest.mark.feature('F001')\ndef helper(): ...", "belongs on a test"),
        ("CASES = [pytest.param(1, marks=pytest.mark.feature('F001'))]", "belongs on a test"),
        ("@pytest.mark.feature(ID)\ndef test_one(): ...", "plain strings"),
    ],
)
def test_refuses_a_claim_it_cannot_read(source: str, why: str) -> None:
    with pytest.raises(claims.UnreadableClaim, match=why):
        claims.claims_in(source, PLACE)


def test_lists_every_feature_with_its_tests_as_json(checkout: Path) -> None:
    assert json.loads(listed("--json")) == [
        {"id": "F001", "package": "members", "tests": [f"{PLACE}::test_one"]},
        {"id": "F002", "package": "members", "tests": []},
        {"id": "F003", "package": "catalog", "tests": []},
    ]


def test_lists_what_is_missing_in_a_package(checkout: Path) -> None:
    assert json.loads(listed("--json", "--missing", "--package", "members")) == [
        {"id": "F002", "package": "members", "tests": []}
    ]


def test_says_how_many_features_have_a_test(checkout: Path) -> None:
    lines = listed("--package", "members").splitlines()

    assert lines[0].split() == ["F001", "members", "1", "One", '"touch']
    assert lines[-1] == "1 of 2 features have a test"


def test_refuses_an_id_that_is_not_in_the_table(checkout: Path) -> None:
    test = checkout / "tests" / "journeys" / "test_story.py"
    test.parent.mkdir(parents=True)
    test.write_text("import pytest\n@pytest.mark.feature('F999')\ndef test_story(): ...\n")

    with pytest.raises(CommandError, match=r"test_story.py::test_story claims F999"):
        listed()


def test_refuses_an_unknown_package(checkout: Path) -> None:
    with pytest.raises(CommandError, match="called nowhere"):
        listed("--package", "nowhere")


def test_the_table_of_this_checkout_is_sound() -> None:
    ids = [feature.id for feature in claims.features(features.ROOT)]

    assert len(ids) == len(set(ids)) == 224
    assert ids[:5] == ["F001", "F002", "F003", "F004", "F005"]

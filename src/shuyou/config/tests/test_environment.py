"""What the machine says is checked at the door, and refused by name."""

import stat
import traceback
from pathlib import Path

import pytest

from shuyou.config.environment import Environment, WrongEnvironment
from shuyou.config.mail import mailers


def read(var: Path, **variables: str) -> Environment:
    return Environment.read({"SHUYOU_VAR": str(var), **variables})


def test_nothing_need_be_said(tmp_path: Path) -> None:
    environment = read(tmp_path / "var")

    assert (environment.bind, environment.port) == ("127.0.0.1", 8000)
    assert (environment.web_workers, environment.web_threads) == (2, 4)
    assert (environment.club_zone, environment.currency, environment.language) == ("Asia/Shanghai", "CNY", "zh-hans")
    assert (environment.database_url, environment.debug, environment.https) == ("", False, False)
    assert environment.hosts == ("localhost", "127.0.0.1", "[::1]")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHUYOU_PORT", "eighty"),
        ("SHUYOU_PORT", "70000"),
        ("SHUYOU_PORT", "８０００"),
        ("SHUYOU_BIND", "my-server"),
        ("SHUYOU_DEBUG", "maybe"),
        ("SHUYOU_HOSTS", "*"),
        ("SHUYOU_WEB_WORKERS", "0"),
        ("SHUYOU_WEB_THREADS", "-1"),
        ("SHUYOU_PROXIES", "many"),
        ("SHUYOU_CLUB_ZONE", "Asia/Atlantis"),
        ("SHUYOU_CLUB_ZONE", "../../etc/passwd"),
        ("SHUYOU_CURRENCY", "yuan"),
        ("SHUYOU_PRIVACY_DAYS", "0"),
        ("SHUYOU_QUIET_HOURS", "21-9"),
        ("SHUYOU_MAIL_URL", "mail.example.com"),
        ("SHUYOU_MAIL_URL", "smtp://mail.example.com:many"),
        ("SHUYOU_MAIL_FROM", "orders"),
        ("SHUYOU_IMAP_URL", "imaps://mail.example.com"),
        ("SHUYOU_IMAP_URL", "pop://a:b@mail.example.com"),
        ("SHUYOU_SELLER", "某书店;91110000MA0000001X"),
        ("SHUYOU_LANGUAGE", "tlh"),
        ("SHUYOU_SECRET_KEY", "short"),
        ("SHUYOU_DATABASE_URL", "mysql://root@localhost/shop"),
        ("SHUYOU_DATABASE_URL", "postgresql://localhost"),
        ("SHUYOU_DATABASE_URL", "postgresql://localhost/shop?nonsense=1"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(WrongEnvironment) as refusal:
        read(tmp_path, **{name: value})

    assert refusal.value.name == name
    assert str(refusal.value).startswith(f"{name}: ")


@pytest.mark.parametrize("rest", ["host:port/shop", "[half/shop", "host/shop?x=1"])
def test_a_refused_address_does_not_show_its_password(rest: str, tmp_path: Path) -> None:
    with pytest.raises(WrongEnvironment) as refusal:
        read(tmp_path, SHUYOU_DATABASE_URL=f"postgresql://shuyou:geheim@{rest}")

    told = "".join(traceback.format_exception(refusal.value, limit=0))
    assert "SHUYOU_DATABASE_URL" in told
    assert "geheim" not in told


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(WrongEnvironment, match="SHUYOU_VAR"):
        read(tmp_path / "file" / "var")


def test_opening_to_other_machines_needs_names(tmp_path: Path) -> None:
    with pytest.raises(WrongEnvironment, match="SHUYOU_HOSTS"):
        read(tmp_path, SHUYOU_BIND="0.0.0.0")

    assert read(tmp_path, SHUYOU_BIND="0.0.0.0", SHUYOU_HOSTS="shu.example").hosts == ("shu.example",)


@pytest.mark.parametrize(
    ("variables", "https"),
    [
        ({"SHUYOU_HOSTS": "shu.example"}, True),
        ({"SHUYOU_HOSTS": "shu.example", "SHUYOU_DEBUG": "1"}, False),
        ({"SHUYOU_HOSTS": "shu.example", "SHUYOU_HTTPS": "0"}, False),
        ({"SHUYOU_HOSTS": "localhost,127.0.0.1,[::1],shop.localhost"}, False),
    ],
)
def test_a_public_name_means_https_unless_said_otherwise(
    variables: dict[str, str], https: bool, tmp_path: Path
) -> None:
    assert read(tmp_path, **variables).https is https


def test_the_secret_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 40
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_given_secret_key_is_not_written_down(tmp_path: Path) -> None:
    environment = read(tmp_path, SHUYOU_SECRET_KEY="k" * 50)

    assert environment.secret_key == "k" * 50
    assert list(tmp_path.iterdir()) == []


def test_letters_go_through_the_named_server_and_else_into_files(tmp_path: Path) -> None:
    away = mailers("smtp://shop:a%40b@mail.example.com", tmp_path)["default"]["OPTIONS"]
    near = mailers("smtp://127.0.0.1:2525", tmp_path)["default"]["OPTIONS"]
    secret = mailers("smtps://mail.example.com", tmp_path)["default"]["OPTIONS"]

    assert (away["host"], away["port"], away["username"], away["password"]) == ("mail.example.com", 587, "shop", "a@b")
    assert (away["use_tls"], near["use_tls"], secret["use_tls"], secret["use_ssl"]) == (True, False, False, True)
    assert mailers("", tmp_path / "mail")["default"]["OPTIONS"] == {"file_path": str(tmp_path / "mail")}


def test_a_refused_mail_server_does_not_show_its_password(tmp_path: Path) -> None:
    with pytest.raises(WrongEnvironment) as refusal:
        read(tmp_path, SHUYOU_MAIL_URL="http://shop:geheim@mail.example.com")
    with pytest.raises(WrongEnvironment) as other:
        read(tmp_path, SHUYOU_IMAP_URL="http://shop:geheim@mail.example.com")

    assert "geheim" not in f"{refusal.value}{other.value}"

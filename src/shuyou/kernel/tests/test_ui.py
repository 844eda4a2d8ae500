"""What templates draw, and figures and dates as readers of either language expect them."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

import shuyou.kernel
from shuyou.kernel import clock
from shuyou.kernel.templatetags import ui

STATIC = Path(shuyou.kernel.__file__).parent / "static"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # Sunday noon in Shanghai


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Either language."""
    with translation.override(request.param):
        yield request.param


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon on 22 November 2026 in the club's zone."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.club_zone())


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1234.5"), "¥1,234.50"),
        (Decimal(0), "¥0.00"),
        (Decimal(-58), "−¥58.00"),
        (Decimal("1234567.89"), "¥1,234,567.89"),
        (None, ""),
    ],
)
def test_money_is_the_same_in_both_languages(language: str, amount: Decimal | None, shown: str) -> None:
    assert ui.money(amount) == shown


def test_counts_mark_their_thousands(language: str) -> None:
    assert [ui.points(n) for n in (0, 999, 12480, -300, None)] == ["0", "999", "12,480", "−300", ""]


@pytest.mark.parametrize(("rate", "shown"), [("0.88", "88%"), ("0.885", "88.5%"), ("1", "100%"), ("0.9000", "90%")])
def test_rates_carry_no_needless_zeros(rate: str, shown: str) -> None:
    assert ui.percent(Decimal(rate)) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13800002046", "138 0000 2046"), ("138 **** 2046", "138 **** 2046"), ("057188001234", "057188001234")],
)
def test_telephone_numbers_stand_in_groups(number: str, shown: str) -> None:
    assert ui.phone(number) == shown


def test_days_are_said_in_the_readers_words() -> None:
    days = [date(2026, 11, 22), date(2025, 3, 1)]
    with translation.override("zh-hans"):
        assert [ui.day(one) for one in days] == ["11 月 22 日", "2025 年 3 月 1 日"]
        assert ui.full_day(days[0]) == "11 月 22 日 星期日"
    with translation.override("en"):
        assert [ui.day(one) for one in days] == ["22 November", "1 March 2025"]
        assert ui.full_day(days[0]) == "Sunday 22 November"
    assert ui.iso(at("2026-11-23T00:30")) == "2026-11-23"
    assert ui.iso(None) == ui.day(None) == ""


@pytest.mark.parametrize(
    ("when", "zh", "en"),
    [
        ("2026-11-22T09:12", "今天 09:12", "today 09:12"),
        ("2026-11-21T20:14", "昨天 20:14", "yesterday 20:14"),
        ("2026-11-23T10:30", "明天 10:30", "tomorrow 10:30"),
        ("2026-11-19T20:14", "星期四 20:14", "Thu 20:14"),
        ("2026-11-16T08:00", "星期一 08:00", "Mon 08:00"),
        ("2026-11-15T15:02", "11 月 15 日", "15 November"),
        ("2026-11-13T22:41", "11 月 13 日", "13 November"),
        ("2026-12-01T08:00", "12 月 1 日", "1 December"),
    ],
)
def test_moments_are_near_or_dated(when: str, zh: str, en: str) -> None:
    for code, words in (("zh-hans", zh), ("en", en)):
        with translation.override(code):
            shown = ui.moment(at(when))
        assert shown == f'<time datetime="{when}:00+08:00" title="{when.replace("T", " ")}:00">{words}</time>'


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 11, 22), "今天", "today"),
        (date(2026, 11, 13), "9 天前", "9 days ago"),
        (date(2026, 8, 22), "3 个月前", "3 months ago"),
        (date(2023, 11, 22), "3 年前", "3 years ago"),
    ],
)
def test_how_long_ago(day: date, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert ui.ago(day) == zh
    with translation.override("en"):
        assert ui.ago(day) == en


@pytest.mark.parametrize(
    ("due", "tone"), [("2026-11-22T11:59", "late"), ("2026-11-22T12:01", "soon"), ("2026-11-23T12:01", "")]
)
def test_what_is_due_has_a_tone(due: str, tone: str) -> None:
    assert ui.due_tone(at(due)) == tone


@pytest.mark.parametrize(
    ("text", "part", "shown"),
    [
        ("linwan", "Lin W", "<mark>linw</mark>an"),
        ("138 **** 2046", "2046", "138 **** <mark>2046</mark>"),
        ("6688 0123 4567", "66880", "<mark>6688 0</mark>123 4567"),
        ("林晚", "晚", "林<mark>晚</mark>"),
        ("<b>", "b", "&lt;<mark>b</mark>&gt;"),
        ("plain", "zz", "plain"),
        ("a.c", ".", "a.c"),
    ],
)
def test_the_found_part_is_marked(text: str, part: str, shown: str) -> None:
    assert ui.mark(text, part) == shown


def test_a_cover_is_the_same_every_time_and_says_nothing_dangerous() -> None:
    template = Template("{% load ui %}{% cover '9787530216835' title '张岱' 'w-s' %}")

    first, second = (template.render(Context({"title": "<陶庵梦忆>"})) for _ in range(2))

    assert first == second
    assert 'aria-hidden="true"' in first
    assert "&lt;陶庵梦忆&gt;" in first
    assert " w-s" in first


@pytest.mark.parametrize(
    ("title", "fit"),
    [
        ("秘密花园", ""),
        ("Runaway Robot", ""),
        ("Understanding", "book-long"),
        ("The Curious Incident of the Dog in the Night-Time", "book-long"),
        ("中华人民共和国民法典理解与适用：总则编", "book-long"),
        ("Internationalization", "book-longer"),
        ("Harry Potter and the Prisoner of Azkaban, with Notes and an Appendix", "book-longer"),
        ("", ""),
    ],
)
def test_long_titles_have_smaller_letters_on_their_cover(title: str, fit: str) -> None:
    classes = ui.cover("9787530216835", title).partition(">")[0]

    assert re.findall(r"book-long\w*", classes) == ([fit] if fit else [])


def test_covers_use_all_kinds_and_colours() -> None:
    drawn = [ui.cover(f"97875302168{n:02d}", "书") for n in range(100)]

    assert {kind for one in drawn for kind in re.findall(r"book book-(\w+)", one)} == set(ui.COVERS)
    assert {colour for one in drawn for colour in re.findall(r" k-(\w+)", one)} == set(ui.COLOURS)


@pytest.mark.parametrize(("value", "width"), [(94, "94"), (0, "0"), (120, "100"), (-3, "0"), (33.333, "33.3")])
def test_a_bar_stays_within_its_frame(value: float, width: str) -> None:
    drawn = Template("{% load ui %}{% bar value %}").render(Context({"value": value}))

    assert f'<rect class="v" width="{width}"' in drawn
    assert "style" not in drawn


def test_a_bar_can_be_compared() -> None:
    assert 'class="tick" x="80"' in Template("{% load ui %}{% bar 9 10 'v' 8 %}").render(Context())


class Signature(forms.Form):
    """A form with a field of each kind."""

    name = forms.CharField(label="姓名", help_text="如身份证所示")
    agrees = forms.BooleanField(label="同意")
    tier = forms.ChoiceField(label="等级", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)


def drawn(name: str, data: dict[str, str] | None = None) -> str:
    return Template("{% load ui %}{% field field %}").render(Context({"field": Signature(data)[name]}))


def test_a_field_has_its_label_above_and_its_hint_below() -> None:
    html = drawn("name")

    assert '<label for="id_name">姓名</label>' in html
    assert 'class="in"' in html
    assert 'aria-describedby="id_name-hint"' in html
    assert 'id="id_name-hint">如身份证所示' in html
    assert "aria-invalid" not in html


def test_a_wrong_field_says_what_is_wrong_where_it_is_read() -> None:
    html = drawn("name", {})

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name-hint id_name-err"' in html
    assert 'id="id_name-err"' in html


def test_choices_stand_in_a_fieldset_and_a_tick_before_its_words() -> None:
    assert "<legend>等级</legend>" in drawn("tier")
    assert '<label class="check" for="id_agrees">' in drawn("agrees")


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "shuyou" / "icons.svg").read_text("utf-8")))
    source = STATIC.parent.parent
    asked = {
        name
        for path in source.glob("*/templates/**/*.html")
        for name in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text("utf-8"))
    } | {
        name
        for path in source.glob("*/panels.py")
        for name in re.findall(r'icon="([a-z0-9-]+)"', path.read_text("utf-8"))
    }

    assert asked - sprite == set()
    assert len(asked) > 20


@pytest.mark.parametrize("sums", sorted(STATIC.glob("vendor/*/SHA256SUMS")), ids=lambda path: path.parent.name)
def test_what_others_made_is_as_they_published_it(sums: Path) -> None:
    for line in sums.read_text("utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((sums.parent / name).read_bytes()).hexdigest() == digest


def test_htmx_is_the_file_that_was_published() -> None:
    published = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"

    assert published in (STATIC / "vendor" / "htmx-4.0.1" / "SHA256SUMS").read_text("utf-8")


def test_what_every_page_shows_is_drawn_once_in_each_language() -> None:
    part = '{% once %}<b title="{{ who }}">{% translate "Print" %}</b>{% endonce %}'
    page = Template(f"{{% load i18n ui %}}{part}{{{{ who }}}}")
    drawn = []
    for language, who in (("en", "Ann"), ("en", "Bob"), ("zh-hans", "Cai")):
        with translation.override(language):
            drawn.append(page.render(Context({"who": who})))

    chinese = translation.gettext_lazy("Print")
    with translation.override("zh-hans"):
        assert drawn[2] == f'<b title="">{chinese}</b>Cai'
    assert drawn[:2] == ['<b title="">Print</b>Ann', '<b title="">Print</b>Bob']
    assert drawn[2] != drawn[1].replace("Bob", "Cai")

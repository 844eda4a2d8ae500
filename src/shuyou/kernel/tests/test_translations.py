"""The translation tools: what they find, what they keep, what they refuse."""

import gettext
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from shuyou.kernel.management import catalogs
from shuyou.kernel.management.catalogs import Package, Text

MODULE = """
from django.utils.translation import gettext as _, ngettext, pgettext
A = _("One " "text")
B = ngettext("%(n)s copy", "%(n)s copies", n) % {"n": n}
C = pgettext("month", "May")
D = _(variable)
"""

TEMPLATE = """{% load i18n %}
  <p title="{% translate "It's here" %}">{{ _("In braces")|upper }}</p>
{% translate "May" context "month" as may %}
{% blocktranslate count n=rows|length trimmed %}
    {{ n }} row, 50% done
{% plural %}
    {{ n }} rows
{% endblocktranslate %}
{# Not this: _("comment") #}
"""


@pytest.fixture
def package(tmp_path: Path) -> Package:
    folder = tmp_path / "members"
    (folder / "templates" / "members").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "models.py").write_text(MODULE)
    return Package(folder)


def write_catalog(package: Package, *pairs: tuple[str, str], extra: str = "") -> None:
    body = "".join(f'msgid "{english}"\nmsgstr "{chinese}"\n\n' for english, chinese in pairs)
    package.catalog_path.parent.mkdir(parents=True, exist_ok=True)
    package.catalog_path.write_text(catalogs.HEADER + body + extra, "utf-8")


def update(package: Package, *, prune: bool = False) -> None:
    catalog = catalogs.merged(package.texts(), package.read(), {}, prune=prune)
    package.catalog_path.parent.mkdir(parents=True, exist_ok=True)
    package.catalog_path.write_bytes(catalogs.rendered(catalog))


def test_finds_the_texts_of_a_module() -> None:
    assert set(catalogs.python_texts(MODULE, "models.py")) == {
        Text("", "One text"),
        Text("", "%(n)s copy", "%(n)s copies"),
        Text("month", "May"),
    }


def test_finds_the_texts_of_a_template() -> None:
    assert list(catalogs.template_texts(TEMPLATE, "page.html")) == [
        Text("", "It's here"),
        Text("", "In braces"),
        Text("month", "May"),
        Text("", "%(n)s row, 50%% done", "%(n)s rows"),
    ]


@pytest.mark.parametrize("call", ['_(f"Dear {name}")', '_("Dear %s" % name)', 'pgettext("a" + b, "May")'])
def test_refuses_a_text_joined_from_pieces(call: str) -> None:
    with pytest.raises(catalogs.JoinedText, match=r"^models.py:1: "):
        list(catalogs.python_texts(call, "models.py"))


def test_a_text_with_and_without_plural_is_one_entry(package: Package) -> None:
    (package.folder / "models.py").write_text('_("copy"); ngettext("copy", "copies", 2)')

    assert list(package.texts()) == [Text("", "copy", "copies")]


def test_tests_migrations_and_vendored_files_are_not_read(package: Package) -> None:
    for room in ("tests", "migrations", "static"):
        (package.folder / room).mkdir()
        (package.folder / room / "more.py").write_text('_("Elsewhere")')
    (package.folder / "templates" / "members" / "page.html").write_text('{% load i18n %}{% translate "Here" %}')

    assert [text.singular for text in package.texts()] == ["%(n)s copy", "Here", "One text", "May"]


def test_update_keeps_what_was_translated_and_can_be_repeated(package: Package) -> None:
    write_catalog(package, ("One text", "一段文字"))

    update(package)
    once = package.catalog_path.read_bytes()
    update(package)

    assert package.catalog_path.read_bytes() == once
    translated = {text.singular: catalogs.answers(entry) for text, entry in catalogs.entries(package.read()).items()}
    assert translated == {"One text": ("一段文字",), "%(n)s copy": ("",), "May": ("",)}


def test_update_keeps_a_text_that_is_gone_until_pruned_and_revives_it(package: Package) -> None:
    write_catalog(package, ("Gone", "走了"))

    update(package)
    assert '#~ msgstr "走了"' in package.catalog_path.read_text("utf-8")

    (package.folder / "models.py").write_text('_("Gone")')
    update(package)
    assert list(catalogs.problems(package)) == []

    (package.folder / "models.py").write_text("")
    update(package, prune=True)
    assert "走了" not in package.catalog_path.read_text("utf-8")


def test_update_takes_over_what_another_package_has_translated(package: Package, tmp_path: Path) -> None:
    other = Package(tmp_path / "catalog")
    write_catalog(other, ("One text", "一段文字"))

    catalog = catalogs.merged(package.texts(), package.read(), catalogs.memory([other]), prune=False)

    assert catalogs.answers(catalogs.entries(catalog)[Text("", "One text")]) == ("一段文字",)


@pytest.mark.parametrize(
    ("english", "chinese", "extra", "problem"),
    [
        ("Another", "", "", "missing: 'Hello %(name)s' (members/models.py)"),
        ("Hello %(name)s", "", "", "untranslated: 'Hello %(name)s'"),
        ("Hello %(name)s", "你好", "", "placeholders differ from ['name']: 'Hello %(name)s'"),
        ("Hello %(name)s", "%(name)s你好%(x)s", "", "placeholders differ from ['name']: 'Hello %(name)s'"),
        ("Hello %(name)s", "你好%(name)s", 'msgid "Gone"\nmsgstr "走"\n', "obsolete: 'Gone'"),
        ("Hello %(name)s", "你好%(name)s", '#~ msgid "Gone"\n#~ msgstr "走"\n', "obsolete: 'Gone'"),
    ],
)
def test_check_finds(package: Package, english: str, chinese: str, extra: str, problem: str) -> None:
    (package.folder / "models.py").write_text('_("Hello %(name)s")')
    write_catalog(package, (english, chinese), extra=extra)

    assert f"members: {problem}" in list(catalogs.problems(package))


def test_check_finds_what_is_doubtful(package: Package) -> None:
    (package.folder / "models.py").write_text('_("Hello"); _("left in english")')
    write_catalog(package, ("left in english", "left in english"), extra='#, fuzzy\nmsgid "Hello"\nmsgstr "喂"\n')

    assert list(catalogs.problems(package)) == [
        "members: fuzzy: 'Hello'",
        "members: left in English: 'left in english'",
    ]


def test_check_passes_a_complete_catalog_with_plural_and_context(package: Package) -> None:
    plural = 'msgid "%(n)s copy"\nmsgid_plural "%(n)s copies"\nmsgstr[0] "%(n)s 册"\n\n'
    write_catalog(package, ("One text", "一段"), extra=f'{plural}msgctxt "month"\nmsgid "May"\nmsgstr "五月"\n')

    assert list(catalogs.problems(package)) == []


def test_two_packages_may_not_disagree(package: Package, tmp_path: Path) -> None:
    other = Package(tmp_path / "catalog")
    write_catalog(package, ("Copy", "册"))
    write_catalog(other, ("Copy", "复制"))

    (found,) = catalogs.disagreements([package, other])

    assert found.startswith("catalog: 'Copy' is 复制 here and 册 in members")


def test_compiled_catalog_answers_and_is_written_once(package: Package) -> None:
    plural = 'msgid "%(n)s copy"\nmsgid_plural "%(n)s copies"\nmsgstr[0] "%(n)s 册"\n'
    write_catalog(package, ("One text", "一段"), extra=plural)

    assert catalogs.compile_catalog(package)
    assert not catalogs.compile_catalog(package)

    with package.catalog_path.with_suffix(".mo").open("rb") as file:
        answers = gettext.GNUTranslations(file)
    assert answers.gettext("One text") == "一段"
    assert answers.ngettext("%(n)s copy", "%(n)s copies", 3) == "%(n)s 册"


def test_command_refuses_an_unknown_package() -> None:
    with pytest.raises(CommandError, match="no such package: nowhere"):
        call_command("translations", "--check", "--package", "nowhere")


@pytest.mark.parametrize(
    ("answer", "mark"),
    [
        ("卡 %(card)s 已挂失。", ""),
        ("“%(value)s”不是日期，可写 11-30 15:00。", ""),
        ("%(name)s: %(value)s", ""),
        ("已挂失, 不能再用", ","),
        ("%(name)s: 已挂失", ":"),
        ("会员卡(已停用)", "(已停用)"),
        ("%(kind)s (%(count)s) 张", "(字)"),
        ("已保存.", "."),
        ("CSV, XLSX 和 vCard", ""),
    ],
)
def test_marks_of_half_width_in_chinese_are_found(answer: str, mark: str) -> None:
    assert catalogs.half_width(answer) == mark

"""Translations without outside tools: find what is to be translated, keep the catalogs, say what is missing."""

import ast
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

import shuyou

SOURCE = Path(shuyou.__file__).parent
LOCALE = "zh_Hans"
TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".xml", ".svg"})
HEADER = (
    'msgid ""\nmsgstr ""\n'
    '"Project-Id-Version: Shuyou\\n"\n'
    f'"Language: {LOCALE}\\n"\n'
    '"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!%)(%[sdif])|(\{\w*\})")
UNREAD_FOLDERS = frozenset({"__pycache__", "locale", "migrations", "static", "tests"})
HALF_WIDTH = re.compile(
    r"(?<=[一-鿿》）”])[,;:!?](?=[\s一-鿿《（“]|$)"
    r"|(?<=[一-鿿》）”]) ?\([^()]*\)|\([^()]*[一-鿿][^()]*\)|(?<=[一-鿿])\.(?=\s|$)"
)
"""Marks that Chinese writes in full width, beside Chinese or around it."""
HAN = re.compile(r"[一-鿿]")
LEFT_IN_ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")


class Text(NamedTuple):
    """What a translator sees: a context (mostly empty), the English, and its plural (mostly empty)."""

    context: str
    singular: str
    plural: str = ""


class Arguments(NamedTuple):
    """Which arguments of a gettext function hold what; -1 is none."""

    singular: int
    plural: int = -1
    context: int = -1


GETTEXT = {
    "_": Arguments(0),
    "gettext": Arguments(0),
    "gettext_lazy": Arguments(0),
    "gettext_noop": Arguments(0),
    "ngettext": Arguments(0, 1),
    "ngettext_lazy": Arguments(0, 1),
    "pgettext": Arguments(1, -1, 0),
    "pgettext_lazy": Arguments(1, -1, 0),
    "npgettext": Arguments(1, 2, 0),
    "npgettext_lazy": Arguments(1, 2, 0),
}
TEMPLATE_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


class JoinedText(Exception):
    """A text to translate that is put together from pieces, so that no catalog can hold it."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package's folder and its catalog."""

    folder: Path

    @property
    def name(self) -> str:
        """The package's name, such as `members`."""
        return self.folder.name

    @property
    def catalog_path(self) -> Path:
        """Where the Chinese translation lies."""
        return self.folder / "locale" / LOCALE / "LC_MESSAGES" / "django.po"

    def read(self) -> Catalog:
        """Return the catalog as it is on disk; an empty one if there is none yet."""
        if not self.catalog_path.exists():
            return Catalog(locale=LOCALE)
        with self.catalog_path.open("rb") as file:
            return read_po(file, locale=LOCALE, abort_invalid=True)

    def texts(self) -> dict[Text, set[str]]:
        """Return every text of the package's modules and templates with the files that hold it."""
        found: dict[Text, set[str]] = defaultdict(set)
        for path in self._files():
            name = path.relative_to(self.folder.parent).as_posix()
            source = path.read_text("utf-8")
            reader = python_texts if path.suffix == ".py" else template_texts
            for text in reader(source, name):
                found[text].add(name)
        return _without_shadowed(found)

    def _files(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.folder):
            here = Path(folder)
            folders[:] = sorted(
                set(folders) - {"__pycache__", "locale", "migrations", "node_modules", "static", "tests"}
            )
            is_template = "templates" in here.relative_to(self.folder).parts
            for name in sorted(names):
                suffix = Path(name).suffix
                if suffix == ".py" or (is_template and suffix in TEMPLATE_SUFFIXES):
                    yield here / name


def packages(source: Path = SOURCE) -> list[Package]:
    """Return the packages of the house by name."""
    return [Package(path.parent) for path in sorted(source.glob("*/__init__.py"))]


def python_texts(source: str, name: str) -> Iterator[Text]:
    """
    Find the texts of a module.

    :raises JoinedText: a gettext function is given pieces instead of a literal.
    """
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        arguments = GETTEXT.get(called)
        if arguments is None or len(node.args) <= max(arguments):
            continue
        given = [node.args[place] for place in (arguments.context, arguments.singular, arguments.plural) if place >= 0]
        if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in given):
            message = f"{name}:{node.lineno}: {called}() needs one literal; put %(name)s into it and fill that in after"
            raise JoinedText(message)
        values = [argument.value if isinstance(argument, ast.Constant) else None for argument in given]
        if all(isinstance(value, str) for value in values):
            context = str(values.pop(0)) if arguments.context >= 0 else ""
            yield Text(context, *(str(value) for value in values))


def template_texts(source: str, name: str) -> Iterator[Text]:
    """Find the texts of a Django template."""
    # templatize() blanks out everything but the calls; without indents what is left reads as Python lines.
    calls = "\n".join(line.strip() for line in templatize(source, name).splitlines())
    for _line, found, _comments, context in extract("python", BytesIO(calls.encode()), keywords=TEMPLATE_KEYWORDS):
        ids = found if isinstance(found, tuple) else (found,)
        if all(ids):
            yield Text(context or "", *ids)


def _without_shadowed(found: Mapping[Text, set[str]]) -> dict[Text, set[str]]:
    """Leave out the plain form of a text that also comes with a plural: a catalog keeps one entry for both."""
    counted = {(text.context, text.singular): text for text in found if text.plural}
    kept: dict[Text, set[str]] = defaultdict(set)
    for text, names in found.items():
        kept[counted.get((text.context, text.singular), text)] |= names
    return dict(sorted(kept.items()))


def text_of(message: Message) -> Text:
    """Return the text a catalog's entry is about."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    return Text(message.context or "", *ids)


def entries(catalog: Catalog) -> dict[Text, Message]:
    """Return a catalog's entries without its header."""
    return {text_of(message): message for message in catalog if message.id}


def answers(message: Message) -> tuple[str, ...]:
    """Return an entry's translations, one for each plural form."""
    given = message.string
    return tuple(given) if isinstance(given, list | tuple) else (given or "",)


def is_translated(message: Message) -> bool:
    """Tell whether an entry is filled in and nobody marked it as doubtful."""
    return all(answers(message)) and not message.fuzzy


def memory(of: Iterable[Package]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what has been translated already in any package, by context and English."""
    known: dict[tuple[str, str], tuple[str, ...]] = {}
    for package in of:
        for text, message in entries(package.read()).items():
            if is_translated(message):
                known.setdefault((text.context, text.singular), answers(message))
    return known


def merged(
    texts: Mapping[Text, set[str]],
    old: Catalog,
    known: Mapping[tuple[str, str], tuple[str, ...]],
    *,
    prune: bool,
) -> Catalog:
    """
    Return a catalog of exactly the texts, translated as far as the old catalog or another package knows.

    Translations that no text asks for are kept as obsolete unless they are to be pruned.
    """
    new = Catalog(locale=LOCALE)
    before = entries(old)
    revived = {text_of(message): message for message in old.obsolete.values()}
    for text, names in texts.items():
        earlier = before.get(text) or revived.get(text)
        string = answers(earlier) if earlier is not None else known.get((text.context, text.singular), ("",))
        _add(new, text, string, names, flags=earlier.flags if earlier is not None else ())
    if not prune:
        for text, message in sorted((before | revived).items()):
            if text not in texts and any(answers(message)):
                new.obsolete[text.singular, text.context] = message
    return new


def _add(catalog: Catalog, text: Text, string: tuple[str, ...], names: Iterable[str], flags: Iterable[str]) -> None:
    catalog.add(
        (text.singular, text.plural) if text.plural else text.singular,
        string[:1] if text.plural else string[0],
        context=text.context or None,
        locations=[(name, 0) for name in sorted(names)],
        flags=flags,
    )


def rendered(catalog: Catalog) -> bytes:
    """Return a catalog as a file: in order of the English, unwrapped, without line numbers, so that merges are easy."""
    out = BytesIO()
    write_po(out, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER.encode() + out.getvalue()


def compile_catalog(package: Package) -> bool:
    """Write the binary catalog beside the readable one unless it is up to date; tell whether it was written."""
    source, target = package.catalog_path, package.catalog_path.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns):
        return False
    partial = target.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as file:
        write_mo(file, package.read())
    partial.replace(target)
    return True


def problems(package: Package) -> Iterator[str]:
    """Find everything that keeps a package from being complete in Chinese."""
    texts, catalog = package.texts(), package.read()
    had = entries(catalog)
    where = f"{package.name}:"
    for text, names in texts.items():
        message = had.get(text)
        if message is None:
            yield f"{where} missing: {text.singular!r} ({', '.join(sorted(names))})"
        else:
            yield from (f"{where} {fault}: {text.singular!r}" for fault in faults(text, message))
    for text in [*had, *map(text_of, catalog.obsolete.values())]:
        if text not in texts:
            yield f"{where} obsolete: {text.singular!r}"


def faults(text: Text, message: Message) -> Iterator[str]:
    """Find what is wrong with one entry."""
    given = answers(message)
    if message.fuzzy:
        yield "fuzzy"
    if not all(given):
        yield "untranslated"
        return
    if len(given) != 1:
        yield "Chinese has one plural form"
    wanted = placeholders(text.plural or text.singular)
    for answer in given:
        if placeholders(answer) != wanted:
            yield f"placeholders differ from {sorted(wanted)}"
        if answer == text.singular and LEFT_IN_ENGLISH.search(answer):
            yield "left in English"
        if found := half_width(answer):
            yield f"half-width “{found}” in Chinese"


def half_width(answer: str) -> str:
    """Return the first mark of a Chinese text that ought to be of full width; what is filled in counts as Chinese."""
    if not HAN.search(answer):
        return ""
    found = HALF_WIDTH.search(PLACEHOLDER.sub("字", answer))
    return found[0].strip() if found else ""


def placeholders(text: str) -> frozenset[str]:
    """Return the names that a text will be filled in with."""
    return frozenset("".join(groups) for groups in PLACEHOLDER.findall(text))


def disagreements(of: Iterable[Package]) -> Iterator[str]:
    """Find texts that two packages translate differently: Django would show one of them in both places."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for package in of:
        for text, message in entries(package.read()).items():
            if not is_translated(message):
                continue
            answer = answers(message)[0]
            other, first = seen.setdefault((text.context, text.singular), (package.name, answer))
            if first != answer:
                yield f"{package.name}: {text.singular!r} is {answer} here and {first} in {other}; give one a context"

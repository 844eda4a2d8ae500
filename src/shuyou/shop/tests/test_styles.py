"""The shop loads the styles that it uses and no others: none of its classes is without a rule, no rule stands twice."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

SHUYOU: Final = Path(__file__).parents[2]
SHARED: Final = SHUYOU / "kernel/static/shuyou/components.css"
STAFF: Final = SHUYOU / "kernel/static/shuyou/staff.css"
SHOP: Final = SHUYOU / "shop/static/shop/shop.css"
KIOSK: Final = SHUYOU / "shop/static/shop/kiosk.css"
FOR_STAFF: Final = ("desk", "panels")
DRAWN: Final = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
NOTES: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


def class_names(file: Path) -> set[str]:
    """Return the classes that rules of a style sheet are about."""
    selectors = re.sub(r"\{[^{}]*\}", "{}", NOTES.sub("", file.read_text(encoding="utf-8")))
    return set(re.findall(r"\.([A-Za-z][\w-]*)", selectors))


def classes_used() -> Iterator[tuple[str, str]]:
    """Return each class that the shop's templates name in full, with the template."""
    facets = SHUYOU / "catalog/templates/catalog/parts/facets.html"
    for file in chain((SHUYOU / "shop/templates/shop").rglob("*.html"), [facets]):
        if file.parent.name not in FOR_STAFF:
            drawn = DRAWN.sub("\0", file.read_text(encoding="utf-8"))
            names = chain.from_iterable(found.split() for found in re.findall(r'class="([^"]*)"', drawn))
            yield from ((name, file.name) for name in names if "\0" not in name)


def rules(file: Path) -> Iterator[str]:
    """Return each rule of a style sheet with the layer and the condition it stands in."""
    around: list[str] = []
    text = NOTES.sub("", file.read_text(encoding="utf-8")).replace("\n", " ")
    for found in re.finditer(r"([^{};]*)(\{[^{}]*\}|[{};])", text):
        before, mark = " ".join(found[1].split()), found[2]
        if mark == "{":
            around.append(before)
        elif mark == "}":
            around.pop()
        elif mark != ";":
            yield " ".join([*around, before, " ".join(mark.split())])


def test_every_class_of_a_page_of_the_shop_has_its_rule_in_what_the_shop_loads() -> None:
    loaded = class_names(SHARED) | class_names(SHOP) | class_names(KIOSK)

    assert sorted({(name, file) for name, file in classes_used() if name not in loaded}) == []


def test_no_rule_stands_twice() -> None:
    counted = Counter(chain.from_iterable(map(rules, (SHARED, STAFF, SHOP))))

    assert counted.total() > 500
    assert [rule for rule, times in counted.items() if times > 1] == []


def test_what_is_shared_is_used_by_the_shop() -> None:
    readers_alone = class_names(SHOP) | {name for name, _file in classes_used()}

    assert not class_names(STAFF) & {name for name in readers_alone if name.startswith(("s-", "bk-", "me-"))}
    assert "shuyou/staff.css" not in (SHUYOU / "shop/templates/shop/base.html").read_text(encoding="utf-8")

"""Who made a book, out of the line on its title page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.catalog.rules import people


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("东野圭吾", ["东野圭吾"]),
        ("[美] 卡勒德·胡赛尼", ["卡勒德·胡赛尼"]),
        ("【以色列】尤瓦尔·赫拉利", ["尤瓦尔·赫拉利"]),
        ("(清)曹雪芹,高鹗著", ["曹雪芹", "高鹗"]),
        ("（日）篠原千绘", ["篠原千绘"]),
        ("[美] 曼昆 著；梁小民 译", ["曼昆", "梁小民:translator"]),
        ("海明威 / 张爱玲 译", ["海明威", "张爱玲:translator"]),
        ("范晔译", ["范晔:translator"]),
        ("钱锺书、杨绛 编", ["钱锺书:editor", "杨绛:editor"]),
        ("几米 绘", ["几米:illustrator"]),
        ("中国社会科学院语言研究所词典编辑室编", ["中国社会科学院语言研究所词典编辑室:editor"]),
        ("曹雪芹等著", ["曹雪芹"]),
        ("J.K. Rowling, Mary GrandPré (Illustrator)", ["J.K. Rowling", "Mary GrandPré:illustrator"]),
        ("Strunk & White", ["Strunk", "White"]),
        ("hansey主编", ["hansey:editor"]),
        ("王编", ["王编"]),
        ("", []),
        ("[美]", []),
        ("甲, 甲", ["甲"]),
    ],
)
def test_names_are_told_from_countries_and_roles(line: str, found: list[str]) -> None:
    assert [person.name + (f":{person.role}" if person.role != "author" else "") for person in people(line)] == found


@given(st.text(max_size=80))
def test_no_line_breaks_and_nobody_is_named_twice(line: str) -> None:
    found = people(line)

    assert len(set(found)) == len(found)
    assert all(0 < len(person.name) <= 160 for person in found)

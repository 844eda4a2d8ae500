"""Words for the same that the search of the sample club knows."""

from datetime import datetime
from typing import Final

from shuyou.catalog import queries, services
from shuyou.kernel.actor import Actor

WORDS: Final = (
    "电脑，计算机",
    "番茄，西红柿",
    "绘本，图画书，picture book",
    "红楼梦，石头记",
    "侦探小说，推理小说",
    "托福，TOEFL",
)


def teach_words(*, at: datetime, actor: Actor) -> None:
    """Put words for the same together, unless somebody has taught the search already."""
    if queries.synonyms(actor=actor):
        return
    for words in WORDS:
        services.keep_synonyms(typed=words, actor=actor, at=at)

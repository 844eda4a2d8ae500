"""
Chinese by its sounds: one syllable a character, by a table that is looked up once for each character.

A surname's own reading comes before the dictionary's.
"""

import os
import unicodedata
from functools import lru_cache
from types import MappingProxyType
from typing import Final

os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # characters are read one by one: forty megabytes less per process
from pypinyin import lazy_pinyin

LONGEST_PINYIN: Final = 200
LONGEST_INITIALS: Final = 40

READINGS = MappingProxyType(
    {
        "晟": "sheng", "长": "chang", "曾": "zeng", "珩": "heng", "似": "si", "单": "dan", "翟": "zhai", "覃": "qin",
        "贠": "yun", "藏": "zang", "卜": "bu", "薄": "bo", "查": "cha", "伽": "jia", "茄": "qie", "都": "du",
    }
)  # fmt: skip
"""Where the reading usual in names and titles is not the first of the dictionary."""


SURNAMES = MappingProxyType(
    dict(
        pair.split(":")
        for pair in (
            "单:shan 曾:zeng 仇:qiu 解:xie 查:zha 区:ou 盖:ge 任:ren 朴:piao 繁:po 秘:bi 折:she 黑:he"
            " 种:chong 乐:yue 员:yun 贠:yun 洗:xian 祭:zhai 翟:zhai 覃:qin 缪:miao 郇:xun 召:shao 薄:bo 阚:kan"
            " 隗:wei 难:ning 都:du 卜:bu 粘:nian 会:gui 句:gou 蔚:yu 乜:nie 能:nai 适:kuo 佴:nai 长:chang"
            " 重:chong 晟:sheng 尉:wei 行:xing 相:xiang 宓:mi 车:che 石:shi 宿:su 华:hua 应:ying 盛:sheng 纪:ji"
            " 柏:bai 费:fei 臧:zang 逄:pang 幺:yao 厍:she 亓:qi 褚:chu 谌:chen 訾:zi 占:zhan 冼:xian 沈:shen"
            " 牟:mou 莘:shen 於:yu 干:gan 贲:ben 钭:tou 殳:shu 毋:wu 仉:zhang 仝:tong 郄:qie 降:jiang 冠:guan"
            " 眭:sui 那:na 曲:qu 燕:yan 宁:ning 万:wan 尹:yin 藏:zang"
        ).split()
    )
)
"""Readings of surnames that a dictionary of characters gets wrong, or may get wrong one day."""

COMPOUND_SURNAMES = MappingProxyType(
    dict(
        pair.split(":")
        for pair in (
            "欧阳:ou,yang 上官:shang,guan 司马:si,ma 诸葛:zhu,ge 尉迟:yu,chi 皇甫:huang,fu 令狐:ling,hu 东方:dong,fang"
            " 慕容:mu,rong 夏侯:xia,hou 司徒:si,tu 端木:duan,mu 万俟:mo,qi 长孙:zhang,sun 澹台:tan,tai 公孙:gong,sun"
            " 轩辕:xuan,yuan 宇文:yu,wen 南宫:nan,gong 西门:xi,men 东郭:dong,guo 独孤:du,gu 呼延:hu,yan 闻人:wen,ren"
            " 赫连:he,lian 钟离:zhong,li 宗政:zong,zheng 濮阳:pu,yang 公羊:gong,yang 申屠:shen,tu 淳于:chun,yu"
            " 太叔:tai,shu 仲孙:zhong,sun 鲜于:xian,yu 闾丘:lv,qiu 司空:si,kong 司寇:si,kou 亓官:qi,guan 子车:zi,ju"
            " 颛孙:zhuan,sun 巫马:wu,ma 公西:gong,xi 漆雕:qi,diao 壤驷:rang,si 拓跋:tuo,ba 谷梁:gu,liang 百里:bai,li"
            " 东门:dong,men 南门:nan,men 左丘:zuo,qiu 第五:di,wu 梁丘:liang,qiu 哥舒:ge,shu 即墨:ji,mo 乐正:yue,zheng"
            " 纳兰:na,lan 叶赫:ye,he 歐陽:ou,yang 司馬:si,ma 諸葛:zhu,ge 尉遲:yu,chi 東方:dong,fang 長孫:zhang,sun"
        ).split()
    )
)
"""Surnames of two characters with their syllables."""


@lru_cache(maxsize=40_000)
def syllable(char: str) -> str:
    """Return a character's syllable without its tone (ü as v); a letter or digit as itself; of others, nothing."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    if known := READINGS.get(char):
        return known
    read = lazy_pinyin(char, errors="ignore")
    spelled = read[0] if read else unicodedata.normalize("NFKD", char)
    return "".join(letter for letter in spelled.lower() if letter.isascii() and letter.isalnum())


def is_han(char: str) -> bool:
    """Tell whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" or char == "〇"


def spelled(name: str) -> tuple[str, str]:
    """Return a name's pinyin and initials, without spaces: 林晚舟 is linwanzhou and lwz."""
    syllables = _han_syllables(name) if all(is_han(char) for char in name) else _mixed_syllables(name)
    whole = "".join(syllables)
    return whole[:LONGEST_PINYIN], "".join([part[0] for part in syllables if part])[:LONGEST_INITIALS]


def _han_syllables(name: str) -> list[str]:
    if len(name) > 2 and (compound := COMPOUND_SURNAMES.get(name[:2])):
        return [*compound.split(","), *map(syllable, name[2:])]
    first = SURNAMES.get(name[:1]) if len(name) > 1 else None
    return [first, *map(syllable, name[1:])] if first else list(map(syllable, name))


def _mixed_syllables(name: str) -> list[str]:
    """Take Chinese by the character and other scripts by the word; a surname's own reading needs Chinese around it."""
    words: list[str] = []
    for word in name.replace("·", " ").replace("-", " ").replace(".", " ").split():
        if is_han(word[0]):
            words.extend(_han_syllables(word) if not words else map(syllable, word))
        else:
            words.append("".join(map(syllable, word)))
    return [word for word in words if word]

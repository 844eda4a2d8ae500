"""Which city a postcode leads to by its first digits: a guess to be looked at."""

import unicodedata
from types import MappingProxyType
from typing import Final

from shuyou.members.rules.cities import PROVINCE_OF
from shuyou.members.rules.places import MUNICIPALITIES, PROVINCES

_ZONES: Final = """
    050石家庄 051石家庄 053衡水 054邢台 056邯郸 061沧州 063唐山 064唐山 065廊坊 066秦皇岛 067承德 071保定
    072保定 075张家口 030太原 0306晋中 033吕梁 034忻州 0360朔州 037大同 041临汾 044运城 045阳泉 046长治 048晋城
    010呼和浩特 012乌兰察布 014包头 015巴彦淖尔 016乌海 017鄂尔多斯 021呼伦贝尔 024赤峰 028通辽 110沈阳 111辽阳
    112铁岭 113抚顺 114鞍山 115营口 116大连 117本溪 118丹东 121锦州 122朝阳 123阜新 124盘锦 125葫芦岛 130长春
    132吉林 134通化 1343白山 136四平 1362辽源 137白城 138松原 150哈尔滨 152绥化 153伊春 154佳木斯 1541鹤岗
    1546七台河 155双鸭山 157牡丹江 158鸡西 161齐齐哈尔 163大庆 164黑河 210南京 211南京 212镇江 213常州 214无锡
    215苏州 221徐州 222连云港 223淮安 2236宿迁 2237宿迁 2238宿迁 2239宿迁 224盐城 225扬州 2253泰州 2254泰州
    2255泰州 2257泰州 226南通 230合肥 231合肥 232淮南 233蚌埠 234宿州 235淮北 236阜阳 2368亳州 237六安 239滁州
    241芜湖 242宣城 243马鞍山 244铜陵 245黄山 246安庆 247池州 310杭州 311杭州 3118绍兴 312绍兴 313湖州 314嘉兴
    315宁波 316舟山 317台州 318台州 321金华 322金华 323丽水 324衢州 325温州 330南昌 332九江 333景德镇 334上饶
    335鹰潭 336宜春 337萍乡 338新余 341赣州 343吉安 344抚州 350福州 3511莆田 352宁德 353南平 354南平 361厦门
    362泉州 363漳州 364龙岩 365三明 250济南 252聊城 253德州 255淄博 257东营 261潍坊 264烟台 2642威海 2643威海
    2644威海 266青岛 271泰安 272济宁 274菏泽 276临沂 2768日照 277枣庄 410长沙 411湘潭 412株洲 413益阳 414岳阳
    415常德 417娄底 418怀化 421衡阳 422邵阳 423郴州 425永州 427张家界 430武汉 432孝感 434荆州 435黄石 4360鄂州
    437咸宁 438黄冈 441襄阳 4413随州 442十堰 443宜昌 448荆门 450郑州 451郑州 453新乡 454焦作 455安阳 457濮阳
    458鹤壁 461许昌 462漯河 463驻马店 464信阳 466周口 467平顶山 471洛阳 472三门峡 473南阳 475开封 476商丘
    510广州 5115清远 512韶关 514梅州 515汕头 516惠州 5166汕尾 517河源 518深圳 519珠海 521潮州 522揭阳 523东莞
    524湛江 525茂名 526肇庆 5273云浮 528佛山 5284中山 529江门 5295阳江 530南宁 532崇左 533百色 535钦州 536北海
    537玉林 5371贵港 538防城港 541桂林 543梧州 5428贺州 545柳州 546来宾 547河池 550贵阳 553六盘水 554铜仁
    561安顺 563遵义 570海口 572三亚 610成都 611成都 614乐山 617攀枝花 618德阳 620眉山 621绵阳 625雅安 628广元
    629遂宁 635达州 6366巴中 637南充 638广安 641内江 6413资阳 643自贡 644宜宾 646泸州 650昆明 653玉溪 655曲靖
    657昭通 665普洱 674丽江 677临沧 678保山 710西安 712咸阳 714渭南 716延安 719榆林 721宝鸡 723汉中 725安康
    726商洛 727铜川 730兰州 733武威 734张掖 735酒泉 7351嘉峪关 737金昌 741天水 743定西 744平凉 745庆阳 750银川
    751吴忠 753石嘴山 755中卫 756固原 810西宁 830乌鲁木齐 850拉萨
"""
_PROVINCES: Final = """
    01内蒙古 02内蒙古 03山西 04山西 05河北 06河北 07河北 10北京 11辽宁 12辽宁 13吉林 15黑龙江 16黑龙江 20上海
    21江苏 22江苏 23安徽 24安徽 25山东 26山东 27山东 30天津 31浙江 32浙江 33江西 34江西 35福建 36福建 40重庆
    41湖南 42湖南 43湖北 44湖北 45河南 46河南 47河南 51广东 52广东 53广西 54广西 55贵州 56贵州 57海南 61四川
    62四川 63四川 64四川 65云南 66云南 67云南 71陕西 72陕西 73甘肃 74甘肃 75宁夏 81青海 83新疆 84新疆 85西藏
    86西藏
"""


def _by_prefix(table: str) -> MappingProxyType[str, str]:
    names = [(word, word.lstrip("0123456789")) for word in table.split()]
    return MappingProxyType({word.removesuffix(name): name for word, name in names})


CITY_OF: Final = _by_prefix(_ZONES)
PROVINCE_BY: Final = _by_prefix(_PROVINCES)


def place_of_postcode(typed: str) -> tuple[str, str]:
    """Return province and city that a postcode leads to; both empty if nowhere, the city if unsure."""
    code = unicodedata.normalize("NFKC", typed).strip()
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return "", ""
    province = PROVINCES.get(PROVINCE_BY.get(code[:2], ""), "")
    if province in MUNICIPALITIES:
        return province, province
    city = CITY_OF.get(code[:4]) or CITY_OF.get(code[:3], "")
    return province, f"{city}市" if city else ""


def parted_place(told: str) -> tuple[str, str]:
    """Return province and city of a place told in one word, such as 浙江省杭州市; both empty if it is none."""
    if told in MUNICIPALITIES:
        return told, told
    name = max((name for name in PROVINCES if told.startswith(name)), key=len, default="")
    city = told.removeprefix(name)
    if name and city:
        return PROVINCES[name], city
    return (PROVINCE_OF[told], told) if told in PROVINCE_OF else (PROVINCES.get(told, ""), "")

"""What happens between readers and the staff of the sample club from day to day: invented words, picked by chance."""

from typing import Final

from shuyou.demo.rules.chance import Wheel

CONTACTS: Final = Wheel(
    (
        (("phone", "in", "缺页", "第 97 页起缺一帖，想换一本。"), 8),
        (("phone", "in", "问到货", "上次说的书到了没有。"), 14),
        (("phone", "in", "改地址", "下一单寄到单位。"), 7),
        (("phone", "in", "荐书", "想找适合四年级孩子的历史书。"), 12),
        (("counter", "in", "取书", "到店取预留的书。"), 16),
        (("counter", "in", "办卡", "替家人问亲子卡。"), 6),
        (("phone", "out", "到书告知", "缺书到了，留到周末。"), 12),
        (("phone", "out", "生日问候", ""), 6),
        (("sms", "out", "新书", "作者新作到货，已发短信。"), 9),
        (("email", "in", "发票", "要补开一张发票。"), 5),
        (("letter", "in", "来信", "寄来书单一份，请代配。"), 3),
        (("event", "in", "读书会", "参加周末读书会，带一位朋友。"), 5),
    )
)
"""Channel, direction, topic and what was said."""

KNOWN_EARLY: Final = Wheel((("name", 8), ("card", 40), ("clue", 52)))
KNOWN_LATELY: Final = Wheel((("name", 21), ("card", 46), ("clue", 33)))
"""How readers were recognised before and after the staff began to greet them by name."""

QUESTIONS: Final = (
    "有没有《陶庵梦忆》的笺注本", "精装本什么时候重印", "四年级的课外书单", "能不能代订港台版", "旧版还有没有库存",
    "作者签名本还有吗", "这套书单册卖不卖", "大字本有哪些", "有声书能不能用积分", "书签和藏书票有没有新的",
)  # fmt: skip
SEARCHES: Final = ("造园", "园林", "绘本 恐龙", "宋词", "茶", "人类简史", "小学 作文", "书法 字帖", "侦探", "博物")
NOTES: Final = (
    "爱读造园与笔记小品，新书先打电话。", "下午接孩子，四点以后再打。", "不要塑料封膜，旧纸包即可。",
    "送礼要另放书签。", "给父亲买大字本。", "看重版本，重印要说明差别。", "常替单位买书，发票抬头先问。",
    "电话里说话轻些，家里有婴儿。", "喜欢藏书票，有新的留一张。", "换货两次，发货前请查书脊。",
)  # fmt: skip
TASKS: Final = (
    ("回访：换货收到没有", "phone"), ("报新书：造园类三种", "phone"), ("补寄发票", "letter"), ("约读书会座位", "phone"),
    ("问缺书愿不愿换版本", "sms"), ("续卡提醒", "sms"), ("送生日书签", "letter"), ("核对单位收货地址", "phone"),
)  # fmt: skip
TAGS: Final = (
    ("造园", 3), ("绘本妈妈", 2), ("版本控", 5), ("单位采购", 4), ("读书会", 1), ("大字本", 6),
    ("藏书票", 5), ("常退换", 2),
)  # fmt: skip
PREFERENCES: Final[dict[str, tuple[str, ...]]] = {
    "reading_time": ("morning", "commute", "evening", "weekend"),
    "reading_amount": ("1", "2", "5", "9"),
    "formats": ("hardback", "paperback", "picture", "thread"),
    "hobbies": ("tea", "writing", "garden", "photo", "travel"),
    "decides_by": ("price", "edition", "content", "advice"),
    "order_channel": ("phone", "web", "till", "sms"),
    "satisfaction": ("3", "4", "5", "5"),
    "buys_for": ("self", "child", "parent", "gift"),
}
"""Answers that readers give, by field."""

INSTITUTIONS: Final = (
    ("杭州市纸鸢路小学", "school", "浙江省杭州市西湖区纸鸢路 66 号", "310013", "图书室"),
    ("杭州市青简中学", "school", "浙江省杭州市拱墅区青简街 9 号", "310014", "教务处"),
    ("宁波市海曙外国语学校", "school", "浙江省宁波市海曙区芸窗路 120 号", "315010", "图书馆"),
    ("杭州市汗青图书馆", "library", "浙江省杭州市上城区汗青街 88 号", "310002", "采编部"),
    ("宁波市砚池区图书馆", "library", "浙江省宁波市海曙区砚池路 3 号", "315010", "采编部"),
    ("杭州听雨设计事务所", "company", "浙江省杭州市滨江区听雨路 210 号 5 楼", "310051", "行政部"),
    ("杭州知微科技有限公司", "company", "浙江省杭州市余杭区知微路 1 号", "311100", "人力资源部"),
    ("宁波远帆航运公司", "company", "浙江省宁波市江北区远帆路 17 号", "315020", "工会"),
)
"""Name, kind, address, postcode, and the department that buys books."""

CHILDREN: Final = (
    ("舟舟", "M", 2),
    ("小满", "F", 4),
    ("知微", "F", 6),
    ("云起", "M", 1),
    ("听雨", "F", 3),
    ("慕远", "M", 8),
)
"""Given names of children, whether boy or girl, and the grade they are in."""

"""What the sample club's shop answers to its readers, and which shows it has tickets for."""

from typing import Final

ANSWERS: Final = (
    (
        "q-where", "/help/order/", "我的订单到哪儿了？", "Where is my order?",
        "登录后看“我的订单”；没有账号的，用订单号和下单时的手机查询。",
        "Sign in and open your orders; without an account, its number and the phone you ordered with are enough.",
    ),
    (
        "q-return", "/me/orders/", "怎么退货、换货？", "How do I send something back?",
        "签收后七天内，书未污损的可无理由退回。在订单页选要退的书，寄回后款项原路退还。",
        ("Within seven days of delivery books in good state may come back without a reason. Choose them on the page of"
        " the order; the money goes back the way it came."),
    ),
    (
        "q-points", "/me/points/", "积分怎么算，什么时候到期？", "How are points earned, and when do they lapse?",
        "每付一元得一分，会员日和等级另有倍数。到期前会提醒您，“积分”页写明每一分的来历。",
        ("A point for each yuan paid, more on club days and by tier. We remind you before they lapse; the page"
        " of points says where each came from."),
    ),
    (
        "q-delivery", "", "运费多少，多久送到？", "What does delivery cost, and how long does it take?",
        "结算页按地址和金额算运费，满额免运费。一般两到三天送到，也可以到门店自取。",
        ("The checkout reckons it by address and sum; above a sum it is free. It takes two or three days, or you fetch"
        " it at a store."),
    ),
    (
        "q-invoice", "/me/orders/", "可以开发票吗？", "Can I have an invoice?",
        "可以。结算时填写抬头，或付款后在订单页申请电子发票。",
        "Yes: fill in its title at the checkout, or ask for it on the page of the order once it is paid.",
    ),
    (
        "q-gift", "/me/gifts/", "怎么买礼品卡？", "How do I buy a gift card?",
        "在“礼品卡”页选金额，填收卡人的手机或邮箱，付款后卡号即发给对方。单张不超过一千元，三年有效，到期可延。",
        ("Choose a sum and say who gets it; the number goes there once it is paid. At most ¥1,000 a card, good for"
        " three years and made good again after."),
    ),
    (
        "q-missing", "/me/wants/", "找不到要的书怎么办？", "What if I cannot find a book?",
        "在“想要的书”登记，到货就通知您并为您留好。",
        "Put it on your list of wanted titles: we tell you when it is there and keep it for you.",
    ),
    (
        "q-data", "/me/data/", "你们记录了我的哪些信息？", "What do you keep about me?",
        "“我的数据”页可以查看、导出、更正和删除，也可以随时撤回同意。",
        ("The page of your data shows all of it; you may take it with you, correct it, have it erased, or take a"
        " permission back."),
    ),
)  # fmt: skip
"""Place in addresses, where more is, question in both languages, answer in both languages."""

SHOWS: Final = (
    ("湖山之间：南宋画特展", 6, "10:00", "湖畔美术馆", "湖畔美术馆", "60.00", 80),
    ("昆曲《牡丹亭》折子戏", 12, "19:30", "运河小剧场", "青藤昆剧社", "180.00", 40),
    ("大提琴与诗：冬夜朗读音乐会", 19, "19:00", "城北音乐厅", "秋声四重奏", "120.00", 60),
    ("木版年画手作展", 33, "09:30", "雕版印刷馆", "雕版印刷馆", "40.00", 100),
    ("江南民歌专场", -9, "19:30", "运河小剧场", "采菱歌队", "90.00", 12),
)
"""Title, days from now, when it begins, where, who performs, price, seats; the last one is over."""

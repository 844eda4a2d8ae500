"""What a new club asks its readers; questions put off, fields no longer asked for, what derived interests rest on."""

from typing import ClassVar

from django.db import migrations, models

from shuyou.kernel import schema

CLC = (
    ("A", "马列主义、毛泽东思想、邓小平理论", "Marxism, Mao Zedong Thought, Deng Xiaoping Theory"),
    ("B", "哲学、宗教", "Philosophy and religion"), ("C", "社会科学总论", "Social sciences in general"),
    ("D", "政治、法律", "Politics and law"), ("E", "军事", "Military science"), ("F", "经济", "Economics"),
    ("G", "文化、科学、教育、体育", "Culture, science, education, sports"), ("H", "语言、文字", "Languages"),
    ("I", "文学", "Literature"), ("J", "艺术", "Art"), ("K", "历史、地理", "History and geography"),
    ("N", "自然科学总论", "Natural sciences in general"), ("O", "数理科学和化学", "Mathematics, physics, chemistry"),
    ("P", "天文学、地球科学", "Astronomy and earth sciences"), ("Q", "生物科学", "Life sciences"),
    ("R", "医药、卫生", "Medicine and health"), ("S", "农业科学", "Agriculture"), ("T", "工业技术", "Technology"),
    ("U", "交通运输", "Transport"), ("V", "航空、航天", "Aviation and space"),
    ("X", "环境科学、安全科学", "Environment and safety"), ("Z", "综合性图书", "General works"),
)  # fmt: skip

ATTRIBUTES = (
    ("subjects", "interest", "choices", "感兴趣的门类", "Subjects of interest", CLC,
     "新书到货时，您马上知道该告诉谁。", "When new titles arrive you know at once whom to tell."),
    ("authors", "interest", "words", "喜爱的作者", "Favourite authors", (),
     "作者出新书时，一通电话就能成交。", "One call sells the author's next book."),
    ("series", "interest", "words", "追读的丛书", "Series followed", (),
     "下一册到货不必等读者来问。", "You need not wait to be asked for the next volume."),
    ("formats", "interest", "choices", "喜欢的装帧", "Formats liked",
     (("hardback", "精装", "Hardback"), ("paperback", "平装", "Paperback"), ("boxed", "盒装、套装", "Boxed sets"),
      ("picture", "绘本", "Picture books"), ("large", "大字本", "Large print"), ("thread", "线装", "Thread-bound"),
      ("audio", "有声书", "Audio books"), ("ebook", "电子书", "E-books")),
     "推荐时直接报对版本，少一次退换。", "You offer the right edition first and save a return."),
    ("languages", "interest", "choices", "阅读语言", "Languages read",
     (("zh", "中文", "Chinese"), ("classical", "文言", "Classical Chinese"), ("en", "英文", "English"),
      ("ja", "日文", "Japanese"), ("fr", "法文", "French"), ("de", "德文", "German"), ("other", "其他", "Other")),
     "原版书只推荐给读得懂的人。", "Books in other languages go to those who read them."),
    ("reading_amount", "habit", "choice", "每月读书", "Books a month",
     (("1", "不到一本", "Less than one"), ("2", "一两本", "One or two"), ("5", "三至五本", "Three to five"),
      ("9", "五本以上", "More than five")),
     "知道一次推荐几本合适。", "You know how many titles to mention at once."),
    ("reading_time", "habit", "choice", "读书时间", "When they read",
     (("morning", "早晨", "Mornings"), ("noon", "午间", "At noon"), ("commute", "路上", "On the way"),
      ("evening", "晚间", "Evenings"), ("weekend", "周末", "Weekends"), ("holiday", "假期", "Holidays")),
     "知道什么时候来电不打扰。", "You know when a call does not disturb."),
    ("reading_place", "habit", "choices", "读书地点", "Where they read",
     (("home", "家中", "At home"), ("travel", "途中", "On the way"), ("library", "图书馆", "In libraries"),
      ("cafe", "书店、咖啡馆", "In bookshops and cafés"), ("work", "单位、学校", "At work or school")),
     "邀请来店活动更有把握。", "You know whom to invite into the shop."),
    ("buys_for", "habit", "choices", "为谁买书", "Whom they buy for",
     (("self", "自己", "Themselves"), ("child", "孩子", "Children"), ("parent", "父母", "Parents"),
      ("gift", "送礼", "Presents"), ("work", "单位、学校", "Work or school")),
     "开学和节日前知道该提醒谁。", "Before term and feasts you know whom to remind."),
    ("found_by", "habit", "choices", "从哪里知道新书", "How they hear of books",
     (("shop", "本店", "From us"), ("paper", "报刊", "Papers"), ("net", "网络", "The net"), ("friends", "朋友", "Friends"),
      ("teacher", "老师、学校", "Teachers"), ("award", "书评、获奖", "Reviews and prizes")),
     "知道荐书时说什么最有说服力。", "You know which word of praise convinces."),
    ("satisfaction", "attitude", "scale", "对本店满意", "Content with us", (),
     "不满意的读者先安抚，再推荐。", "With somebody discontent you mend first and recommend later."),
    ("recommends", "attitude", "scale", "愿意推荐本店", "Would recommend us", (),
     "知道可以请谁带朋友来。", "You know whom to ask to bring a friend."),
    ("decides_by", "attitude", "choice", "买书最看重", "What decides a purchase",
     (("price", "价格", "Price"), ("edition", "版本、装帧", "Edition"), ("content", "内容", "Content"),
      ("speed", "送得快", "Quick delivery"), ("advice", "有人推荐", "Advice")),
     "开口第一句就说到点上。", "Your first sentence speaks of what counts for them."),
    ("should_improve", "attitude", "text", "希望本店改进", "What we should do better", (),
     "下次来电先说已经改了什么。", "The next call can begin with what has been mended."),
    ("hobbies", "life", "choices", "爱好", "Hobbies",
     (("writing", "书法", "Calligraphy"), ("painting", "绘画", "Painting"), ("tea", "茶", "Tea"),
      ("music", "音乐", "Music"), ("travel", "旅行", "Travel"), ("photo", "摄影", "Photography"),
      ("garden", "园艺", "Gardens"), ("cooking", "烹饪", "Cooking"), ("chess", "棋", "Chess and go"),
      ("sport", "运动", "Sports"), ("collecting", "收藏", "Collecting"), ("craft", "手工", "Crafts"),
      ("pets", "养宠物", "Pets")),
     "有了话题，荐书不像推销。", "With something to talk about, advice is no selling."),
    ("field", "life", "choice", "从事", "Occupation",
     (("student", "学生", "Student"), ("teacher", "教育", "Education"), ("research", "科研", "Research"),
      ("culture", "文化、出版", "Culture and publishing"), ("it", "信息技术", "Information technology"),
      ("medicine", "医疗", "Medicine"), ("public", "公务", "Public service"), ("business", "企业、商业", "Business"),
      ("retired", "退休", "Retired"), ("other", "其他", "Other")),
     "专业书和团购找对人。", "Trade books and group orders find their readers."),
    ("lifestyle", "life", "choices", "生活方式", "Way of life",
     (("family", "带孩子的家庭", "Family with children"), ("alone", "独居", "Lives alone"),
      ("elder", "与老人同住", "With elderly parents"), ("traveller", "常出差", "Often away"),
      ("culture", "爱看展览演出", "Exhibitions and concerts"), ("home", "爱待在家", "At home")),
     "知道送货时有没有人在家。", "You know whether somebody is in when the parcel comes."),
    ("book_budget", "life", "number", "每月书款（元）", "Book money a month (yuan)", (),
     "套装书推荐给负担得起的人。", "Dear sets are offered to those who can pay for them."),
    ("order_channel", "service", "choice", "希望的订购方式", "How they like to order",
     (("phone", "电话", "Phone"), ("web", "网站", "Web"), ("sms", "短信", "Text message"), ("email", "邮件", "E-mail"),
      ("post", "信函", "Post"), ("till", "到店", "In the shop")),
     "下次荐书直接走对方爱用的路。", "Your next offer takes the way they like."),
    ("payment_way", "service", "choice", "希望的付款方式", "How they like to pay",
     (("remittance", "邮局汇款", "Postal remittance"), ("cod", "货到付款", "Cash on delivery"), ("cash", "现金", "Cash"),
      ("online", "网上支付", "Online payment")),
     "下单时少问一句。", "One question less with every order."),
    ("parcel", "service", "choice", "收货要求", "Where parcels go",
     (("hand", "亲手交付", "To their own hands"), ("porter", "交门房", "To the porter"), ("locker", "快递柜", "To a locker"),
      ("call", "送前来电", "Call before delivery")),
     "少一次退回的包裹。", "One returned parcel less."),
    ("seat", "service", "choice", "讲座座位", "Seat at readings",
     (("front", "前排", "In front"), ("aisle", "靠走道", "At the aisle"), ("back", "后排", "At the back"),
      ("wheel", "轮椅席", "Room for a wheelchair"), ("any", "都可以", "Anywhere")),
     "活动签到时已经留好位子。", "The seat is kept when they come in."),
    ("drink", "service", "choice", "活动茶点", "Drink at events",
     (("tea", "茶", "Tea"), ("coffee", "咖啡", "Coffee"), ("water", "水", "Water"), ("none", "不用", "Nothing")),
     "老读者一进门就被记得。", "They feel remembered as they come in."),
    ("diet", "service", "choices", "饮食忌口", "Food they avoid",
     (("pork", "猪肉", "Pork"), ("meat", "肉", "Meat"), ("nuts", "坚果", "Nuts"), ("milk", "奶", "Milk"),
      ("sugar", "糖", "Sugar"), ("none", "没有", "Nothing")),
     "会员聚餐不会尴尬。", "No awkward moment at the members' dinner."),
    ("gift_wrap", "service", "flag", "送礼包装", "Wraps presents", (),
     "节前可以主动问一句。", "Before feasts you can offer it unasked."),
)  # fmt: skip
STEP = 10


def add(apps, _schema):
    attribute, at = apps.get_model("members", "Attribute"), "2000-01-01T00:00:00Z"
    attribute.objects.bulk_create(
        attribute(
            code=code, group=group, kind=kind, name_zh=zh, name_en=en, payoff_zh=why_zh, payoff_en=why_en, added_at=at,
            options=[{"code": one, "zh": one_zh, "en": one_en} for one, one_zh, one_en in options],
            rank=place * STEP,
        )
        for place, (code, group, kind, zh, en, options, why_zh, why_en) in enumerate(ATTRIBUTES, 1)
    )  # fmt: skip


def remove(apps, schema_editor):
    codes = [row[0] for row in ATTRIBUTES]
    with schema_editor.connection.cursor() as cursor:  # words about fields that go, go with them
        cursor.execute("ALTER TABLE members_preference DISABLE TRIGGER USER")
        cursor.execute(
            "DELETE FROM members_preference WHERE attribute_id IN"
            " (SELECT id FROM members_attribute WHERE code = ANY (%s))", [codes]
        )  # fmt: skip
        cursor.execute("ALTER TABLE members_preference ENABLE TRIGGER USER")
    apps.get_model("members", "Attribute").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0015_household_verdicts")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="QuestionPutOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_refused", models.BooleanField()),
                ("until", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("attribute", models.ForeignKey(db_index=False, on_delete=models.deletion.CASCADE, related_name="put_off", to="members.attribute")),
                ("person", models.ForeignKey(db_index=False, on_delete=models.deletion.CASCADE, related_name="questions_put_off", to="members.person")),
            ],
        ),
        migrations.CreateModel(
            name="RetiredField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=60, unique=True)),
                ("retired_at", models.DateTimeField()),
                ("retired_by", models.CharField(max_length=80)),
            ],
        ),
        migrations.AddField("preference", "facts", models.JSONField(null=True)),
        migrations.AlterField(
            "attribute",
            "kind",
            models.CharField(choices=[("choice", "One of a list"), ("choices", "Several of a list"), ("words", "Several words of one's own"), ("text", "Words"), ("number", "A number"), ("scale", "One to five"), ("flag", "Yes or no")], max_length=8),
        ),
        migrations.AlterField(
            "preference",
            "source",
            models.CharField(choices=[("declared", "Said by the reader"), ("observed", "Seen by staff"), ("survey", "Answered in a survey"), ("partner", "From a partner"), ("derived", "Worked out from purchases")], max_length=8),
        ),
        migrations.AddIndex(
            "preference", models.Index(fields=["attribute", "person", "-at", "-id"], name="preferences_by_attribute")
        ),
        migrations.AddIndex(
            "preference",
            models.Index(condition=models.Q(("source", "partner")), fields=["via"], name="preferences_by_intake"),
        ),
        migrations.AddConstraint(
            "questionputoff", models.UniqueConstraint(fields=("person", "attribute"), name="question_put_off_once")
        ),
        schema.keep_history("members_retiredfield"),
        migrations.RunPython(add, remove),
    ]

"""Words for the codes in which value is kept."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

type Words = Mapping[str, str | Promise]

TIERS: Final[Mapping[int, str | Promise]] = {
    1: pgettext_lazy("of a pyramid", "Top"),
    2: pgettext_lazy("of a pyramid", "High"),
    3: pgettext_lazy("of a pyramid", "Middle"),
    4: pgettext_lazy("of a pyramid", "Low"),
    5: pgettext_lazy("of a pyramid", "Dormant"),
    0: pgettext_lazy("of a pyramid", "Never bought"),
}
FACTORS: Final[Words] = {
    "recency": _("How lately"), "frequency": _("How often"), "money": _("How much money"), "type": _("Type of goods"),
    "user": _("Who uses it"),
}  # fmt: skip
CAUSES: Final[Words] = {
    "joined": _("bought for the first time"), "complaint": _("something went wrong"),
    "grew_up": _("a child grew up"), "price": _("pays more of the list price"), "gap": _("has not come for long"),
    "less_often": _("comes less often"), "less_spent": _("spends less"), "other_goods": _("buys other goods"),
    "other_user": _("buys for others than before"), "came_back": _("came back"), "more_often": _("comes more often"),
    "more_spent": _("spends more"), "dearer_goods": _("buys goods that last"), "for_child": _("buys for a child"),
    "others_moved": _("others moved past"),
}  # fmt: skip
MOVES: Final[Words] = {
    "rose": _("Rose"), "fell": _("Fell"), "lost": _("Lost"), "woke": _("Woke up"), "joined": _("Came new"),
    "up": _("Up, or woke up"), "down": _("Down, or lost"),
}  # fmt: skip
STOOD: Final[Words] = {"ranked": _("Ranked"), "dormant": pgettext_lazy("of a pyramid", "Dormant")}
STAGES: Final[Words] = {
    "prospect": pgettext_lazy("of a reader", "Prospect"), "new": pgettext_lazy("of a reader", "New"),
    "growing": pgettext_lazy("of a reader", "Growing"), "steady": pgettext_lazy("of a reader", "Steady"),
    "returned": pgettext_lazy("of a reader", "Come back"), "cooling": pgettext_lazy("of a reader", "Cooling"),
    "lapsed": pgettext_lazy("of a reader", "Gone"),
}  # fmt: skip
LABELS: Final[Words] = {
    "mvc": _("Most valuable"), "growable": _("Most to be gained"), "ordinary": pgettext_lazy("of a reader", "Ordinary"),
}  # fmt: skip
TREATMENTS: Final[Words] = {
    "care_in_person": _("A call after the sale, by their helper"), "care": _("Care after the sale"),
    "accessories": _("Accessories for what they have"), "advice": _("Advice by somebody who knows the shelf"),
    "timed_news": _("News at the right time"), "digest": _("A digest now and then"), "win_back": _("Win them back"),
}  # fmt: skip
USERS: Final[Words] = {
    "self": _("Themselves"), "child": _("A child"), "group": _("A class"), "gift": _("As a gift"),
}  # fmt: skip
NEEDS: Final[Words] = {
    "need": pgettext_lazy("of a purchase", "Need"), "desire": pgettext_lazy("of a purchase", "Desire"),
    "preference": pgettext_lazy("of a purchase", "Preference"), "impulse": pgettext_lazy("of a purchase", "Impulse"),
}  # fmt: skip
USER_WHYS: Final[Words] = {
    "gift": _("ordered as a gift"), "class_set": _("enough for a class"), "own_grade": _("made for their own grade"),
    "child_told": _("made for the grade of a child we know of"), "teaches": _("the same grade year after year"),
    "child_inferred": _("the grade rises with a child"), "school_title": _("made for school"),
    "several_copies": _("several copies"), "reads_alone": _("a child who buys alone"),
    "child_at_home": _("a child lives with them"), "buys_again": _("buys for children again and again"),
    "single_for_children": _("hardly ever buys for children"), "adult_title": _("made for grown-ups"),
}  # fmt: skip
NEED_WHYS: Final[Words] = {
    "for_school": _("asked for by school or an examination"), "dear": _("goods that last"),
    "same_again": _("twice and more from this shelf before"), "above_usual": _("twice their usual price"),
    "lowered": _("the price was lowered"), "nothing_like_it": _("nothing like it before"),
}  # fmt: skip
RUNGS: Final[Words] = {
    "picture": _("Picture books"), "primary": _("First readers"), "middle": _("Primary school"),
    "junior_exam": _("Junior years and their examination"), "senior": _("Senior years"),
    "senior_exam": _("The year of the great examination"), "grown": _("Grown up"),
}  # fmt: skip
PREFERENCES: Final[Words] = {
    "school": _("School books"), "children": _("Books for children"), "stories": _("Stories and art"),
    "thought": _("History and thought"), "practice": _("Work and life"), "goods": _("Goods beside books"),
}  # fmt: skip
LIVES: Final[Words] = {
    "student": _("Student"), "young": _("Young, without children"), "expecting": _("Expecting a child"),
    "small_children": _("With small children"), "school_children": _("With children at school"),
    "exam_children": _("With children before examinations"), "midlife": _("In midlife"), "retired": _("Retired"),
}  # fmt: skip
USES: Final[Words] = {
    "never": _("Never bought"), "once_new": _("Once, lately"), "once_old": _("Once, long ago"),
    "rare_small": _("Rarely, small orders"), "rare_large": _("Rarely, large orders"), "term": _("At terms"),
    "steady_small": _("Steadily, small orders"), "steady_large": _("Steadily, large orders"),
    "quick_small": _("Often, small orders"), "quick_large": _("Often, large orders"), "collector": _("Collector"),
}  # fmt: skip
SCHEMES: Final[Mapping[str, tuple[str | Promise, Words]]] = {
    "preference": (_("By what they prefer"), PREFERENCES),
    "life": (_("By stage of life"), LIVES),
    "use": (_("By how and how quickly they buy"), USES),
}
HABITS: Final[Words] = {
    "+lately": _("come often lately"), "-lately": _("have not come for long"), "+often": _("order often"),
    "-often": _("order rarely"), "+much": _("spend much"), "-much": _("spend little"), "+dear": _("buy lasting goods"),
    "-dear": _("hardly buy lasting goods"), "+term": _("buy at terms"), "-term": _("buy all the year"),
    "+bargains": _("look for lower prices"), "-bargains": _("pay the usual price"), "+old": _("have bought for long"),
    "-old": _("have hardly begun"), "average": _("like everybody"),
    **{f"+likes_{code}": name for code, name in PREFERENCES.items()},
    "-likes_school": _("no school books"), "-likes_children": _("no books for children"),
    "-likes_stories": _("hardly stories"), "-likes_thought": _("hardly history"),
    "-likes_practice": _("hardly manuals"), "-likes_goods": _("no goods beside books"),
    "+for_self": _("for themselves"), "+for_child": _("for a child"),
    "+for_group": _("for a class"), "+for_gift": _("as gifts"), "-for_self": _("hardly for themselves"),
    "-for_child": _("not for a child"), "-for_group": _("not for a class"), "-for_gift": _("not as gifts"),
}  # fmt: skip
INFLUENCES: Final[Words] = {
    "complained": _("Something went wrong"), "sent_back": _("Sent something back"), "terms": _("Buys for school"),
    "bargains": _("Buys what is lowered"),
}  # fmt: skip
TIMES: Final[Words] = {
    "work_morning": _("Weekdays, in the morning"), "work_noon": _("Weekdays, at noon"),
    "work_afternoon": _("Weekdays, in the afternoon"), "work_evening": _("Weekdays, in the evening"),
    "work_night": _("Weekdays, at night"), "free_morning": _("Weekends, in the morning"),
    "free_noon": _("Weekends, at noon"), "free_afternoon": _("Weekends, in the afternoon"),
    "free_evening": _("Weekends, in the evening"), "free_night": _("Weekends, at night"),
}  # fmt: skip
SEXES: Final[Words] = {"": _("Any"), "F": _("Women"), "M": _("Men")}
MICRO: Final[Sequence[Words]] = (PREFERENCES, LIVES, USES, USERS, NEEDS)


def habit_name(traits: Sequence[str]) -> str:
    """Return the words of a group by habit."""
    return " · ".join(str(HABITS.get(one, one)) for one in traits)


def shelf_name(names: Sequence[str]) -> str:
    """Return the name of a shelf, of its names in Chinese and English, in the reader's language."""
    ordered = reversed(names) if get_language() == "en" else names
    return next((name for name in ordered if name), gettext("On no shelf"))


def micro_name(code: str) -> str:
    """Return the words of a small group's code, part by part."""
    return " · ".join(str(words.get(part, part)) for part, words in zip(code.split("/"), MICRO, strict=False) if part)

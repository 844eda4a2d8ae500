"""Refusals about rewards that are more than points."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class PlaceMissing(DomainError):
    """Nobody said from which place an article goes."""

    code = "orders.reward_place_missing"
    kind = Kind.INVALID
    text = _("An article is handed out, and no place is named.")
    remedy = _("Choose where it stands.")
    field = "place"


class ArticleNotThere(DomainError):
    """No free copy of a reward stands in a place."""

    code = "orders.reward_article_not_there"
    text = _("None is free in this place.")
    remedy = _("Choose another place; no points were spent.")
    field = "place"


class CampaignOver(DomainError):
    """The campaign of a voucher has ended or was withdrawn."""

    code = "orders.reward_campaign_over"
    text = _("The coupons of this voucher have ended or were withdrawn.")
    remedy = _("Offer another reward; no points were spent.")


class RewardTenderWrong(DomainError):
    """A tender that no desk takes, or a payment without its number."""

    code = "orders.reward_tender_wrong"
    kind = Kind.INVALID
    text = _("The payment has no number, or is none that a desk takes.")
    remedy = _("Type the number on the slip of the terminal or bank.")
    field = "reference"


class VoucherUsed(DomainError):
    """An order makes use of the coupon that was made for a reward."""

    code = "orders.reward_voucher_used"
    text = _("Coupon %(value)s was used, or withdrawn: the reward stays taken.")

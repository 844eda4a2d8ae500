"""What the shop keeps of its own: ways in, baskets, reviews, what staff write, and what readers looked at."""

from shuyou.shop.models.accounts import Account, Login, Passkey, Visit
from shuyou.shop.models.baskets import Basket, BasketLine
from shuyou.shop.models.content import Piece, PieceTitle
from shuyou.shop.models.gifts import Gift
from shuyou.shop.models.reviews import Review, ReviewAnswer, ReviewVote
from shuyou.shop.models.samples import Sample
from shuyou.shop.models.trails import Step, Trail

__all__ = [
    "Account",
    "Basket",
    "BasketLine",
    "Gift",
    "Login",
    "Passkey",
    "Piece",
    "PieceTitle",
    "Review",
    "ReviewAnswer",
    "ReviewVote",
    "Sample",
    "Step",
    "Trail",
    "Visit",
]

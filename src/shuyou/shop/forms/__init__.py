"""What readers type in the shop. Fields judge nothing: services do, with a sentence for each field."""

from shuyou.shop.forms.accounts import CodeForm, ContactForm, PasswordForm, WelcomeForm
from shuyou.shop.forms.checkout import CheckoutForm
from shuyou.shop.forms.gifts import GiftForm
from shuyou.shop.forms.joining import JoinCodeForm, JoinForm, versions_in

__all__ = [
    "CheckoutForm",
    "CodeForm",
    "ContactForm",
    "GiftForm",
    "JoinCodeForm",
    "JoinForm",
    "PasswordForm",
    "WelcomeForm",
    "versions_in",
]

"""What readers type in the shop. Fields judge nothing: services do, with a sentence for each field."""

from shuyou.shop.forms.accounts import CodeForm, ContactForm, PasswordForm, WelcomeForm
from shuyou.shop.forms.checkout import CheckoutForm
from shuyou.shop.forms.joining import JoinForm, versions_in

__all__ = [
    "CheckoutForm",
    "CodeForm",
    "ContactForm",
    "JoinForm",
    "PasswordForm",
    "WelcomeForm",
    "versions_in",
]

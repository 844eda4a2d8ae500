"""What is refused about bundles of a reader's own."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError


class NoBundle(DomainError):
    """Nothing can be put together for a reader."""

    code = "orders.no_bundle"
    text = _("There is no bundle for this reader: too little was bought, or all of it is offered, owned or sold out.")


class ReaderUnwilling(DomainError):
    """A reader who does not want to be recommended what their purchases suggest."""

    code = "orders.reader_unwilling"
    text = _("The reader did not agree to recommendations from their purchases.")


class BundleOver(DomainError):
    """A bundle that was taken, declined, or offered too long ago."""

    code = "orders.bundle_over"
    text = _("This bundle is not offered any more.")

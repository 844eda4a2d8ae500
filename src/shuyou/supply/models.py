"""Tables of supply: where stock lies, whose it is, and every movement of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Warehouse(models.Model):
    """A place that holds stock."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)


class Supplier(models.Model):
    """Who books are bought from."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)


class Shelf(models.Model):
    """The copies of one item in one warehouse; the row every buyer of the title locks."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="shelves")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="shelves", db_index=False)
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    position = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "warehouse"], name="one_shelf_per_item"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, on_hand__gte=F("reserved")), name="shelf_reserved_within_on_hand"
            ),
        )


class Layer(models.Model):
    """Copies that came in together: same supplier, terms, cost and return deadline."""

    class Terms(models.TextChoices):
        FIRM = "firm", _("Firm sale")
        RETURNABLE = "returnable", _("Sale or return")
        CONSIGNMENT = "consignment", _("Consignment")

    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, related_name="layers", db_index=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="layers")
    terms = models.CharField(max_length=12, choices=Terms)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4)
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2)
    return_by = models.DateField(null=True)
    received_at = models.DateTimeField()
    on_hand = models.IntegerField()
    reserved = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reserved__gte=0, on_hand__gte=F("reserved")), name="layer_reserved_within_on_hand"
            ),
        )
        indexes = (
            models.Index(
                fields=["shelf", "received_at", "id"],
                name="layer_with_stock",
                condition=Q(on_hand__gt=0),
            ),
        )


class Movement(models.Model):
    """One line of the stock ledger: added, never changed, never deleted."""

    class Kind(models.TextChoices):
        RECEIVE = "RECEIVE", _("Received")
        RESERVE = "RESERVE", _("Reserved")
        RELEASE = "RELEASE", _("Released")
        ISSUE = "ISSUE", _("Issued")

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="movements")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    quantity = models.IntegerField()
    source = models.CharField(max_length=80)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4)
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "kind", "layer"], name="move_once_per_source"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_quantity_positive"),
        )
        indexes = (models.Index(fields=["item", "-at"], name="movement_of_item"),)

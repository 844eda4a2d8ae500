"""Places that hold stock: stores and warehouses, the positions in them, and who works there."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Warehouse(models.Model):
    """A place that holds stock: a store with its opening hours, or a warehouse."""

    class Kind(models.TextChoices):
        STORE = "store", _("Store")
        WAREHOUSE = "warehouse", _("Warehouse")

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WAREHOUSE, db_default=Kind.WAREHOUSE)
    region = models.CharField(max_length=40, blank=True, default="", db_default="")
    address = models.CharField(max_length=200, blank=True, default="", db_default="")
    phone = models.CharField(max_length=30, blank=True, default="", db_default="")
    hours = ArrayField(models.CharField(max_length=11, blank=True), size=7, default=list, db_default=[])
    """From Monday, such as 09:00-21:00; empty: closed that day."""
    is_active = models.BooleanField(default=True, db_default=True)


class PlaceFigures(models.Model):
    """What stands in a place all in all, summed up every few minutes: no page adds up all shelves."""

    warehouse = models.OneToOneField(Warehouse, on_delete=models.CASCADE, primary_key=True, related_name="figures")
    titles = models.IntegerField()
    copies = models.IntegerField()
    reserved = models.IntegerField()
    list_value = models.DecimalField(max_digits=14, decimal_places=2)
    cost_value = models.DecimalField(max_digits=14, decimal_places=2)
    summed_at = models.DateTimeField()


class Position(models.Model):
    """Where in a place something stands: a shelf with its code."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="positions", db_index=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["warehouse", "code"], name="position_once_per_place"),)


class PlaceStaff(models.Model):
    """Somebody belongs to a place; who belongs to any sees only these."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="places", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="staff")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "warehouse"], name="staff_once_per_place"),)

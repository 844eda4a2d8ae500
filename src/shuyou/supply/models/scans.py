"""Scans that were counted, by the key that each goes by."""

from django.db import models


class ScanKey(models.Model):
    """A scan that was counted into a paper that is being worked on: sent twice, it counts once."""

    paper = models.CharField(max_length=40)
    """The delivery or stocktake, such as receipt:RC0000011."""
    key = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["paper", "key"], name="scan_counts_once"),)

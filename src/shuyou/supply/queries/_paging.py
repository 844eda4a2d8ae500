"""Pages of lists, as everywhere in the house."""

from shuyou.kernel.paging import PAGE, Page, Place, behind

__all__ = ["PAGE", "Page", "Place", "behind"]

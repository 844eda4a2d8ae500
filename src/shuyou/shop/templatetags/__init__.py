"""Parts of the shop's pages."""

"""The online bookshop and the reader's own pages."""

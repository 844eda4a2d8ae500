"""Warehouses, suppliers, stock in layers and its ledger."""

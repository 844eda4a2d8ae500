"""How members works through the whole base: in columns, beside the database that serves."""

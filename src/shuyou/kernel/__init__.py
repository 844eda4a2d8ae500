"""What every package stands on: no business word here."""

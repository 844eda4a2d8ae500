"""Tests of the house itself: its rooms, its doors and its habits."""

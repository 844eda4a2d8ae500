"""Tests of what no package owns."""

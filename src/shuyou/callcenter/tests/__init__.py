"""Tests of the call center."""

"""Tests of the sample club."""

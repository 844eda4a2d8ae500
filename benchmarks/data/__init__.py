"""The data that benchmarks run on: a club of any size, the same for the same seed, loaded by COPY."""

from benchmarks.data.load import load, ready
from benchmarks.data.plan import AT, Plan

__all__ = ["AT", "Plan", "load", "ready"]

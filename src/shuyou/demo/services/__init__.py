"""What makes the sample club: the front door."""

from shuyou.demo.services._load_club import SEED, ClubPlan, load_club

__all__ = ["SEED", "ClubPlan", "load_club"]

"""Why a plan proposes so many copies, said in words from the figures that it kept."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

type Facts = Mapping[str, str | int | float | bool | None]
"""Figures as a plan keeps them, by name."""

NOTABLE = 0.1
"""A season or an occasion that changes less than this is not worth a word."""


def reasons(facts: Facts | None) -> str:
    """Return the reason of a proposal as sentences; empty if no plan made it."""
    if not facts:
        return ""
    return "".join(said if said.endswith("。") else f"{said} " for said in _sentences(facts)).strip()


def _sentences(facts: Facts) -> Iterator[str]:
    if facts.get("sold_weeks"):
        yield _("About %(weekly)s are sold a week (sales in %(sold_weeks)s of %(weeks)s weeks).") % facts
    yield from _more_or_less(facts)
    if count := int(facts.get("waiting") or 0):
        waiting = ngettext("%(n)s copy is for readers who wait.", "%(n)s copies are for readers who wait.",
                           count)  # fmt: skip
        yield waiting % {"n": count}
    yield _("%(free)s free, %(coming)s on the way.") % facts
    if facts.get("lead_days"):
        lead = (
            _("It takes %(lead_days)s days to come, as measured; %(safety)s are kept in reserve.")
            if facts.get("is_measured")
            else _("It takes %(lead_days)s days to come; %(safety)s are kept in reserve.")
        )
        yield lead % facts
    if facts.get("least"):
        yield _("At least %(least)s are to be here always.") % facts
    if facts.get("advised"):
        cover = (
            _("Ordered for %(cover)s weeks: what is left goes back.")
            if facts.get("may_return")
            else _("Ordered for %(cover)s weeks only: what is left stays ours.")
        )
        yield cover % facts


def _more_or_less(facts: Facts) -> Iterator[str]:
    season, occasion = float(facts.get("season") or 1), float(facts.get("uplift") or 1)
    if abs(season - 1) >= NOTABLE:
        said = (
            _("School books sell %(season)s times as much in the coming weeks, as a year ago.")
            if facts.get("is_school")
            else _("Its subject sells %(season)s times as much in the coming weeks, as a year ago.")
        )
        yield said % facts
    if abs(occasion - 1) >= NOTABLE:
        yield _("“%(occasion)s” makes that %(uplift)s times as much.") % facts

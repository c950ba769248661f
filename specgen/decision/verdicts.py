"""One rule applied to one platform: needed against offered, by the rulebook's own comparisons."""

import math
from collections.abc import Iterator

from specgen.catalog import DutyFigure, Kind, Terms
from specgen.decision.values import Offer, Outcome, Verdict
from specgen.errors import MaintainerError
from specgen.fields import folded_name
from specgen.need import Ask, Value
from specgen.requirement import DutyCycle
from specgen.rules import NUMERIC, TOLERANCE, WORDS, Rule, margin


def judge(rule: Rule, ask: Ask, offer: Offer, is_must: bool, terms: Terms) -> Iterator[Verdict]:
    """Yield the verdict of *rule*, one for each word where all words of a list are needed."""
    if rule.comparison != "includes":
        outcome, room = compared(rule, ask.value, offer)
        if ask.is_guideline and offer.value != math.inf:
            outcome = Outcome.TO_BE_CONFIRMED
        by_guideline = ask.is_guideline or offer.kind is Kind.GUIDELINE
        yield Verdict(rule, outcome, ask.value, offer, room, is_must, ask.where, rests_on_guideline=by_guideline)
        return
    for word in ask.value if isinstance(ask.value, tuple) else ():
        outcome, _ = compared(rule, (word,), offer)
        if rule.offered == "standards" and folded_name(word) in map(folded_name, terms.integrator_standards):
            outcome = Outcome.NOT_APPLICABLE
        yield Verdict(rule, outcome, (word,), offer, None, is_must, ask.where, word)


def compared(rule: Rule, needed: Value | None, offer: Offer) -> tuple[Outcome, float | None]:
    """Return what *rule* says of an offer, and the relative room to its limit where there is one."""
    if offer.value is None:
        return Outcome(rule.unknown), None
    if needed is None:  # asked for, but what it takes is not known: only what has no end is enough for certain
        return (Outcome.MET if offer.value == math.inf else Outcome.TO_BE_CONFIRMED), None
    if rule.comparison in NUMERIC and isinstance(needed, float) and isinstance(offer.value, float):
        met = NUMERIC[rule.comparison](offer.value, needed)
        room = margin(rule.comparison, offer.value, needed, rule.unit)
        return (Outcome.TO_BE_CONFIRMED if offer.kind is Kind.GUIDELINE else _outcome(met)), room
    if rule.comparison in WORDS and isinstance(needed, tuple) and isinstance(offer.value, tuple):
        return _outcome(WORDS[rule.comparison](offer.value, needed)), None
    if rule.comparison == "sustains" and isinstance(needed, DutyCycle) and isinstance(offer.value, DutyFigure):
        return _sustains(needed, offer.value)
    raise MaintainerError("catalog/rules", rule.id, f"{rule.comparison} cannot compare {rule.offered} with {rule.needed}")


def _outcome(met: bool) -> Outcome:
    return Outcome.MET if met else Outcome.NOT_MET


def _sustains(needed: DutyCycle, offered: DutyFigure) -> tuple[Outcome, float | None]:
    """Judge a duty cycle by its share and by its longest on-time; a share alone cannot settle an intermittent rating."""
    if offered.on is None or offered.period is None:
        return Outcome.MET, None
    allowed = offered.on.s / offered.period.s
    if needed.is_continuous:
        return Outcome.NOT_MET, allowed - 1
    if needed.on is None or needed.period is None:
        share = needed.share.fraction if needed.share else 1.0
        return (Outcome.TO_BE_CONFIRMED if share <= allowed * (1 + TOLERANCE) else Outcome.NOT_MET), (allowed - share) / share
    share = needed.on.s / needed.period.s
    met = share <= allowed * (1 + TOLERANCE) and needed.on.s <= offered.on.s * (1 + TOLERANCE)
    return _outcome(met), min(allowed / share, offered.on.s / needed.on.s) - 1

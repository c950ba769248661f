"""Whether any requirement can lead to a platform: the one made to measure for it is tried, and what wins instead is named.

A requirement that asks for all that a platform has, at its own figures, leaves only rivals that are as good in every
one of them; what is known of a rival alone is asked of it at its hardest. Where a rival still wins, it always does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from specgen.catalog import Catalog, DutyFigure, FocalSpot, Platform, figure_value
from specgen.decision import decide
from specgen.need import Ask, Value, derive
from specgen.proof.remark import spelt
from specgen.requirement import DutyCycle, Requirement
from specgen.rules import NUMERIC, Rule, Rulebook, figure_name
from specgen.units import Quantity


@dataclass(frozen=True, slots=True)
class Reach:
    """Which platform the requirement made to measure for *platform* leads to, and what that requirement asks."""

    platform: Platform
    winner: Platform | None
    asks: tuple[Ask, ...]
    spot: FocalSpot
    rejected_by: tuple[str, ...]

    @property
    def is_reached(self) -> bool:
        """Return whether it leads to the platform itself."""
        return self.winner is not None and self.winner.id == self.platform.id

    def told(self, rulebook: Rulebook) -> str:
        """Return what the requirement asks, as the files spell it."""
        shown = (f"{ask.name} {_told(ask.value, rulebook.quantities[ask.name].unit)}" for ask in self.asks)
        return ", ".join((f"max_focal_spot_um {spelt(self.spot.value.um, 'um')}", *shown))


def reaches(catalog: Catalog, rulebook: Rulebook) -> Iterator[Reach]:
    """Yield for each platform the first requirement that leads to it, else the last one tried."""
    for platform in catalog.platforms:
        tried = [_tried(platform, spot, hard, catalog, rulebook) for spot in platform.focal_spots for hard in (False, True)]
        yield next((reach for reach in tried if reach.is_reached), tried[-1])


def _tried(platform: Platform, spot: FocalSpot, hard: bool, catalog: Catalog, rulebook: Rulebook) -> Reach:
    """Return where it leads to ask for *spot* and for all that is known of *platform*; *hard* asks for what is not known, too."""
    asks = tuple(_asks(platform, spot, hard, rulebook))
    requirement = _bare(spot, platform, catalog)
    need = replace(derive(requirement, catalog), asked_of_source={ask.name: ask for ask in asks})
    decision = decide(requirement, need, catalog, rulebook)
    (own,) = (candidate for candidate in decision.candidates if candidate.platform is platform)
    rejected_by = tuple(verdict.rule.id for verdict in own.verdicts if verdict.rejects)
    return Reach(platform, decision.chosen.platform if decision.chosen else None, asks, spot, rejected_by)


def _bare(spot: FocalSpot, platform: Platform, catalog: Catalog) -> Requirement:
    """Return a requirement for a spot alone, from an application that the platform's label is usual for."""
    kind = next((known.name for known in catalog.applications if platform.label in known.classes and not known.medical), None)
    stated = {"specgen": "1", "reference": "X", "customer": {"company": "X"}, "application": {"kind": kind}}
    return Requirement.model_validate(stated | {"source": {"focal_spot": {"max": spot.value.text}}})


def _asks(platform: Platform, spot: FocalSpot, hard: bool, rulebook: Rulebook) -> Iterable[Ask]:
    """Return what each rule asks of *platform*; where two rules need the same, the one that asks less counts."""
    asks: dict[str, Ask] = {}
    for rule in rulebook.rules:
        ask = _ask(rule, platform, spot, hard, rulebook)
        known = asks.get(ask.name) if ask else None
        if ask and known and isinstance(ask.value, float) and isinstance(known.value, float):
            looser = max if rule.comparison == "at_most" else min
            asks[ask.name] = ask._replace(value=looser(ask.value, known.value))
        elif ask and not known:
            asks[ask.name] = ask
    return asks.values()


def _ask(rule: Rule, platform: Platform, spot: FocalSpot, hard: bool, rulebook: Rulebook) -> Ask | None:
    """Return what asks of *platform* at *spot* exactly what it has, or where that is unknown the most that can be asked."""
    if rule.offered == "target_power_w":
        value: Quantity | tuple[str, ...] | DutyFigure | None = spot.power
    elif "platform" in rulebook.quantities[rule.offered].given_by:
        figure = getattr(platform, figure_name(rule.offered))
        value = figure_value(figure) if figure else None
    else:
        return None
    if value is not None:
        return Ask(rule.needed, _as_needed(value, rule), "")
    bounds = rulebook.quantities[rule.needed].range
    if not hard or bounds is None or rule.comparison not in NUMERIC:
        return None
    return Ask(rule.needed, bounds[0] if rule.comparison == "at_most" else bounds[1], "")


def _as_needed(value: Quantity | tuple[str, ...] | DutyFigure, rule: Rule) -> Value:
    if isinstance(value, Quantity):
        return value.in_unit(rule.unit)
    if isinstance(value, DutyFigure):
        return DutyCycle.model_construct(on=value.on, period=value.period, share=None)
    return value


def _told(value: Value | None, unit: str) -> str:
    if isinstance(value, float):
        return spelt(value, unit)
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return f"{value.on.text} in {value.period.text}" if value and value.on and value.period else "continuous"

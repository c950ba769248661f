"""Classes and rules over the whole range of what they judge: gaps, overlaps, rules that never say yes or never say no.

Comparisons are monotone, so a rule takes its extremes in the corners of the two ranges; the corner is the witness.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specgen.catalog import EDGE_TOLERANCE, Catalog, FocusClass
from specgen.decision import Offer, Outcome, compared
from specgen.need import Ask
from specgen.proof.remark import Address, Remark, fault, note, spelt
from specgen.rules import NUMERIC, Rule, Rulebook

Pair = tuple[float, float]  # offered, needed


@dataclass(frozen=True, slots=True)
class Span:
    """What a rule can say over the declared ranges: a pair that it passes and one that it fails, None where there is none."""

    rule: Rule
    unit: str
    passes: Pair | None
    fails: Pair | None
    nearest: Pair  # the corner with the least between both sides, the witness of what never happens


def rule_remarks(catalog: Catalog, rulebook: Rulebook, asks: Mapping[str, Ask]) -> Iterator[Remark]:
    """Yield all that is to be said of classes, rules and operating points; *asks* is what requirements can ask, by name."""
    yield from _classes(catalog)
    yield from _operating_points(catalog)
    yield from _asked(rulebook, asks)
    for span in spans(rulebook):
        if span.passes is None:
            yield fault("never-passes", Address("rule", span.rule.id), **_sides(span.rule, span.nearest, span.unit))
        if span.fails is None:
            yield fault("never-fails", Address("rule", span.rule.id), **_sides(span.rule, span.nearest, span.unit))
    for first, second in itertools.combinations(rulebook.rules, 2):
        yield from _together(first, second, rulebook)
    yield from _unused(rulebook)


# --- classes --------------------------------------------------------------------------------------------------------


def _classes(catalog: Catalog) -> Iterator[Remark]:
    """Yield gaps and overlaps between neighbours, each with a spot that no class holds, or two do."""
    by_size = sorted(catalog.classes, key=lambda known: (known.min_um, known.max_um))
    for known in by_size:
        if not known.min_um < known.max_um:
            yield fault("class-empty", Address("class", known.id), focus_class=known.name, low=_um(known.min_um), high=_um(known.max_um))
    if by_size and by_size[0].gap_below:
        yield fault("gap-declared-in-vain", Address("class", by_size[0].id, ("gap_below",)), focus_class=by_size[0].name)
    for index, above in enumerate(by_size[1:], 1):
        below = max(by_size[:index], key=lambda known: (known.max_um, known.max_included))
        yield from _overlap(below, above)
        yield from _gap(below, above)


def _overlap(below: FocusClass, above: FocusClass) -> Iterator[Remark]:
    reaches_over = below.max_um > above.min_um * (1 + EDGE_TOLERANCE)
    witness = (above.min_um + min(below.max_um, above.max_um)) / 2 if reaches_over else above.min_um
    if below.holds(witness) and above.holds(witness):
        yield fault("overlap", Address("class", above.id), below=below.name, above=above.name, witness=_um(witness))


def _gap(below: FocusClass, above: FocusClass) -> Iterator[Remark]:
    """Yield a stretch without a class: a fault unless it is declared as it is."""
    address, declared = Address("class", above.id, ("gap_below",)), above.gap_below
    there = above.min_um > below.max_um * (1 + EDGE_TOLERANCE)
    facts = {"below": below.name, "above": above.name, "low": _um(below.max_um), "high": _um(above.min_um)}
    if declared and not there:
        yield fault("gap-declared-in-vain", address, focus_class=above.name)
    elif there and (declared is None or declared.from_um != below.max_um):
        yield fault("gap", address, **facts, witness=_um((below.max_um + above.min_um) / 2))
    elif there and declared:
        yield note("gap-declared", address, **facts, because=declared.because)


def _um(value: float) -> str:
    return spelt(value, "um")


def _operating_points(catalog: Catalog) -> Iterator[Remark]:
    """Yield where a platform's own label and the class of one of its spots differ: the label stays the maker's."""
    for platform in catalog.platforms:
        for index, spot in enumerate(platform.focal_spots):
            known = catalog.class_of(spot.value.um)
            name = known.name if known else "unclassified"
            if name != platform.label:
                address = Address("platform", platform.id, ("focal_spots", index, "value"))
                code = "spot-of-other-class" if known else "spot-of-no-class"
                yield note(code, address, platform=platform.id, spot=spot.value.text, focus_class=name, label=platform.label)


# --- one rule -------------------------------------------------------------------------------------------------------


def spans(rulebook: Rulebook) -> Iterator[Span]:
    """Yield what each rule that compares numbers can say over the declared ranges."""
    for rule in rulebook.rules:
        offered, needed = (rulebook.quantities[name].range for name in (rule.offered, rule.needed))
        if offered and needed:
            corners = list(itertools.product(offered, needed))
            met = [compared(rule, needed, Offer(value))[0] is Outcome.MET for value, needed in corners]
            passes = next((corner for corner, yes in zip(corners, met, strict=True) if yes), None)
            fails = next((corner for corner, yes in zip(corners, met, strict=True) if not yes), None)
            yield Span(rule, rule.unit, passes, fails, min(corners, key=lambda corner: abs(corner[0] - corner[1])))


def _sides(rule: Rule, pair: Pair, unit: str) -> dict[str, str]:
    return {"rule": rule.id, "offered": f"{rule.offered} {spelt(pair[0], unit)}", "needed": f"{rule.needed} {spelt(pair[1], unit)}"}


def _asked(rulebook: Rulebook, asks: Mapping[str, Ask]) -> Iterator[Remark]:
    """Yield rules for which nothing asks, wishes that would never reach their rule, and asks that no rule judges."""
    for rule in rulebook.rules:
        ask = asks.get(rule.needed)
        if ask is None:
            yield fault("never-fires", Address("rule", rule.id, ("needed",)), rule=rule.id, needed=rule.needed)
        elif (ask.where or rule.where) and not any(ask.where == path or ask.where.startswith(f"{path}.") for path in rule.where):
            yield fault("never-a-wish", Address("rule", rule.id, ("where",)), rule=rule.id, needed=rule.needed, where=ask.where)
    judged = {rule.needed for rule in rulebook.rules}
    for name, ask in asks.items():
        if name not in judged:
            yield fault("never-judged", Address("quantity", name), needed=name, where=ask.where)


# --- two rules ------------------------------------------------------------------------------------------------------


def _together(first: Rule, second: Rule, rulebook: Rulebook) -> Iterator[Remark]:
    """Yield that two rules on the same offered figure contradict each other, or that one says nothing new."""
    if first.offered != second.offered:
        return
    address, rules = Address("rule", second.id), {"rule": second.id, "other": first.id}
    if first.needed != second.needed:
        yield from _apart(first, second, rulebook)
    elif first.comparison == second.comparison:
        yield fault("same", address, **rules)
    elif {first.comparison, second.comparison} == set(NUMERIC):
        (span,) = (span for span in spans(rulebook) if span.rule is second)
        pair = _sides(second, span.fails or span.nearest, span.unit)
        yield fault("contradict", address, **rules, witness=f"{pair['offered']}, {pair['needed']}")
    else:
        yield fault("implied", address, **rules)


def _apart(first: Rule, second: Rule, rulebook: Rulebook) -> Iterator[Remark]:
    """Yield what two limits on one figure say to each other, where the ranges of the limits lie wholly apart."""
    ranges = {rule.id: rulebook.quantities[rule.needed].range for rule in (first, second)}
    lower, upper = sorted((first, second), key=lambda rule: ranges[rule.id] or (0, 0))
    below, above = ranges[lower.id], ranges[upper.id]
    if not below or not above or below[1] >= above[0]:
        return
    address, rules = Address("rule", second.id), {"rule": second.id, "other": first.id}
    witness = f"{lower.needed} {spelt(below[1], lower.unit)}, {upper.needed} {spelt(above[0], upper.unit)}"
    if first.comparison == second.comparison:
        yield note("implied-where-both-are-asked", address, **rules, witness=witness)
    elif lower.comparison == "at_most":
        yield fault("contradict", address, **rules, witness=witness)


def _unused(rulebook: Rulebook) -> Iterator[Remark]:
    used = {name for rule in rulebook.rules for name in (rule.offered, rule.needed)}
    for name in rulebook.quantities:
        if name not in used:
            yield note("quantity-unused", Address("quantity", name), quantity=name)

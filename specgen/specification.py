"""What an engineering specification demands: one statement for each thing asked, with its limit, its proof and whose duty it is.

A statement's id follows from the rule or the clause behind it, and from the word of a list that it is about, so that the same
requirement has the same id in every revision. Words and layout are left to `document`.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from specgen import physics
from specgen.catalog import Catalog, Figure, Kind, figure_value
from specgen.clauses import INTEGRATOR, MAKER, Clause, Standard, first_holding
from specgen.decision import UNKNOWN, Candidate, Decision, Offer, Outcome, Status, Verdict
from specgen.fields import folded_name
from specgen.need import Ask, Need, Number, SpotLimit, Value, exposure
from specgen.requirement import Requirement
from specgen.rules import NUMERIC, Rule, Rulebook, unit_of
from specgen.units import Quantity

PARTS: Final = ("image", "beam", "operation", "integration", "safety")  # delivery is commercial: a specification has none of it
SPECIFIED: Final = (Status.RECOMMENDED, Status.CUSTOM)  # what nothing can fulfil, or nobody knows yet, cannot be specified
SPOT: Final = "focal_spot_um"
_LONGEST_WORD: Final = 24


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that shall be so, or should where the customer only wishes it.

    *key* names its sentence; *limit* is None where it is agreed with the order, or where it is no figure; *number* has the
    formula behind a limit. *outcome* says how far the proposed platform is known to fulfil it, *offered* by what.
    """

    id: str
    key: str
    part: str
    duty: str
    method: str
    standard: Standard | None
    comparison: str
    limit: Value | None
    unit: str
    where: str
    source: str
    item: str = ""
    is_shall: bool = True
    is_agreed: bool = False
    is_spot: bool = False
    number: Number | None = None
    offered: Offer = UNKNOWN
    outcome: Outcome = Outcome.TO_BE_CONFIRMED

    @property
    def is_rule(self) -> bool:
        """Return whether it follows from a rule on something asked, not from a clause that every specification has."""
        return self.key.startswith("SG-")


@dataclass(frozen=True, slots=True)
class Specification:
    """All statements, in the order of the parts; *platform* is the candidate that is to fulfil them, None for a custom source."""

    statements: tuple[Statement, ...]
    platform: Candidate | None

    def of(self, part: str) -> tuple[Statement, ...]:
        """Return the statements of one part."""
        return tuple(statement for statement in self.statements if statement.part == part)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Return every derived limit, with its formula and inputs."""
        return tuple(statement.number for statement in self.statements if statement.number)

    @property
    def standards(self) -> tuple[Standard, ...]:
        """Return every standard that proves a statement, once."""
        return tuple(dict.fromkeys(statement.standard for statement in self.statements if statement.standard))

    def is_open(self, statement: Statement) -> bool:
        """Return whether something of *statement* must still be told: its limit, or whether the platform fulfils it."""
        is_unproven = self.platform is not None and statement.outcome is Outcome.TO_BE_CONFIRMED
        return statement.duty != INTEGRATOR and (statement.is_agreed or is_unproven)

    @property
    def open(self) -> tuple[Statement, ...]:
        """Return the statements of which something must still be told."""
        return tuple(statement for statement in self.statements if self.is_open(statement))


def specify(requirement: Requirement, decision: Decision, catalog: Catalog, rulebook: Rulebook) -> Specification | None:
    """Return the specification of the source that serves, or None where none can be written."""
    if decision.status not in SPECIFIED or decision.limit is None:
        return None
    asks = _asks(decision.need, decision.limit)
    made = (*_of_rules(requirement, decision, catalog, rulebook, asks), *_of_clauses(decision, catalog, rulebook, asks))
    once = {statement.id: statement for statement in reversed(made)}
    statements = tuple(statement for statement in made if once[statement.id] is statement)
    return Specification(tuple(sorted(statements, key=lambda s: PARTS.index(s.part))), decision.chosen)


def _asks(need: Need, limit: SpotLimit) -> dict[str, Ask]:
    """Return all that is asked of the source, whichever it is; a CT without duty cycle asks for a whole scan without pause."""
    asks = need.asked(limit)
    if need.setup.is_ct and "duty_cycle" not in asks:
        scan, most = exposure(need.light, None).scan_time, asks.get("time_per_part_s")
        value = scan.value if scan else most.value if most else None
        asks["scan_time_s"] = Ask("scan_time_s", value, "imaging.time_per_part")
    return asks


# --- what is asked ------------------------------------------------------------------------------------------------------


def _of_rules(
    requirement: Requirement, decision: Decision, catalog: Catalog, rulebook: Rulebook, asks: Mapping[str, Ask]
) -> Iterator[Statement]:
    """Yield a statement for each rule that something is asked of, one for each word where all words of a list are needed."""
    verdicts = {(v.rule.id, v.item): v for v in decision.chosen.verdicts} if decision.chosen else {}
    for rule in rulebook.rules:
        ask = asks.get(rule.needed)
        if ask is None or rule.group not in PARTS:
            continue
        is_list = rule.comparison == "includes" and isinstance(ask.value, tuple)
        for item in ask.value if is_list and isinstance(ask.value, tuple) else ("",):
            is_shall = not requirement.is_wish(ask.where)
            yield _of_rule(rule, ask, item, verdicts.get((rule.id, item)), catalog, rulebook, decision, is_shall=is_shall)


def _of_rule(
    rule: Rule,
    ask: Ask,
    item: str,
    verdict: Verdict | None,
    catalog: Catalog,
    rulebook: Rulebook,
    decision: Decision,
    *,
    is_shall: bool,
) -> Statement:
    value, limit, chosen = (item,) if item else ask.value, decision.limit, decision.chosen
    machine = map(folded_name, catalog.terms.integrator_standards)
    is_machines = rule.offered == "standards" and folded_name(item) in machine
    return Statement(
        id=f"SPEC-{rule.id.removeprefix('SG-')}" + (f"-{_name(item)}" if item else ""),
        key=f"{rule.id}-machine" if is_machines else rule.id,
        part="safety" if is_machines else rule.group,
        duty=INTEGRATOR if is_machines else rule.duty,
        method=rule.verification,
        standard=first_holding(rule.standards, rulebook.standards, value),
        comparison=rule.comparison,
        limit=value,
        unit=rule.unit,
        where=ask.where,
        source=rule.source,
        item=item,
        is_shall=is_shall,
        is_agreed=value is None,
        is_spot=rule.offered == SPOT,
        number=limit.max_focal_spot if limit and rule.needed == "max_focal_spot_um" else None,
        offered=verdict.offered if verdict else UNKNOWN,
        outcome=Outcome.NOT_APPLICABLE if is_machines else _outcome(verdict, chosen),
    )


def _outcome(verdict: Verdict | None, chosen: Candidate | None) -> Outcome:
    """Return how far a statement is fulfilled.

    What a rule leaves out where nothing is known stays to be confirmed here, and so does a focal spot that is stated without
    method or operating point: the statement names both.
    """
    if verdict is None or verdict.outcome is Outcome.NOT_APPLICABLE:
        return Outcome.TO_BE_CONFIRMED
    is_bare = verdict.rule.offered == SPOT and chosen is not None and not is_measured(chosen)
    return Outcome.TO_BE_CONFIRMED if is_bare and verdict.outcome is Outcome.MET else verdict.outcome


def is_measured(candidate: Candidate) -> bool:
    """Return whether the focal spot is stated with its method and its operating point."""
    spot = candidate.spot
    return None not in {spot.method, spot.power, spot.voltage}


def _name(item: str) -> str:
    """Return *item* as the end of an id: words that mean the same give the same, whatever stands beside them."""
    plain = re.sub(r"[\s-]+", "-", item).upper()
    short = re.sub(r"[^A-Z0-9.-]", "", plain)[:_LONGEST_WORD]
    if short == plain:
        return plain
    digest = hashlib.sha256(folded_name(item).encode()).hexdigest()[:6].upper()
    return f"{short}-{digest}" if short else digest


# --- what every specification has -----------------------------------------------------------------------------------------


def _of_clauses(decision: Decision, catalog: Catalog, rulebook: Rulebook, asks: Mapping[str, Ask]) -> Iterator[Statement]:
    """Yield a statement for each clause, unless the customer asks for the same himself."""
    standards = asks["standards"].value if "standards" in asks else ()
    asked = {folded_name(word) for word in standards} if isinstance(standards, tuple) else set()
    derived = dict(_derived(decision.need, asks))
    for name, clause in rulebook.clauses.items():
        is_asked = folded_name(clause.unless_asked or "") in asked or clause.figure in asks
        if not is_asked and (clause.figure is None or clause.figure in derived or clause.is_agreed):
            yield _of_clause(name, clause, derived.get(clause.figure or ""), decision.chosen, catalog, rulebook)


def _of_clause(
    name: str, clause: Clause, number: Number | None, chosen: Candidate | None, catalog: Catalog, rulebook: Rulebook
) -> Statement:
    offered = _offered(clause, chosen, catalog)
    return Statement(
        id=f"SPEC-{name.upper()}",
        key=name,
        part=clause.part,
        duty=clause.duty,
        method=clause.verification,
        standard=first_holding(clause.standards, rulebook.standards, number.value if number else None),
        comparison="at_least" if clause.figure else "",
        limit=number.value if number else None,
        unit=unit_of(clause.figure or ""),
        where="",
        source=clause.source,
        is_agreed=clause.is_agreed and number is None,
        number=number,
        offered=offered,
        outcome=Outcome.NOT_APPLICABLE if clause.duty != MAKER else _judged(number, offered),
    )


def _judged(number: Number | None, offered: Offer) -> Outcome:
    """Return how far an offer fulfils a derived limit, or a clause that asks for a word which the maker declares."""
    if offered.value is None or offered.kind is Kind.GUIDELINE:
        return Outcome.TO_BE_CONFIRMED
    if isinstance(offered.value, tuple):
        return Outcome.MET
    met = number and isinstance(offered.value, float) and NUMERIC["at_least"](offered.value, number.value)
    return Outcome.TO_BE_CONFIRMED if number is None else Outcome.MET if met else Outcome.NOT_MET


def _offered(clause: Clause, chosen: Candidate | None, catalog: Catalog) -> Offer:
    """Return what the proposed platform is known to give for a clause."""
    if chosen is None:
        return UNKNOWN
    if clause.figure == "target_power_w":
        return chosen.power
    platform = chosen.platform
    figures: Mapping[str | None, Figure | None] = {
        "tube_voltage_kv": platform.tube_voltage_max,
        "tube_current_ua": platform.tube_current_max,
    }
    if figure := figures.get(clause.figure):
        value = figure_value(figure)
        return Offer(value.in_unit(unit_of(clause.figure or "")), figure.kind, figure.source) if isinstance(value, Quantity) else UNKNOWN
    declared = platform.standards.value if platform.standards else ()
    words = tuple(
        word for word in declared if folded_name(catalog.terms.plain("standards", word)) == folded_name(clause.unless_asked or "")
    )
    return Offer(words, platform.standards.kind, platform.standards.source) if platform.standards and words else UNKNOWN


# --- what follows from the need -------------------------------------------------------------------------------------------


def _derived(need: Need, asks: Mapping[str, Ask]) -> Iterator[tuple[str, Number]]:
    """Yield the voltage, the power and the current that the source needs where the customer states none of them."""
    voltage = need.passage.recommended
    if voltage:
        yield "tube_voltage_kv", voltage
    power = _power(need, asks)
    if power:
        yield "target_power_w", power
    kv = _stated(asks, "tube_voltage_kv") or (voltage.value if voltage else None)
    watts = _stated(asks, "target_power_w") or (power.value if power else None)
    if kv and watts:
        inputs = (("power_w", watts), ("tube_voltage_kv", kv))
        yield "tube_current_ua", Number(physics.tube_current_ua(watts, kv), "uA", "tube_current", inputs)


def _stated(asks: Mapping[str, Ask], name: str) -> float | None:
    value = asks[name].value if name in asks else None
    return value if isinstance(value, float) else None


def _power(need: Need, asks: Mapping[str, Ask]) -> Number | None:
    """Return the power that gives the asked signal to noise within the asked time, None where one of them is not asked."""
    lit, time_s = need.light, _stated(asks, "time_per_part_s")
    if lit.photon_rate is None or lit.photons_needed is None or lit.projections is None or time_s is None:
        return None
    exposure_s = physics.exposure_within_s(time_s, lit.projections, lit.pause_s, lit.frame_time_s)
    if exposure_s <= 0:
        return None
    rate, photons = lit.photon_rate.value, lit.photons_needed.value
    inputs = (("photons_needed", photons), ("photon_rate_per_s_w", rate), ("exposure_time_s", exposure_s))
    return Number(physics.power_for_exposure_w(photons, rate, exposure_s), "W", "needed_power", inputs)

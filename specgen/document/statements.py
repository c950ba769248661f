"""The statements of a specification as sentences, tables and the verification cross-reference matrix. No empty cell."""

from collections.abc import Iterator, Mapping

from specgen import trace
from specgen.catalog import Kind
from specgen.clauses import INTEGRATOR
from specgen.decision import Candidate, Outcome
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Mark, Paragraph, Row, Run, Runs, Section, Table
from specgen.need import Passage, Value
from specgen.proposal import Proposal
from specgen.rules import NUMERIC
from specgen.specification import Specification, Statement
from specgen.units import readable_time
from specgen.wording import Wording

_COLUMNS = {"id": 15.6, "statement": 33.4, "condition": 25.4, "proof": 14.6, "from": 11.0}
_MATRIX = {"id": 20.0, "subject": 20.0, "limit": 18.0, "section": 5.0, "duty": 9.0, "method": 13.0, "standard": 15.0}
_JUDGED = {"id": 14.2, "subject": 15.5, "limit": 12.2, "section": 4.2, "duty": 8.8, "method": 10.4, "standard": 12.1}
_JUDGED |= {"offered": 11.0, "status": 11.6}


def operating_point(proposal: Proposal, specification: Specification, wording: Wording) -> dict[str, object]:
    """Return the conditions under which figures hold, in words: voltage, power, magnification, useful voltages, the guideline."""
    need, limit = proposal.decision.need, proposal.decision.limit
    kv, through = need.tube_voltage_kv or need.passage.tube_voltage_kv, need.passage
    power = next((s.limit for s in specification.statements if s.unit == "W" and s.id in {"SPEC-R022", "SPEC-POWER"}), None)
    m, guideline = need.geometry.magnification, limit.guideline_power if limit else None
    watts = wording.quantity(guideline.value, "W") if guideline else ""
    return {
        "voltage": wording.quantity(kv, "kV") if kv else wording("specification.no-voltage"),
        "power": wording.quantity(power, "W") if isinstance(power, float) else wording("specification.no-power"),
        "magnification": wording.number(m.value) if m else wording("phrase.high"),
        "window": _window(through, wording),
        "guideline": wording(f"specification.condition.guideline{'' if guideline else '-none'}", watts=watts),
    }


def _window(through: Passage, wording: Wording) -> str:
    """Return between which voltages the technique's useful window lies, or what the voltage is for where there is none."""
    ends = {"useful_from": through.useful_from, "useful_to": through.useful_to}
    told = {name: wording.quantity(end.value, "kV") for name, end in ends.items() if end}
    return wording("specification.condition.window", **told) if len(told) == len(ends) else wording("specification.condition.window-none")


def sentence(statement: Statement, wording: Wording) -> Runs:
    """Return a statement as a sentence: its own where the wording has one, else that of its comparison."""
    own = f"specification.statement.{statement.key}"
    key = own if own in wording.phrases else f"specification.statement.{statement.comparison}"
    shall = wording(f"specification.{'shall' if statement.is_shall else 'should'}")
    return words.rich(
        wording, key, shall=shall, limit=bound(statement, wording), value=_value(statement, wording), subject=subject(statement, wording)
    )


def subject(statement: Statement, wording: Wording) -> str:
    """Return what a statement is about."""
    if not statement.is_rule:
        return wording(f"specification.clause.{statement.key}")
    name = wording(f"rule.{statement.key.removesuffix('-machine')}")
    return f"{name} {wording.told(statement.item)}" if statement.item else name


def bound(statement: Statement, wording: Wording) -> str:
    """Return a limit within a sentence: `at most 50 µm`."""
    if statement.limit is None:
        return wording("specification.value-to-agree")
    key = f"specification.{statement.comparison.replace('_', '-')}"
    value = _value(statement, wording)
    return wording(key, value=value) if key in wording.phrases else value


def _value(statement: Statement, wording: Wording) -> str:
    return _shown(statement.limit, statement.unit, wording) if statement.limit is not None else wording("specification.value-to-agree")


def _shown(value: object, unit: str, wording: Wording) -> str:
    return wording.quantity(value, unit) if isinstance(value, float) and value != float("inf") else trace.shown(value, unit, wording)  # type: ignore[arg-type]


# --- the statements of one part after the other -----------------------------------------------------------------------


def statements(parts: tuple[str, ...], proposal: Proposal, specification: Specification, wording: Wording) -> Table:
    """Return the statements of *parts* with conditions, proof and source."""
    columns = tuple(Column(words.plain(wording(f"specification.head.{name}")), width) for name, width in _COLUMNS.items())
    point = operating_point(proposal, specification, wording)
    rows: list[Row] = []
    for part in parts:
        title = wording(f"specification.part.{part}")
        rows.append(Row((Cell(words.plain(title)),), "group"))
        rows += [_row(statement, point, proposal, wording) for statement in specification.of(part)]
    return Table(columns, tuple(rows), ", ".join(wording(f"specification.part.{part}") for part in parts), "dense")


def _row(statement: Statement, point: Mapping[str, object], proposal: Proposal, wording: Wording) -> Row:
    proof = f"{wording(f'specification.method.{statement.method}')}, {standard(statement, wording)}"
    return Row(
        (
            Cell((Run(statement.id, "strong"),)),
            Cell(sentence(statement, wording)),
            Cell(words.plain(condition(statement, point, wording)), "quiet"),
            Cell(words.plain(proof)),
            Cell(words.plain(origin(statement, proposal, wording)), "quiet"),
        )
    )


def condition(statement: Statement, point: Mapping[str, object], wording: Wording) -> str:
    """Return the conditions of a statement, and that a figure has no tolerance beyond its limit."""
    own = f"specification.condition.{statement.key}"
    by_kind = f"specification.condition.{statement.comparison or ('machine' if statement.duty == INTEGRATOR else 'clause')}"
    general = wording(by_kind) if statement.limit is not None or not statement.comparison else ""
    told = wording(own, **point) if own in wording.phrases else ""
    return " ".join(part for part in (told, general if statement.comparison in NUMERIC or not told else "") if part)


def standard(statement: Statement, wording: Wording) -> str:
    """Return the acceptance standard, or that the procedure is agreed."""
    if statement.standard:
        return statement.standard.name
    is_one = statement.item and statement.unit == "1" and statement.key.startswith("SG-R046")
    return wording("specification.standard.itself" if is_one else "specification.standard.none")


def origin(statement: Statement, proposal: Proposal, wording: Wording) -> str:
    """Return where a statement comes from: the customer's line and the rule, the formula, the source of a clause."""
    formula = next((key for key, number in proposal.formulas if statement.number is number), "")
    source = next((f"S{index}" for index, (key, _) in enumerate(proposal.sources, start=1) if key == statement.source), "")
    if not statement.is_rule:
        told = wording("specification.from.derived", origin=formula) if formula else wording("specification.from.clause")
        return " · ".join(part for part in (told, source) if part)
    line = next((line.line for line in proposal.given if line.path.split("[")[0] == statement.where and line.line), None)
    told = wording("specification.from.line", line=line) if line else wording("specification.from.set-up")
    if statement.source != "customer":
        told = wording("specification.from.derived", origin=told)
    return " · ".join(part for part in (told, formula) if part)


# --- the matrix -------------------------------------------------------------------------------------------------------


def verification(number: int, sections: Mapping[str, int], specification: Specification, wording: Wording) -> Section:
    """Return the verification cross-reference matrix; *sections* tells in which section the statements of each part stand."""
    widths = _JUDGED if specification.platform else _MATRIX
    columns = tuple(Column(words.plain(wording(f"specification.matrix.head.{name}")), width) for name, width in widths.items())
    rows = tuple(
        Row(tuple(cell for name, cell in _cells(statement, sections[statement.part], wording) if name in widths))
        for statement in specification.statements
    )
    table = Table(columns, rows, wording("specification.matrix.caption"), "dense")
    shall = [statement for statement in specification.statements if statement.is_shall]
    methods = {m: sum(s.method == m for s in shall) for m in ("test", "analysis", "inspection", "demonstration")}
    heading = wording("specification.matrix.heading", shall=len(shall), **methods)
    lead = wording("specification.matrix.lead", should=len(specification.statements) - len(shall))
    topic = wording("specification.topic.verification")
    return Section(number, "verification", topic, heading, lead, (*_tally(specification, wording), table))


def _tally(specification: Specification, wording: Wording) -> tuple[Block, ...]:
    """Return how many statements the proposed platform keeps, fails and leaves open."""
    if specification.platform is None:
        return ()
    count = {words.MARKS[outcome]: sum(s.outcome is outcome for s in specification.statements) for outcome in Outcome}
    told: dict[str, object] = {"met": count["met"], "failed": count["not-met"], "open": count["open"], "none": count["none"]}
    told |= {"platform": specification.platform.platform.name, "spot": _spot(specification.platform, wording)}
    text = wording("specification.matrix.platform", **told)
    return (Paragraph(words.plain(text), "note"),)


def _cells(statement: Statement, section: int, wording: Wording) -> Iterator[tuple[str, Cell]]:
    tag = "" if statement.is_shall else wording("specification.matrix.wish")
    yield "id", Cell((Run(statement.id, "strong"),))
    yield "subject", Cell(words.plain(words.capital(subject(statement, wording))), tag=tag)
    yield "limit", Cell(words.plain(limit(statement, wording)))
    yield "section", Cell(words.plain(str(section)))
    yield "duty", Cell(words.plain(wording(f"specification.duty.{statement.duty}")), "quiet")
    yield "method", Cell(words.plain(wording(f"specification.method.{statement.method}")))
    yield "standard", Cell(words.plain(standard(statement, wording)), "" if statement.standard else "quiet")
    is_bad = statement.outcome is Outcome.NOT_MET
    yield "offered", Cell((Run(offered(statement, wording), "bad" if is_bad else "quiet" if statement.offered.value is None else ""),))
    yield "status", Cell(status(statement, wording), "bad" if is_bad else "")


def limit(statement: Statement, wording: Wording) -> str:
    """Return the limit alone, with its relation: `≤ 50 µm`."""
    if statement.is_agreed:
        return wording("specification.to-agree")
    if statement.limit is None:
        return wording("specification.matrix.yes")
    return wording(f"sign.{statement.comparison}") + _value(statement, wording)


def offered(statement: Statement, wording: Wording) -> str:
    """Return what the proposed platform is known to give."""
    value: Value | object = statement.offered.value
    if statement.outcome is Outcome.NOT_APPLICABLE:
        return wording("matrix.integrator")
    if value is None:
        return wording("phrase.unknown")
    if statement.outcome is Outcome.MET and (statement.item or not statement.comparison):
        return wording("matrix.has-it")
    if statement.unit == "s" and isinstance(value, float) and isinstance(statement.limit, float):
        return words.time(value, readable_time(statement.limit)[1], wording)  # in the unit of its limit
    return _shown(value, statement.unit, wording)


def _spot(candidate: Candidate, wording: Wording) -> str:
    """Return the focal spot of a platform with its method and its operating point, or that they are not stated."""
    spot, point = candidate.spot, wording("specification.no-point")
    if spot.power and spot.voltage:
        power, voltage = wording.quantity(spot.power.w, "W"), wording.quantity(spot.voltage.kv, "kV")
        point = wording("specification.point", power=power, voltage=voltage)
    return ", ".join((wording.quantity(spot.value.um, "um"), spot.method or wording("spec.no-method"), point))


def status(statement: Statement, wording: Wording) -> Mark:
    """Return how far a statement is known to be kept."""
    if statement.outcome is Outcome.NOT_APPLICABLE:
        return Mark(words.MARKS[statement.outcome], wording("matrix.integrator"))
    return words.mark(statement.outcome, wording)


# --- what is open -----------------------------------------------------------------------------------------------------


def open_item(statement: Statement, wording: Wording) -> tuple[str, str, str, str]:
    """Return what has to be told about a statement: the item's id, which is the statement's, the subject, what, and who tells it."""
    ask = wording(f"specification.open.ask.{_ask(statement)}", offered=offered(statement, wording))
    item = f"Q-{statement.id.removeprefix('SPEC-')}"
    return item, words.capital(subject(statement, wording)), ask, wording("specification.open.maker")


def _ask(statement: Statement) -> str:
    """Return which sentence tells what is lacking: the limit, what an offered figure rests on, the figure, or the evidence."""
    if statement.is_agreed:
        return "limit"
    if statement.offered.value is not None and statement.offered.kind is Kind.GUIDELINE:
        return "guideline"
    if statement.offered.value is not None and statement.is_spot:
        return "spot"
    return "unknown" if statement.is_rule else "measured"

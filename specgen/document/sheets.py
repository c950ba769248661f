"""The compliance matrix and the open points as sheets of a workbook: final words, and numbers that are still numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specgen import trace
from specgen.decision import Outcome, Verdict
from specgen.document import words
from specgen.document.matrix import evidence
from specgen.document.statements import condition, limit, offered, open_item, operating_point, origin, sentence, standard, status
from specgen.findings import Finding, Severity
from specgen.proposal import Proposal
from specgen.specification import Specification, Statement
from specgen.wording import Wording

Entry = str | float


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its head, its width in characters, and whether its numbers are shares of the whole, or amounts of money."""

    head: str
    width: int
    is_share: bool = False
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the columns, and the rows with an entry for each."""

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """A workbook."""

    title: str
    author: str
    sheets: tuple[Sheet, ...]


_MATRIX = {
    "number": 6, "group": 24, "requirement": 26, "field": 32, "rule": 10, "severity": 15, "relation": 11,
    "needed": 14, "offered": 18, "unit": 8, "margin": 9, "verdict": 16, "evidence": 18, "platform": 22,
}  # fmt: skip
_STATEMENTS = {
    "id": 26, "part": 24, "statement": 60, "shall": 8, "relation": 9, "limit": 16, "unit": 8, "condition": 50,
    "duty": 12, "method": 15, "standard": 20, "offered": 18, "status": 16, "field": 30, "source": 22,
}  # fmt: skip
_ITEMS = {"id": 26, "what": 30, "ask": 70, "who": 12}
_POINTS = {"number": 6, "kind": 26, "code": 10, "field": 32, "says": 70, "answer": 70}


def sheets(proposal: Proposal, wording: Wording, title: str) -> Sheets:
    """Return the workbook: the matrix where a platform was judged, and what is open."""
    if proposal.specification:
        return Sheets(title, proposal.maker, tuple(_of_specification(proposal, proposal.specification, wording)))
    matrix = tuple(_matrix(proposal, wording))
    made = (Sheet(wording("sheet.matrix"), _columns(_MATRIX, wording), matrix),) if matrix else ()
    points = Sheet(wording("sheet.points"), _columns(_POINTS, wording), tuple(_points(proposal, wording)))
    return Sheets(title, proposal.maker, (*made, points))


def _of_specification(proposal: Proposal, specification: Specification, wording: Wording) -> Iterator[Sheet]:
    """Yield the statements with their verification, then what is open."""
    point = operating_point(proposal, specification, wording)
    rows = tuple(tuple(_statement(statement, point, proposal, wording)) for statement in specification.statements)
    columns = tuple(SheetColumn(wording(f"specification.sheet.{name}"), width) for name, width in _STATEMENTS.items())
    yield Sheet(wording("specification.topic.sheet"), columns, rows)
    items = [open_item(statement, wording) for statement in specification.open]
    customer = wording("specification.open.customer")
    for question in proposal.questions:
        told = f"{words.sentence(wording.message(question))} {words.sentence(wording.help(question))}"
        items.append((question.code, question.where, told, customer))
    heads = tuple(SheetColumn(wording(f"specification.open.head.{name}"), width) for name, width in _ITEMS.items())
    yield Sheet(wording("sheet.points"), heads, tuple(items))


def _statement(statement: Statement, point: Mapping[str, object], proposal: Proposal, wording: Wording) -> Iterator[Entry]:
    """Yield the entries of one statement; its limit is a number where it is one."""
    is_number = isinstance(statement.limit, float)
    yield statement.id
    yield wording(f"specification.part.{statement.part}")
    yield words.text_of(sentence(statement, wording))
    yield wording(f"specification.{'shall' if statement.is_shall else 'should'}")
    yield wording(f"sign.{statement.comparison}").strip() if is_number else ""
    yield statement.limit if isinstance(statement.limit, float) else limit(statement, wording)
    yield wording(f"unit.{statement.unit}") if is_number else ""
    yield condition(statement, point, wording)
    yield wording(f"specification.duty.{statement.duty}")
    yield wording(f"specification.method.{statement.method}")
    yield standard(statement, wording)
    yield offered(statement, wording) if proposal.decision.chosen else ""
    yield status(statement, wording).word if proposal.decision.chosen else ""
    yield statement.where
    yield origin(statement, proposal, wording)


def _columns(widths: dict[str, int], wording: Wording) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(wording(f"sheet.{name}"), width, name == "margin") for name, width in widths.items())


def _matrix(proposal: Proposal, wording: Wording) -> Iterator[tuple[Entry, ...]]:
    """Yield a row for each line of the compliance matrix, in its order; a relation stands beside its number, never in its cell."""
    if not proposal.compares or not proposal.decision.candidates:
        return
    platform = (proposal.decision.chosen or proposal.decision.candidates[0]).platform.name
    for number, verdict in enumerate(proposal.compliance, start=1):
        yield (
            float(number),
            wording(f"group.{verdict.rule.group}"),
            words.capital(trace.subject(verdict, wording)),
            verdict.where,
            verdict.rule.id,
            wording(f"sheet.{'must' if verdict.is_must else 'wish'}"),
            wording(f"sign.{verdict.rule.comparison}").strip(),
            trace.item(verdict, wording) or _entry(verdict.needed, verdict, wording),
            _entry(verdict.offered.value, verdict, wording),
            wording(f"unit.{wording.shown(0.0, verdict.rule.unit)[1]}") if isinstance(verdict.needed, float) else "",
            verdict.margin if verdict.margin is not None else "",
            wording(f"outcome.{words.MARKS[verdict.outcome]}"),
            evidence(verdict, proposal, wording),
            wording.told(platform),
        )


def _entry(value: object, verdict: Verdict, wording: Wording) -> Entry:
    """Return a side of a verdict: the number itself, not rounded, or its words."""
    return wording.shown(value, verdict.rule.unit)[0] if isinstance(value, float) else trace.shown(value, verdict.rule.unit, wording)  # type: ignore[arg-type]


def _points(proposal: Proposal, wording: Wording) -> Iterator[tuple[Entry, ...]]:
    """Yield the answer, what the customer is asked, what the maker has to confirm, and what is to be noted; numbered in this order."""
    answer = trace.answer(proposal.decision, wording)
    rows = [("answer", "", "", answer, trace.points(proposal.decision, wording))]
    rows += [_finding("question", finding, wording) for finding in proposal.questions]
    if proposal.decision.chosen:
        unsure = (verdict for verdict in proposal.compliance if verdict.outcome is Outcome.TO_BE_CONFIRMED)
        rows += [("confirm", verdict.rule.id, verdict.where, words.sentence(trace.reason(verdict, wording)), "") for verdict in unsure]
    rows += [_finding("note", finding, wording) for finding in proposal.remarks if finding.severity is Severity.WARNING]
    for number, (kind, *rest) in enumerate(rows, start=1):
        yield (float(number), wording(f"sheet.kinds.{kind}"), *rest)


def _finding(kind: str, finding: Finding, wording: Wording) -> tuple[str, str, str, str, str]:
    return (kind, finding.code, finding.where, words.sentence(wording.message(finding)), words.sentence(wording.help(finding)))

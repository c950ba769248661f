"""An engineering specification: scope, requirement, statements, verification matrix, open items, evidence. No prices, no terms."""

from collections.abc import Iterator

from specgen.document import words
from specgen.document.appendix import assumptions, formulas, questions_to_customer, sources, symbols
from specgen.document.blocks import (
    Block,
    Cell,
    Column,
    Facts,
    Labelled,
    Listing,
    Paragraph,
    Part,
    Row,
    Run,
    Runs,
    Section,
    Signatures,
    Table,
)
from specgen.document.given import given
from specgen.document.revision import revision
from specgen.document.setup import setup
from specgen.document.statements import bound, open_item, operating_point, statements, verification
from specgen.findings import Severity
from specgen.proposal import Proposal
from specgen.specification import Specification, Statement
from specgen.wording import Wording

_OPEN = {"id": 20.0, "what": 26.0, "ask": 46.0, "who": 8.0}


def specification(proposal: Proposal, specified: Specification, wording: Wording) -> tuple[Section, ...]:
    """Return the sections of a specification, in order."""
    made = [_scope(proposal, specified, wording)]
    revised = revision(proposal, 2, wording)
    made += [revised] if revised else []
    made.append(given(proposal, len(made) + 1, wording))
    geometry = setup(proposal, len(made) + 1, wording)
    made += [geometry] if geometry else []
    first = len(made) + 1
    sections = {"image": first, "beam": first, "operation": first + 1, "integration": first + 1, "safety": first + 2}
    made.append(_performance(first, proposal, specified, wording))
    made.append(_interfaces(first + 1, proposal, specified, wording))
    made.append(_safety(first + 2, proposal, specified, wording))
    made.append(verification(first + 3, sections, specified, wording))
    made.append(_open(first + 4, proposal, specified, wording))
    made.append(_evidence(first + 5, proposal, wording))
    return tuple(made)


# --- scope --------------------------------------------------------------------------------------------------------------


def _scope(proposal: Proposal, specified: Specification, wording: Wording) -> Section:
    requirement = proposal.requirement
    about = {"reference": requirement.reference, "revision": requirement.revision, "maker": proposal.maker}
    name = specified.platform.platform.name if specified.platform else ""
    scope = wording("specification.scope.platform" if specified.platform else "specification.scope.custom", platform=name, **about)
    text = wording("specification.scope.requirement-text", digest=proposal.sha256.removeprefix("sha256:")[:12], **about)
    documents: list[tuple[str, Runs]] = [(wording("specification.scope.requirement"), words.plain(text))]
    documents += [
        (standard.name, words.plain(words.sentence(words.capital(wording.told(standard.about))))) for standard in specified.standards
    ]
    blocks = (
        Labelled(
            wording("specification.scope.label"),
            "",
            (Paragraph(words.plain(scope)), Paragraph(words.plain(wording("specification.scope.source-only")))),
        ),
        Labelled(wording("specification.scope.documents"), wording("specification.scope.documents-legend"), (Facts(tuple(documents)),)),
        Labelled(wording("specification.scope.definitions"), "", (Facts(tuple(_definitions(proposal, specified, wording))),)),
        *_distribution(proposal, wording),
    )
    heading, lead = wording("specification.scope.heading"), wording("specification.scope.lead")
    return Section(1, "scope", wording("specification.topic.scope"), heading, lead, blocks)


def _distribution(proposal: Proposal, wording: Wording) -> tuple[Labelled, ...]:
    """Return who gets a copy, or nothing where nobody is named."""
    names = proposal.issue.distribution
    return (Labelled(wording("specification.scope.distribution"), "", (Listing(tuple(map(words.plain, names))),)),) if names else ()


def _definitions(proposal: Proposal, specified: Specification, wording: Wording) -> Iterator[tuple[str, Runs]]:
    """Yield the terms that the statements use."""
    point = operating_point(proposal, specified, wording)
    for term in ("shall", "limit", "spot", "point", "blur", "open", "method"):
        yield wording(f"specification.scope.term.{term}"), words.plain(wording(f"specification.scope.term.{term}-text", **point))
    focus_class = proposal.decision.focus_class
    if focus_class:
        text = wording("specification.scope.term.class-text", name=words.capital(wording.told(focus_class.name)), stated=focus_class.stated)
        yield wording("specification.scope.term.class"), words.plain(text)


# --- the statements -----------------------------------------------------------------------------------------------------


def _performance(number: int, proposal: Proposal, specified: Specification, wording: Wording) -> Section:
    found = next((s for s in specified.statements if s.id == "SPEC-R012"), None)
    point = operating_point(proposal, specified, wording)
    is_known = not {wording("specification.no-voltage"), wording("specification.no-power")} & set(point.values())
    key = f"specification.performance.heading{'-open' if found is None else '-point' if is_known else ''}"
    heading = wording(key, limit=bound(found, wording) if found else "", **point)
    table = statements(("image", "beam"), proposal, specified, wording)
    lead = wording("specification.performance.lead")
    return Section(number, "performance", wording("specification.topic.performance"), heading, lead, (table,))


def _interfaces(number: int, proposal: Proposal, specified: Specification, wording: Wording) -> Section:
    table = statements(("operation", "integration"), proposal, specified, wording)
    heading = wording("specification.interfaces.heading")
    return Section(number, "interfaces", wording("specification.topic.interfaces"), heading, "", (table,), starts_page=False)


def _safety(number: int, proposal: Proposal, specified: Specification, wording: Wording) -> Section:
    table = statements(("safety",), proposal, specified, wording)
    excluded = Part(wording("specification.evidence.excluded"), (Paragraph(words.plain(wording("specification.evidence.excluded-text"))),))
    heading, lead = wording("specification.safety.heading"), wording("specification.safety.lead")
    return Section(number, "safety", wording("specification.topic.safety"), heading, lead, (table, excluded), starts_page=False)


# --- what is open -------------------------------------------------------------------------------------------------------


def _open(number: int, proposal: Proposal, specified: Specification, wording: Wording) -> Section:
    found, asked = specified.open, questions_to_customer(proposal, wording)
    count = len(found) + len(asked)
    key = "heading-none" if count == 0 else "heading-one" if count == 1 else "heading"
    blocks: list[Block] = []
    if found:
        columns = tuple(Column(words.plain(wording(f"specification.open.head.{name}")), width) for name, width in _OPEN.items())
        rows = tuple(_open_row(statement, wording) for statement in found)
        blocks.append(Table(columns, rows, wording("specification.open.caption"), "dense"))
    if asked:
        items = tuple((Run(f"{q.code} ", "strong"), *runs) for q, runs in zip(proposal.questions, asked, strict=True))
        blocks.append(Part(wording("specification.open.customer-label"), (Listing(items),)))
    warnings = [f for f in proposal.remarks if f.severity is Severity.WARNING]
    if warnings:
        told = tuple((Run(f"{f.code} ", "strong"), Run(words.told(wording.message(f)))) for f in warnings)
        blocks.append(Part(wording("specification.open.warning"), (Listing(told),)))
    blocks = blocks or [Paragraph(words.plain(wording("specification.open.none")))]
    heading = wording(f"specification.open.{key}", count=count)
    return Section(number, "open", wording("specification.topic.open"), heading, "", tuple(blocks), starts_page=False)


def _open_row(statement: Statement, wording: Wording) -> Row:
    item, *told, who = open_item(statement, wording)
    return Row((Cell((Run(item, "strong"),)), *(Cell(words.plain(text)) for text in told), Cell(words.plain(who), "quiet")))


# --- evidence -----------------------------------------------------------------------------------------------------------


def _evidence(number: int, proposal: Proposal, wording: Wording) -> Section:
    blocks: list[Block] = []
    if proposal.formulas:
        blocks.append(Part(wording("appendix.formulas"), (formulas(proposal, wording), symbols(wording))))
    blocks += [assumptions(proposal, wording), sources(proposal, wording)]
    parties = (proposal.maker, proposal.requirement.customer.company)
    blocks.append(Signatures(tuple(wording("specification.evidence.sign", party=party) for party in parties)))
    heading = wording("specification.evidence.heading")
    return Section(number, "evidence", wording("specification.topic.evidence"), heading, "", tuple(blocks))

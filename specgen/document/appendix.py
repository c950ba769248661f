"""What was assumed, what is asked, how each figure was reached, who is responsible: what an auditor reads."""

from specgen import trace
from specgen.catalog import Reference
from specgen.decision import Outcome, Status
from specgen.document import words
from specgen.document.blocks import (
    Block,
    Cell,
    Column,
    Columns,
    Facts,
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
from specgen.document.preference import order_of_preference
from specgen.findings import Finding, Severity
from specgen.need import Assumption, Number
from specgen.proposal import Proposal
from specgen.units import INCH, METRIC
from specgen.wording import Wording


def appendix(proposal: Proposal, number: int, wording: Wording) -> Section:
    """Return the last section: questions, assumptions, formulas, sources, limits of the offer, signatures."""
    blocks: list[Block] = [Columns((_questions(proposal, wording),), (_assumptions(proposal, wording),))]
    if proposal.formulas:
        blocks.append(Part(wording("appendix.formulas"), (_formulas(proposal, wording), _symbols(wording))))
    blocks += order_of_preference(proposal, wording)
    blocks.append(Columns((_sources(proposal, wording),), _limits_of_offer(proposal, wording)))
    if proposal.decision.chosen or proposal.decision.status is Status.CUSTOM:
        parties = (_signs(proposal, wording), wording("appendix.sign", party=proposal.requirement.customer.company))
        blocks.append(Signatures(parties))
    return Section(number, "appendix", wording("topic.appendix"), wording("appendix.heading"), "", tuple(blocks))


def _signs(proposal: Proposal, wording: Wording) -> str:
    """Return the maker's line to sign on, with the signatory's name where the workspace has one."""
    signatory = proposal.issue.sender.signatory
    if signatory is None:
        return wording("appendix.sign", party=proposal.maker)
    named = ", ".join(part for part in (signatory.name, signatory.function) if part)
    return wording("appendix.sign-named", party=proposal.maker, name=named)


def questions_to_customer(proposal: Proposal, wording: Wording) -> tuple[Runs, ...]:
    """Return each question with what would answer it."""
    return tuple(_said(finding, wording) for finding in proposal.questions)


def _said(finding: Finding, wording: Wording) -> Runs:
    """Return what a finding says, and what to do about it."""
    return (Run(f"{words.sentence(wording.message(finding))} ", "strong"), Run(words.sentence(wording.help(finding))))


def _questions(proposal: Proposal, wording: Wording) -> Part:
    items = list(questions_to_customer(proposal, wording))
    if proposal.decision.chosen:
        unknown = [v for v in proposal.compliance if v.outcome is Outcome.TO_BE_CONFIRMED]
        if unknown:
            listed = ", ".join(dict.fromkeys(trace.subject(v, wording) for v in unknown))
            items.append((Run(wording("appendix.to-maker") + " ", "strong"), Run(listed + ".")))
    items += [_said(f, wording) for f in proposal.remarks if f.severity is Severity.WARNING]
    if not items:
        return Part(wording("appendix.questions"), (Paragraph(words.plain(wording("appendix.no-questions"))),))
    return Part(wording("appendix.questions"), (Listing(tuple(items), is_numbered=True),))


def _assumptions(proposal: Proposal, wording: Wording) -> Part:
    assumptions = proposal.decision.need.assumptions
    if not assumptions:
        return Part(wording("appendix.assumptions"), (Paragraph(words.plain(wording("appendix.no-assumptions"))),))
    pairs = tuple((a.where, _assumed(a, wording)) for a in assumptions)
    return Part(wording("appendix.assumptions"), (Facts(pairs),))


def _assumed(assumption: Assumption, wording: Wording) -> Runs:
    value = wording.written(wording.resolved(assumption.value, {})).replace(" um", "\u202fµm")
    return (Run(value, "strong"), Run(f": {wording.resolved(assumption.because, {})}"))


def _formulas(proposal: Proposal, wording: Wording) -> Table:
    widths = (5.0, 24.0, 27.0, 26.0, 6.0, 12.0)
    heads = ("id", "what", "formula", "inputs", "trust", "result")
    columns = tuple(
        Column(words.plain(wording(f"appendix.head.{head}")), width, "right" if head == "result" else "left")
        for head, width in zip(heads, widths, strict=True)
    )
    metric = wording.showing(METRIC)  # as the inputs are
    rows = tuple(
        Row(
            (
                Cell((Run(key, "strong"),)),
                Cell(words.plain(wording(f"formula.{number.formula}.name"))),
                Cell(words.rich(wording, f"formula.{number.formula}.form")),
                Cell(words.plain(_inputs(number, wording)), "quiet"),
                Cell(words.plain(wording(f"formula.{number.formula}.trust")), "quiet"),
                Cell((Run(metric.quantity(number.value, number.unit), "strong"),)),
            )
        )
        for key, number in proposal.formulas
    )
    return Table(columns, rows, wording("appendix.formulas"), "dense")


def _inputs(number: Number, wording: Wording) -> str:
    return "; ".join(f"{wording(f'symbol.{name}')}\u202f{wording.number(value, 4)}" for name, value in number.inputs)


def _symbols(wording: Wording) -> Paragraph:
    metric = (Run(wording("appendix.metric")),) if wording.system == INCH else ()
    return Paragraph((*words.rich(wording, "appendix.symbols"), *metric), "note")


def _sources(proposal: Proposal, wording: Wording) -> Part:
    pairs: list[tuple[str, Runs]] = [(f"S{index}", _source(source, wording)) for index, (_, source) in enumerate(proposal.sources, start=1)]
    provenance = "; ".join(f"{wording(f'appendix.made-with.{name}')} {_short(value)}" for name, value in proposal.provenance)
    pairs.append((wording("appendix.data"), (Run(wording("appendix.attached") + " "), Run(provenance, "quiet"))))
    requirement = wording("appendix.requirement", digest=_short(proposal.sha256))
    pairs.append((wording("appendix.file"), (Run(requirement, "quiet"),)))
    return Part(
        wording("appendix.sources"), (Facts(tuple(pairs), is_narrow=True), Paragraph(words.plain(wording("appendix.trust")), "note"))
    )


def _source(source: Reference, wording: Wording) -> Runs:
    where = f" ({wording.told(source.where)})" if source.where else ""
    return (Run(wording.told(source.title)), Run(where), Run(f" [{wording(f'appendix.trusted.{source.trust}')}]", "quiet"))


def _short(digest: str) -> str:
    """Return the beginning of a digest, enough to compare by eye; the attachment has it whole."""
    return digest.removeprefix("sha256:")[:12] if len(digest) > 16 else digest


def _limits_of_offer(proposal: Proposal, wording: Wording) -> tuple[Block, ...]:
    exclusions = Part(wording("appendix.excluded"), (Paragraph(words.plain(wording("appendix.excluded-text"))),))
    safety = Part(wording("appendix.safety"), (Paragraph(words.plain(wording("appendix.safety-text"))),))
    acceptance = Part(wording("appendix.acceptance"), (Paragraph(words.plain(wording("appendix.acceptance-text"))),))
    return (exclusions, safety, acceptance) if proposal.decision.chosen else (exclusions, safety)

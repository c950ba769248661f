"""What was assumed, what is asked, how each figure was reached, what the words mean: what an auditor reads."""

from typing import Final

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
    Table,
)
from specgen.document.preference import order_of_preference
from specgen.findings import Finding, Severity
from specgen.need import Assumption, Number
from specgen.proposal import Proposal
from specgen.units import INCH, METRIC
from specgen.wording import Wording


def appendix(proposal: Proposal, number: int, wording: Wording) -> Section:
    """Return the last section: questions, assumptions, order of preference, formulas, sources, glossary."""
    blocks: list[Block] = [Columns((_questions(proposal, wording),), (assumptions(proposal, wording),))]
    if proposal.formulas:
        blocks.append(Part(wording("appendix.formulas"), (formulas(proposal, wording), symbols(wording))))
    blocks += order_of_preference(proposal, wording)
    blocks += (sources(proposal, wording), _glossary(proposal, wording))
    is_offer = proposal.decision.chosen is not None or proposal.decision.status is Status.CUSTOM
    heading = wording("appendix.heading")
    return Section(number, "appendix", wording("topic.appendix"), heading, "", tuple(blocks), starts_page=is_offer)


def questions_to_customer(proposal: Proposal, wording: Wording) -> tuple[Runs, ...]:
    """Return each question with what would answer it."""
    return tuple(_said(finding, wording) for finding in proposal.questions)


def _said(finding: Finding, wording: Wording) -> Runs:
    """Return what a finding says, and what to do about it."""
    return (Run(f"{words.told(wording.message(finding))} ", "strong"), Run(words.told(wording.help(finding))))


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


def assumptions(proposal: Proposal, wording: Wording) -> Part:
    """Return what was assumed, since it is not stated."""
    assumed = proposal.decision.need.assumptions
    if not assumed:
        return Part(wording("appendix.assumptions"), (Paragraph(words.plain(wording("appendix.no-assumptions"))),))
    pairs = tuple((a.where, _assumed(a, wording)) for a in assumed)
    return Part(wording("appendix.assumptions"), (Facts(pairs),))


def _assumed(assumption: Assumption, wording: Wording) -> Runs:
    value = words.typeset(wording.written(wording.resolved(assumption.value, {})))
    return (Run(value, "strong"), Run(f": {wording.resolved(assumption.because, {})}"))


def formulas(proposal: Proposal, wording: Wording) -> Table:
    """Return every formula with its inputs and its result."""
    widths = (5.0, 28.0, 26.0, 24.0, 5.5, 11.5)
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


def symbols(wording: Wording) -> Paragraph:
    """Return what the symbols of the formulas mean."""
    metric = (Run(wording("appendix.metric")),) if wording.system == INCH else ()
    return Paragraph((*words.rich(wording, "appendix.symbols"), *metric), "note")


def sources(proposal: Proposal, wording: Wording) -> Part:
    """Return the sources by number, and the digests of what the document was made with."""
    pairs: list[tuple[str, Runs]] = [(f"S{index}", _source(source, wording)) for index, (_, source) in enumerate(proposal.sources, start=1)]
    provenance = "; ".join(f"{wording(f'appendix.made-with.{name}')} {_short(value)}" for name, value in proposal.provenance)
    pairs.append((wording("appendix.data"), (Run(wording("appendix.attached") + " "), Run(provenance, "quiet"))))
    requirement = wording("appendix.requirement", digest=_short(proposal.sha256))
    pairs.append((wording("appendix.file"), (Run(requirement, "quiet"),)))
    return Part(
        wording("appendix.sources"),
        (Facts(tuple(pairs), is_narrow=True), Paragraph(words.plain(wording("appendix.trust")), "note")),
        stays_whole=True,
    )


def _source(source: Reference, wording: Wording) -> Runs:
    where = f" ({wording.told(source.where)})" if source.where else ""
    return (Run(wording.told(source.title)), Run(where), Run(f"\u00a0[{wording(f'appendix.trusted.{source.trust}')}]", "quiet"))


def _short(digest: str) -> str:
    """Return the beginning of a digest, enough to compare by eye; the attachment has it whole."""
    return digest.removeprefix("sha256:")[:12] if len(digest) > 16 else digest


_TERMS: Final = (
    "focal-spot", "blur", "srb", "voxel", "magnification", "resolve", "detect", "transmission", "guideline", "rated", "must", "open"
)  # fmt: skip
_OF_PLATFORMS: Final = 4  # the last of them, which a document without platforms does not use


def _glossary(proposal: Proposal, wording: Wording) -> Part:
    """Return what the words of this document mean in it."""
    terms = _TERMS if proposal.compares else _TERMS[:-_OF_PLATFORMS]
    pairs = tuple((wording(f"glossary.{term}.name"), words.plain(wording(f"glossary.{term}.says"))) for term in terms)
    return Part(wording("glossary.title"), (Facts(pairs, columns=2, is_narrow=True),), stays_whole=True)

"""The cover: what is offered, does it work, what is open."""

from specgen import trace
from specgen.charts import spots
from specgen.decision import Status
from specgen.document.blocks import Cover, Figure, Run, Runs
from specgen.document.deviation import deviation_on_cover
from specgen.document.words import day, tied
from specgen.proposal import Proposal
from specgen.release import reason
from specgen.wording import Wording


def cover(proposal: Proposal, wording: Wording) -> Cover:
    """Return the first page."""
    requirement, decision, sender = proposal.requirement, proposal.decision, proposal.issue.sender
    technique = requirement.application.technique
    topic = [requirement.title or requirement.specimen.name or requirement.application.kind or ""]
    topic += [wording(f"technique.{technique}")] if technique else []
    customer = [requirement.customer.company, requirement.customer.contact or ""]
    prepared = [proposal.maker, sender.salesperson or "", sender.email or "", sender.phone or ""]
    facts = [
        (wording("cover.for"), tuple(line for line in customer if line)),
        (wording("cover.prepared-by"), tuple(line for line in prepared if line)),
        (wording("cover.date"), _dates(proposal, wording)),
        (wording("cover.revision"), (requirement.revision,)),
    ]
    kind = "specification.kind" if proposal.specification else f"kind.{'recommended' if decision.chosen else decision.status.value}"
    return Cover(
        kind=wording(kind),
        reference=wording("head.reference", reference=requirement.reference, revision=requirement.revision),
        topic=" · ".join(part for part in topic if part),
        answer=_answer(proposal, wording),
        lead=_lead(proposal, wording),
        strip=_strip(proposal, wording),
        facts=tuple(facts),
        note=" ".join(part for part in (_note(proposal, wording), wording.told(sender.confidentiality or "")) if part),
        number=wording("cover.number", number=proposal.issue.number) if proposal.issue.number else "",
        draft=_draft(proposal, wording),
        callout=deviation_on_cover(proposal, wording),
    )


def _note(proposal: Proposal, wording: Wording) -> str:
    return wording("cover.illustrative" if proposal.is_illustrative else "cover.honest")


def _draft(proposal: Proposal, wording: Wording) -> str:
    """Return why this is a draft: the approvals that are missing, or that it was asked for as one."""
    if not proposal.issue.draft:
        return ""
    missing = proposal.release.missing if proposal.release else ()
    told = [reason(one, wording) for one in missing]
    return " ".join((wording("draft.head"), *(told or [wording("draft.asked")])))


def _dates(proposal: Proposal, wording: Wording) -> tuple[str, ...]:
    until = proposal.quote.valid_until if proposal.quote else None
    dates = (day(proposal.issue.date, wording),)
    return (*dates, wording("cover.valid-until", date=day(until, wording))) if until else dates


def _answer(proposal: Proposal, wording: Wording) -> Runs:
    """Return the answer with the platform's name marked as what is proposed."""
    text = tied(trace.answer(proposal.decision, wording))
    name = tied(wording.told(proposal.decision.chosen.platform.name)) if proposal.decision.chosen else ""
    if not name or name not in text:
        return (Run(text),)
    before, _, after = text.partition(name)
    return tuple(run for run in (Run(before), Run(name, "mark"), Run(after)) if run.text)


def _lead(proposal: Proposal, wording: Wording) -> str:
    decision, specified = proposal.decision, proposal.specification
    if specified:
        shall = sum(statement.is_shall for statement in specified.statements)
        counts = {"shall": shall, "should": len(specified.statements) - shall, "open": len(specified.open)}
        return wording("specification.lead", **counts)
    if decision.deviation:
        forbidden = (wording("deviation.forbidden"),) if decision.status is Status.INFEASIBLE else ()
        return " ".join((wording("cover.deviation"), *forbidden, trace.points(decision, wording)))
    if decision.status is Status.RECOMMENDED:
        return " ".join((wording("cover.recommended"), trace.points(decision, wording)))
    return wording(f"cover.{decision.status.value}", questions=len(proposal.questions))


def _strip(proposal: Proposal, wording: Wording) -> Figure | None:
    chart = spots(proposal, wording)
    if chart is None or not proposal.compares:
        return None
    sizes = ", ".join(label for _, label, *_ in chart.spots)
    alt = wording("alt.spots", sizes=sizes, feature=chart.feature_label or wording("chart.no-feature"))
    legend = wording("cover.strip" if chart.feature_um else "cover.strip-alone", feature=chart.feature_label)
    return Figure("spots", "", "", alt, chart, legend=legend, layout="bare")

"""A deliberate deviation: sales offer another platform than the rules choose, and the document says so, with the reason."""

from specgen import trace
from specgen.decision import Status
from specgen.document import words
from specgen.document.blocks import Block, Callout, Facts, Paragraph, Run, Runs
from specgen.proposal import Proposal
from specgen.wording import Wording


def deviation_on_cover(proposal: Proposal, wording: Wording) -> Callout | None:
    """Return the reason and what the rules chose instead, in one paragraph, where there is a deviation."""
    deviation = proposal.decision.deviation
    if deviation is None:
        return None
    rules = len(trace.against(proposal.decision, wording))
    count = wording("deviation.musts" if rules else "deviation.none", count=rules)
    stop = "" if deviation.because.endswith((".", "!", "?")) else "."
    runs = (Run(f"{deviation.because}{stop} ", "strong"), Run(f"{_by_rules(proposal, wording)} {count}"))
    return Callout(wording("deviation.title"), (Paragraph(runs),))


def deviation(proposal: Proposal, wording: Wording) -> list[Block]:
    """Return what the deviation is, why, what the rules chose, and each rule that speaks against it with both numbers."""
    deviation = proposal.decision.deviation
    if deviation is None:
        return []
    pairs: list[tuple[str, Runs]] = [
        (wording("deviation.because"), (Run(deviation.because, "strong"),)),
        (wording("deviation.by-rules"), words.plain(_by_rules(proposal, wording))),
    ]
    against = trace.against(proposal.decision, wording) or (wording("deviation.none"),)
    pairs += [(wording("deviation.against"), words.plain(words.told(text))) for text in against]
    return [Callout(wording("deviation.title"), (Facts(tuple(pairs)),))]


def _by_rules(proposal: Proposal, wording: Wording) -> str:
    """Return what the rules lead to: a platform, a custom source, or that the physics forbids it."""
    decision = proposal.decision
    instead = decision.deviation.instead_of if decision.deviation else None
    if instead is not None and instead is decision.chosen:
        return wording("deviation.same")
    if instead is not None:
        return wording("deviation.instead", platform=instead.platform.name)
    return wording("deviation.forbidden" if decision.status is Status.INFEASIBLE else "deviation.custom")

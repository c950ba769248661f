"""The order of preference as it was applied: each step with the figure of each platform, so that anybody can put them in order again."""

from specgen.decision import Candidate
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Paragraph, Part, Row, Run, Table
from specgen.proposal import Proposal
from specgen.wording import Wording

_MOST = 6  # columns that fit, as in the comparison
_LABEL = 28.0


def order_of_preference(proposal: Proposal, wording: Wording) -> list[Block]:
    """Return the steps for the first platforms in the order; the last step, the id, is left to the note."""
    shown = proposal.decision.candidates[:_MOST]
    if not proposal.compares or len(shown) < 2:
        return []
    width = (100 - _LABEL) / len(shown)
    columns = [Column(words.plain(wording("order.step")), _LABEL)]
    columns += [Column(words.plain(wording.told(candidate.platform.short)), width, "right") for candidate in shown]
    steps = [name for name, value in shown[0].preference if isinstance(value, float)]
    rows = tuple(_row(number, step, shown, wording) for number, step in enumerate(steps, start=1))
    table = Table(tuple(columns), rows, wording("order.caption"), "dense")
    return [Part(wording("order.title"), (Paragraph(words.plain(wording("order.note")), "note"), table), stays_whole=True)]


def _row(number: int, step: str, shown: tuple[Candidate, ...], wording: Wording) -> Row:
    label = (Run(f"{number} ", "strong"), Run(wording(f"order.{step.replace(' ', '-')}")))
    return Row((Cell(label), *(Cell(words.plain(_figure(step, float(dict(c.preference)[step]), wording))) for c in shown)))


def _figure(step: str, value: float, wording: Wording) -> str:
    """Return the figure of one step as people count it; the decision itself counts so that smaller is better."""
    match step:
        case "shortfall":
            return wording("order.percent", percent=wording.number(100 * value)) if value else "–"
        case "application":
            return wording("order.usual" if value == 0 else "order.not-usual")
        case "price":
            return wording.formats.amount(f"{value:.2f}") if value else "–"
        case "output":
            return wording.number(-value) if value else "–"
        case "price":
            return wording.formats.amount(f"{value:.2f}") if value else "–"
        case _:
            return wording.number(abs(value))

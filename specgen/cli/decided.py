"""How a decision looks on a terminal: the answer, the candidates side by side, why not, and what would change it."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from specgen import trace
from specgen.cli.terminal import visible
from specgen.decision import Candidate, Decision, Outcome, Status
from specgen.wording import Wording

_MARKS = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.TO_BE_CONFIRMED: "?", Outcome.NOT_APPLICABLE: "–"}


def show_decision(decision: Decision, wording: Wording, out: Console) -> None:
    """Print the answer in one sentence, the candidates side by side, then why not."""
    out.print(Text(trace.answer(decision, wording), "bold"))
    facts = {"focus_class": decision.focus_class.name if decision.focus_class else "–", "regime": decision.limited_by}
    summary = [wording(f"status.{decision.status.value}.name"), wording("terminal.summary", **facts)]
    out.print(Text(" · ".join([*summary, trace.points(decision, wording)]).rstrip(" ·")))
    if decision.candidates:
        out.print()
        out.print(_side_by_side(decision, wording))
        for candidate in decision.candidates:
            if candidate is not decision.chosen:
                why = trace.why_not_chosen(candidate, decision, wording)
                out.print(Text(f"{wording('terminal.why-not', platform=candidate.platform.name)} {why}"))
                if not candidate.accepted and decision.status is not Status.INFEASIBLE:
                    change = decision.sensitivity.admitting(candidate)
                    out.print(Text(f"    {trace.would_admit(change, candidate, wording)}"))
    if decision.scenarios:
        out.print()
        out.print(_scenarios(decision, wording))
    for line in (trace.would_flip(decision, wording), trace.stands(decision, wording)):
        if line:
            out.print(Text(line))


def _scenarios(decision: Decision, wording: Wording) -> Table:
    """Return the what-ifs side by side, the decision itself first."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = ("name", "answer", "class", "regime", "spot", "platform", "blur", "time", "transmission")
    for column in columns:
        table.add_column(wording(f"scenario.head.{column}"), justify="left" if column in columns[:4] else "right")
    for name, each in ((wording("scenario.shown"), decision), *((scenario.name, scenario.decision) for scenario in decision.scenarios)):
        table.add_row(visible(name), *trace.in_brief(each, wording))
    return table


def _side_by_side(decision: Decision, wording: Wording) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(wording("terminal.rule"))
    table.add_column(wording("terminal.needed"), justify="right")
    for candidate in decision.candidates:
        chosen = candidate is decision.chosen
        table.add_column(candidate.platform.short + (" ←" if chosen else ""), justify="right", style="bold" if chosen else "")
    for rows in zip(*(candidate.verdicts for candidate in decision.candidates), strict=True):
        first = rows[0]
        needed = f"{wording(f'sign.{first.rule.comparison}')}{trace.shown(first.needed, first.rule.unit, wording)}"
        cells = [f"{trace.shown(v.offered.value, v.rule.unit, wording)} {_MARKS[v.outcome]}" for v in rows]
        table.add_row(f"{first.rule.id}  {trace.subject(first, wording)}" + ("" if first.is_must else " (wish)"), needed, *cells)
    table.add_row("", "", *(_verdict(candidate, decision, wording) for candidate in decision.candidates))
    return table


def _verdict(candidate: Candidate, decision: Decision, wording: Wording) -> str:
    standing = trace.standing(candidate, decision)
    is_feasible = not candidate.accepted or decision.accepts(candidate)
    return wording(f"terminal.{standing}" if is_feasible else "selection.not-feasible")

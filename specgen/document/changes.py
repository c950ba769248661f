"""What would change the answer: what admits each rejected platform, what lets a task be served, how far each figure may move.

Fields are named as people call them. All of it was solved for by the decision; nothing is computed here.
"""

import re
from dataclasses import replace
from typing import Final

from specgen import trace
from specgen.decision import Candidate, Change, Decision, End
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Facts, Labelled, Paragraph, Part, Row, Run, Runs, Table
from specgen.proposal import Proposal
from specgen.wording import Wording

_MOST: Final = 10  # rows that fit below the candidates; the rest stands in the decision attached to the document
_PLACE: Final = re.compile(r"^(?P<field>[a-z_.]+?)(?:\[(?P<layer>[0-9]+)\]\.thickness)?(?:\.(?P<end>min|max))?$")


def field_name(where: str, wording: Wording) -> str:
    """Return what people call the figure at *where*: `specimen.path[0].thickness` is the thickness of layer 1."""
    place = _PLACE.match(where)
    if place is None:
        return where
    name = wording(f"field.{place['field']}", layer=int(place["layer"] or 0) + 1)
    return wording(f"field.{place['end']}", name=name) if place["end"] else name


def admitting(shown: tuple[Candidate, ...], proposal: Proposal, wording: Wording) -> list[Block]:
    """Return for each rejected platform that is *shown* the smallest change that admits it, or what rejects it together."""
    rejected = [candidate for candidate in shown if not candidate.accepted]
    pairs = tuple((wording.told(c.platform.short), _admitting(c, proposal.decision, wording)) for c in rejected)
    legend = wording("selection.admits-legend")
    return [Labelled(wording("selection.admits"), legend, (Facts(pairs, is_narrow=True),))] if pairs else []


def _admitting(candidate: Candidate, decision: Decision, wording: Wording) -> Runs:
    change = decision.sensitivity.admitting(candidate)
    if change is not None:
        return words.plain(words.typeset(trace.would_admit(_named(change, wording), candidate, wording)))
    subjects = list(dict.fromkeys(trace.subject(verdict, wording) for verdict in candidate.verdicts if verdict.rejects))
    key = "selection.admits-none" if len(subjects) > 1 else "selection.admits-none-alone"
    return words.plain(wording(key, subjects=", ".join(subjects)))


def _named(change: Change, wording: Wording) -> Change:
    return replace(change, where=field_name(change.where, wording))


def flipping(decision: Decision, wording: Wording) -> Runs:
    """Return the smallest change that lets a custom or an infeasible task be served, or that there is none."""
    flips = decision.sensitivity.flips
    named = replace(decision.sensitivity, flips=_named(flips, wording) if flips else None)
    return words.plain(words.typeset(trace.would_flip(replace(decision, sensitivity=named), wording)))


def standing(proposal: Proposal, wording: Wording) -> list[Block]:
    """Return over which values of each figure the choice of the rules stands."""
    intervals = proposal.decision.sensitivity.stands_while
    if not intervals:
        return []
    heads, widths = ("figure", "stated", "from", "to"), (26.0, 12.0, 31.0, 31.0)
    columns = tuple(
        Column(words.plain(wording(f"stands.{head}")), width, "left" if head == "figure" else "right")
        for head, width in zip(heads, widths, strict=True)
    )
    rows = tuple(
        Row(
            (
                Cell(words.plain(words.capital(field_name(interval.where, wording)))),
                Cell((Run(_written(interval.stated, wording), "strong"),)),
                _end(interval.low, wording),
                _end(interval.high, wording),
            )
        )
        for interval in intervals[:_MOST]
    )
    left = len(intervals) - len(rows)
    note = wording("stands.note") + (" " + wording("stands.more", count=left) if left else "")
    table = Table(columns, rows, wording("stands.caption"), "dense")
    title = wording("stands.title-rules" if proposal.decision.deviation else "stands.title")
    return [Part(title, (Paragraph(words.plain(note), "note"), table))]


def _end(end: End | None, wording: Wording) -> Cell:
    """Return how far the figure may go, and below it what ends it there."""
    if end is None:
        return Cell(words.plain(wording("stands.open")), "quiet")
    return Cell((Run(_written(end.told, wording)), Run(f" {trace.ends(end, wording)}", "quiet")))


def _written(text: str, wording: Wording) -> str:
    """Return a figure in the customer's unit as the document sets it."""
    return words.typeset(wording.written(text))

"""The charts with their takeaways: each title says what is to be seen, each small table holds the data."""

from collections.abc import Sequence

from specgen.charts import magnification, output, power
from specgen.decision import Candidate, Status
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Figure, Labelled, Paragraph, Row, Run, Section, Table
from specgen.document.picture import left_out
from specgen.physics import optimum_magnification
from specgen.proposal import Proposal
from specgen.wording import Wording


def figures(proposal: Proposal, number: int, wording: Wording) -> Section | None:
    """Return the section of charts, or None where nothing can be drawn."""
    made = [_magnification(proposal, wording)]
    if proposal.decision.status is not Status.INFEASIBLE:
        made += [_power(proposal, wording), _output(proposal, wording)]
    charts: tuple[Block, ...] = tuple(figure for figure in made if figure is not None)
    if not charts:
        return None
    if why := left_out(proposal, wording):
        charts += (Labelled(wording("figures.chart", number=5), "", (Paragraph(words.plain(why)),)),)
    decision, chosen = proposal.decision, proposal.decision.chosen
    key = "figures.heading.deviation" if decision.deviation else f"figures.heading.{decision.status.value}"
    spot = decision.limit.max_focal_spot if decision.limit else None
    if decision.status is Status.INFEASIBLE and (spot is None or spot.value > 0):  # then even the detector alone is sharp enough
        key = "figures.heading.infeasible-other"
    accepted = sum(candidate.accepted for candidate in decision.candidates)
    heading = wording(
        "figures.heading.only" if accepted == 1 and chosen and not decision.deviation else key,
        platform=chosen.platform.name if chosen else "",
    )
    return Section(
        number,
        "charts",
        wording("topic.figures"),
        heading,
        wording("figures.lead" if chosen else "figures.lead-none"),
        charts,
        starts_page=decision.status is not Status.INFEASIBLE,
    )


def _small_table(heads: tuple[str, ...], rows: Sequence[tuple[tuple[str, ...], bool]], wording: Wording) -> Table:
    texts = list(zip(heads, *(cells for cells, _ in rows), strict=True))
    longest = [_ROOM + max(map(len, column)) for column in texts]
    if sum(longest) > _LINE:  # then heads break between their words
        longest = [_ROOM + max(len(word) for text in column for word in text.split(" ")) for column in texts]
    shares = [100 * length / sum(longest) for length in longest]
    sides = ("left", *("right",) * (len(heads) - 1))
    columns = tuple(Column(words.plain(head), share, side) for head, share, side in zip(heads, shares, sides, strict=True))
    made = tuple(
        Row(tuple(Cell((Run(text, "strong" if is_on else ""),)) for text in cells), "assumed" if is_on else "") for cells, is_on in rows
    )
    return Table(columns, made, wording("figures.table"), "small")


def _magnification(proposal: Proposal, wording: Wording) -> Figure | None:
    chart, decision = magnification(proposal, wording), proposal.decision
    u = decision.need.geometry.detector_unsharpness
    if chart is None or u is None:
        return None
    m = decision.need.geometry.magnification
    rows = []
    for candidate in proposal.by_spot():
        best = optimum_magnification(candidate.spot.value.um, u.value, decision.need.unsharpness_exponent)
        here = wording.number(candidate.object_unsharpness.value) if candidate.object_unsharpness else "–"
        optimum = wording.number(best) if best < _FAR else f">\u202f{_FAR}"
        rows.append(((wording.number(candidate.spot.value.um), here, optimum), candidate is decision.chosen))
    at = wording.number(m.value) if m else "?"
    heads = (wording("figures.spot-um"), wording("figures.blur-at", magnification=at), wording("figures.best-at"))
    title = _magnification_title(proposal, wording)
    alt = wording("alt.magnification", title=title, rows="; ".join(" / ".join(cells) for cells, _ in rows))
    return Figure("magnification", wording("figures.chart", number=1), title, alt, chart, _small_table(heads, rows, wording),
                  wording("figures.magnification-legend"))  # fmt: skip


_FAR = 99
_LINE = 31  # characters that fit beside a chart
_ROOM = 2  # characters that a column of a small table has beside its longest word
_TELLS = 0.005  # of a blur: a smaller difference is lost in rounding


def _magnification_title(proposal: Proposal, wording: Wording) -> str:
    decision = proposal.decision
    chosen, limit, m = decision.chosen, decision.limit, decision.need.geometry.magnification
    if m is None or limit is None:
        return wording("figures.title-1-unknown")
    facts = {"magnification": wording.number(m.value)}
    if decision.status is Status.INFEASIBLE or (chosen is None and limit.max_focal_spot is None):
        needed = limit.needed_magnification
        if limit.max_focal_spot and limit.max_focal_spot.value == 0 and needed:
            return wording("figures.title-1-infeasible", needed=wording.number(needed.value), **facts)
        return wording("figures.title-1-other", **facts)
    if chosen is None or chosen.object_unsharpness is None:
        spot = wording.quantity(limit.max_focal_spot.value, "um") if limit.max_focal_spot else ""
        return wording("figures.title-1-custom", spot=spot, **facts)
    if limit.detector_part is None:
        return wording("figures.title-1-unknown")
    gain = chosen.object_unsharpness.value - limit.detector_part.value
    key = "figures.title-1" if gain > _TELLS * chosen.object_unsharpness.value else "figures.title-1-none"
    return wording(key, gain=wording.quantity(gain, "um"), spot=_name(chosen, wording), **facts)


def _name(candidate: Candidate, wording: Wording) -> str:
    """Return a platform's name, kept on one line: a title beside a chart is narrow."""
    return wording.told(candidate.platform.name).replace(" ", "\u00a0")


def _power(proposal: Proposal, wording: Wording) -> Figure | None:
    chart, decision = power(proposal, wording), proposal.decision
    if chart is None:
        return None
    rows = []
    for candidate in proposal.by_spot():
        watts = candidate.power.value
        is_guess = candidate.power.kind is not None and candidate.power.kind.value == "guideline"
        text = (f"{wording.number(watts)}{'*' if is_guess else ''}") if isinstance(watts, float) else "–"
        rows.append(((wording.told(candidate.platform.short), wording.number(candidate.spot.value.um), text), candidate is decision.chosen))
    heads = (wording("figures.platform"), wording("figures.spot-um"), wording("figures.power-w"))
    limit = decision.limit.max_focal_spot if decision.limit else None
    size = wording.quantity(limit.value, "um") if limit else ""
    inside = sum(limit is None or candidate.spot.value.um <= limit.value for candidate in decision.candidates)
    case = "unlimited" if limit is None else "none" if inside == 0 else "many"
    total = len(decision.candidates)
    title = wording(f"figures.title-2-{case}", count=inside, total=total, limit=size)
    alt = wording("alt.power", title=title, rows="; ".join(" / ".join(cells) for cells, _ in rows))
    is_guessed = any(cells[-1].endswith("*") for cells, _ in rows)
    return Figure("power", wording("figures.chart", number=2), title, alt, chart, _small_table(heads, rows, wording),
                  wording("figures.power-legend-guideline" if is_guessed else "figures.power-legend"))  # fmt: skip


def _output(proposal: Proposal, wording: Wording) -> Figure | None:
    chart, decision = output(proposal, wording), proposal.decision
    if chart is None:
        return None
    knows_blur = proposal.output[0].candidate.object_unsharpness is not None
    ordered = sorted(proposal.output, key=lambda point: point.relative_time)
    rows = [
        (
            (wording.told(p.candidate.platform.short), f"{wording.number(p.relative_time)}\u202f×", wording.number(p.unsharpness_um)),
            p.candidate is decision.chosen,
        )
        for p in ordered
    ]
    heads = (wording("figures.platform"), wording("figures.time"), wording("figures.blur-um" if knows_blur else "figures.spot-um"))
    sharpest = min(ordered, key=lambda point: point.unsharpness_um)
    base = next((point for point in ordered if point.candidate is decision.chosen), ordered[0])
    is_level = len({wording.number(point.unsharpness_um) for point in ordered}) == 1
    title = wording(
        "figures.title-3-equal" if is_level else "figures.title-3" if sharpest is not base else "figures.title-3-sharpest",
        times=wording.number(sharpest.relative_time / base.relative_time, 2),
        sharpest=_name(sharpest.candidate, wording),
        base=_name(base.candidate, wording),
        gain=wording.quantity(base.unsharpness_um - sharpest.unsharpness_um, "um"),
    )
    alt = wording("alt.output", title=title, rows="; ".join(" / ".join(cells) for cells, _ in rows))
    return Figure("output", wording("figures.chart", number=3), title, alt, chart, _small_table(heads, rows, wording),
                  wording("figures.output-legend"))  # fmt: skip

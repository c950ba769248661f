"""The summary: how sure, what limits it, what is open. Answer, evidence, consequence, in this order."""

from collections.abc import Iterator
from typing import Final

from specgen import trace
from specgen.decision import Outcome, Status, Verdict
from specgen.document import words
from specgen.document.blocks import Block, Facts, KeyFigure, KeyFigures, Labelled, Listing, Paragraph, Run, Runs, Section, Tally
from specgen.document.changes import flipping
from specgen.document.selection import deciding_step
from specgen.findings import Severity
from specgen.formats import NARROW_SPACE
from specgen.proposal import Proposal
from specgen.visibility import HIDDEN
from specgen.wording import Wording

_TELLING = ("SG-R010", "SG-R012", "SG-R011", "SG-R013", "SG-R022", "SG-R014", "SG-R020", "SG-R024", "SG-R045", "SG-R042")
_FIGURES = 4
_LISTED = 6


def summary(proposal: Proposal, wording: Wording) -> Section:
    """Return the summary of a proposal, an enquiry or a feasibility statement."""
    decision = proposal.decision
    blocks: list[Block] = []
    figures = tuple(_key_figures(proposal, wording))
    if figures and proposal.compares:
        legend = wording("summary.decides-legend" if decision.chosen else "summary.decides-nearest", platform=_subject_name(proposal))
        blocks.append(Labelled(wording("summary.decides"), legend, (KeyFigures(figures),)))
    limits = what_limits(proposal, wording)
    if limits:
        blocks.append(Labelled(wording("summary.limits"), "", (Paragraph(limits),)))
    if decision.chosen:
        blocks.append(_tally(proposal, wording))
    if decision.status is Status.CUSTOM:
        blocks.append(Labelled(wording("summary.smallest-change"), "", (Paragraph(flipping(decision, wording)),)))
    elif decision.status is Status.INFEASIBLE:
        blocks.append(Labelled(wording("summary.ways-out"), wording("summary.ways-out-legend"), (_ways_out(proposal, wording),)))
    points = _points(proposal, wording)
    if points is not None:
        blocks.append(Labelled(wording("summary.decision-needed"), "", (points,)))
    if decision.chosen:
        blocks.append(Labelled(wording("summary.offered"), wording("summary.offered-legend"), (_offered(proposal, wording),)))
    elif decision.status is Status.CUSTOM:
        blocks.append(
            Labelled(
                wording("summary.custom"),
                "",
                (
                    Paragraph(words.rich(wording, "summary.custom-offer", maker=proposal.maker, offer=proposal.custom_offer)),
                    _asked(proposal, wording),
                ),
            )
        )
    kind = "deviation" if decision.deviation else decision.status.value
    key = kind + ("-open" if decision.open_points else "")
    heading = wording(f"summary.heading.{key}", platform=_subject_name(proposal), count=decision.open_points)
    return Section(1, "summary", wording("topic.summary"), heading, summary_lead(proposal, wording), tuple(blocks))


def summary_lead(proposal: Proposal, wording: Wording) -> str:
    """Return the sentences under the summary's heading: why this answer and not another."""
    decision = proposal.decision
    count = len(decision.candidates)
    facts = {"count": count, "accepted": sum(c.accepted for c in decision.candidates), "platform": _subject_name(proposal)}
    if decision.deviation:
        return wording("summary.lead.deviation", **facts)
    if decision.status is Status.RECOMMENDED:
        step = deciding_step(proposal)
        return wording("summary.lead.first" if step else "summary.lead.only", why=wording(f"step.{step}") if step else "", **facts)
    return wording(f"summary.lead.{decision.status.value}", **facts)


def _subject_name(proposal: Proposal) -> str:
    subject = proposal.decision.chosen or next(iter(proposal.decision.candidates), None)
    return subject.platform.name if subject else ""


def _key_figures(proposal: Proposal, wording: Wording) -> list[KeyFigure]:
    """Return the figures that decide: numbers on both sides, the most telling rules first."""
    by_rule: dict[str, Verdict] = {}
    for verdict in proposal.compliance:
        if isinstance(verdict.needed, float) and isinstance(verdict.offered.value, float):
            by_rule.setdefault(verdict.rule.id, verdict)
    chosen = [by_rule[rule] for rule in _TELLING if rule in by_rule][:_FIGURES]
    return [_key_figure(verdict, wording) for verdict in chosen]


def _key_figure(verdict: Verdict, wording: Wording) -> KeyFigure:
    offered, needed = verdict.offered.value, verdict.needed
    ratio = offered / needed if isinstance(offered, float) and isinstance(needed, float) and needed else 0.0
    stroke = 80.0 if verdict.rule.comparison == "at_most" else 60.0
    value, unit = words.value(offered, words.unit_of(verdict), wording), words.unit(verdict, wording)
    parts = [words.needed(verdict, wording) + (f"\u202f{unit}" if unit else ""), words.margin(verdict)]
    label = trace.subject(verdict, wording)
    is_open = verdict.outcome is Outcome.TO_BE_CONFIRMED
    note = " · ".join(part for part in parts if part)
    if is_open:
        note += wording("summary.to-confirm")
    return KeyFigure(value, unit, words.capital(label), note, min(100.0, stroke * ratio), stroke, is_open)


def what_limits(proposal: Proposal, wording: Wording) -> Runs:
    """Return what sets the blur and what no finer source can mend, with the figures."""
    decision, limit = proposal.decision, proposal.decision.limit
    subject = decision.chosen or next(iter(decision.candidates), None)
    m = decision.need.geometry.magnification
    if limit is None:
        return ()
    facts: dict[str, object] = {
        "magnification": wording.number(m.value) if m else "",
        "limit": wording.quantity(limit.allowed_unsharpness_um, "um") if limit.allowed_unsharpness_um else "",
        "spot_limit": wording.quantity(limit.max_focal_spot.value, "um") if limit.max_focal_spot else "",
        "detector": wording.quantity(limit.detector_part.value, "um") if limit.detector_part else "",
        "needed": wording.number(limit.needed_magnification.value) if limit.needed_magnification else "",
        "voxel": wording.quantity(decision.need.geometry.voxel.value, "um") if decision.need.geometry.voxel else "",
        "resolving": wording.quantity(limit.resolving_voxel_um, "um") if limit.resolving_voxel_um else "",
        "field": wording.quantity(decision.need.geometry.field_of_view.value, "mm") if decision.need.geometry.field_of_view else "",
        **_starvation(proposal, wording),
    }
    if decision.status is Status.INFEASIBLE:
        return words.rich(wording, f"limits.infeasible-{_culprit(proposal)}", **facts)
    if m is None or limit.detector_part is None:
        key = "limits.stated" if limit.allowed_unsharpness_um is None else "limits.far"
        return words.rich(wording, key, **facts)
    if subject is None or subject.object_unsharpness is None:
        return ()
    spot_part = subject.spot.value.um * (m.value - 1) / m.value
    facts |= {"blur": wording.quantity(subject.object_unsharpness.value, "um"), "spot": wording.quantity(spot_part, "um")}
    told = words.rich(wording, "limits.detector" if limit.detector_part.value > spot_part else "limits.spot", **facts)
    return (*told, *words.rich(wording, "limits.up-to", **facts)) if limit.max_focal_spot else told


def _starvation(proposal: Proposal, wording: Wording) -> dict[str, object]:
    """Return what gets through the path at the highest permitted voltage, and the least that an image takes; empty where not known."""
    through, candidates = proposal.decision.need.passage, proposal.decision.candidates
    asked = (v.needed for c in candidates for v in c.verdicts if v.rule.needed == "least_transmission_percent")
    least = next(asked, None)
    if through.at_highest is None or through.path_mm is None or not isinstance(least, float):
        return {}
    return {
        "highest": wording.quantity(through.highest_kv, "kV") if through.highest_kv else "",
        "starved": wording.quantity(100 * through.at_highest.value, "%"),
        "path": wording.quantity(through.path_mm, "mm"),
        "least": wording.quantity(least, "%"),
    }


def _culprit(proposal: Proposal) -> str:
    """Return what forbids the task, telling a field that is too small from a magnification that cannot be had."""
    limit, geometry = proposal.decision.limit, proposal.decision.need.geometry
    if limit and limit.infeasible == "voxel" and geometry.magnification is None:
        return "voxel-stated"
    if limit is None or limit.infeasible != "geometry":
        return limit.infeasible if limit else ""
    if geometry.room_for_housing is not None and geometry.room_for_housing.value < 0:
        return "room"
    is_capped = limit.max_focal_spot is not None and limit.max_focal_spot.value == 0
    return "geometry" if is_capped else "field"


def _tally(proposal: Proposal, wording: Wording) -> Labelled:
    marks = tuple(words.mark(verdict.outcome, wording, shows_word=False) for verdict in proposal.compliance)
    counts = tuple((str(proposal.count(outcome)), words.mark(outcome, wording)) for outcome in Outcome)
    label = wording("summary.tally", count=len(proposal.compliance))
    return Labelled(label, wording("summary.tally-legend"), (Tally(marks, counts),))


def _ways_out(proposal: Proposal, wording: Wording) -> Block:
    """Return what would let a source serve: each way changes one thing and leaves the rest as it is."""
    flips = proposal.decision.sensitivity.flips
    ways = [runs for key, runs in _ways(proposal, wording) if flips is None or flips.where not in _SAYS_THE_SAME.get(key, ())]
    return Listing((flipping(proposal.decision, wording), *ways))


_SAYS_THE_SAME: Final = {  # the figures that a way out names, where the smallest change may name one of them already
    "magnify": ("imaging.magnification", "imaging.source_object_distance", "imaging.source_detector_distance"),
    "magnify-more": ("imaging.magnification", "imaging.source_object_distance", "imaging.source_detector_distance"),
    "pixel": ("imaging.detector.pixel_pitch",),
    "srb": ("imaging.detector.basic_spatial_resolution", "imaging.detector.pixel_pitch"),
    "feature": ("imaging.smallest_feature",),
    "voxel-stated": ("imaging.voxel",),
}


def _ways(proposal: Proposal, wording: Wording) -> Iterator[tuple[str, Runs]]:
    """Yield further ways out: each with its key."""
    limit, geometry, culprit = proposal.decision.limit, proposal.decision.need.geometry, _culprit(proposal)
    m, told = geometry.magnification, {}
    if culprit == "voxel" and limit and limit.resolving_voxel_um and geometry.pixel_um and m:
        told["magnify"] = {"magnification": wording.number(geometry.pixel_um / limit.resolving_voxel_um)}
        told["pixel"] = {"pixel": wording.quantity(limit.resolving_voxel_um * m.value, "um")}
    elif culprit in {"detector", "geometry"} and limit and limit.needed_magnification and limit.allowed_unsharpness_um and m:
        told["magnify-more"] = {"magnification": wording.number(limit.needed_magnification.value)}
        told["srb"] = {"srb": wording.quantity(limit.allowed_unsharpness_um * m.value / 2, "um")}
        if limit.detector_part:
            told["feature"] = {"feature": wording.quantity(limit.detector_part.value / limit.criterion_factor, "um")}
    elif f"ways.{culprit}" in wording.phrases:
        told[culprit] = {}
    for key, facts in told.items():
        yield key, words.rich(wording, f"ways.{key}", **facts)


def _points(proposal: Proposal, wording: Wording) -> Block | None:
    """Return what must be decided or confirmed, grouped; the whole list stands in the last section."""
    pairs: list[tuple[str, Runs]] = [(wording("summary.question"), words.plain(words.told(wording.message(q)))) for q in proposal.questions]
    not_met = [v for v in proposal.compliance if v.outcome is Outcome.NOT_MET and proposal.decision.chosen]
    for verdict in not_met[:_LISTED]:
        key = "summary.not-met" if verdict.is_must else "summary.wish-not-met"
        pairs.append((wording(key), words.plain(words.told(trace.reason(verdict, wording)))))
    if proposal.decision.chosen:
        unknown = [v for v in proposal.compliance if v.is_open and v.offered.value is None]
        guideline = [v for v in proposal.compliance if v.is_open and v.offered.value is not None]
        if guideline:
            listed = ", ".join(trace.subject(v, wording) for v in guideline)
            missed = words.typeset("; ".join(trace.reason(v, wording) for v in trace.in_doubt(proposal.decision.chosen)))
            runs = words.rich(wording, "summary.guideline-points", points=listed)
            more = (Run(f" {wording('summary.missed', points=missed)}", "strong"),) if missed else ()
            pairs.append((wording("summary.guideline"), (*runs, *more)))
        if unknown:
            listed = ", ".join(trace.subject(v, wording) for v in unknown)
            pairs.append((wording("summary.unknown"), words.rich(wording, "summary.unknown-points", count=len(unknown), points=listed)))
    warnings = [f for f in proposal.remarks if f.severity is Severity.WARNING]
    for warning in warnings:
        label = wording("summary.advice" if warning.code == HIDDEN else "summary.warning")
        pairs.append((label, words.plain(words.told(wording.message(warning)))))
    if not pairs and proposal.decision.chosen:
        return Paragraph(words.plain(wording("summary.nothing-open")))
    return Facts(tuple(pairs)) if pairs else None


def _offered(proposal: Proposal, wording: Wording) -> Facts:
    """Return what is known of the platform, in the terms of a data sheet."""
    chosen = proposal.decision.chosen
    if chosen is None:
        return Facts(())
    platform, spot, tbc = chosen.platform, chosen.spot, wording("outcome.open")
    spot_text = wording.quantity(spot.value.um, "um") + f" ({wording(f'kind-of.{spot.kind.value}')})"
    power = chosen.power
    power_text = wording.quantity(power.value, "W") if isinstance(power.value, float) else tbc
    if power.kind is not None and power.kind.value == "guideline":
        power_text += f" ({wording('kind-of.guideline')})"
    voltages = [v.value.kv for v in (platform.tube_voltage_min, platform.tube_voltage_max) if v]
    rows = [
        (wording("spec.platform"), wording.listed((platform.name, platform.label))),
        (wording("spec.focal-spot"), spot_text),
        (wording("spec.method"), spot.method or wording("spec.no-method")),
        (wording("spec.power"), power_text),
        (wording("spec.voltage"), "–".join(wording.number(v) for v in voltages) + "\u202fkV" if voltages else tbc),
        (wording("spec.cooling"), wording.listed(platform.cooling.value) if platform.cooling else tbc),
        (wording("spec.interface"), wording.listed(platform.interface.value) if platform.interface else tbc),
        (wording("spec.supply"), wording.listed(platform.supply.value) if platform.supply else tbc),
        (wording("spec.mass"), wording.quantity(platform.mass.value.kg, "kg") if platform.mass else tbc),
        (wording("spec.price"), _price(proposal, wording)),
    ]
    return Facts(tuple((term, (Run(text, "quiet" if text == tbc else ""),)) for term, text in rows), columns=2)


def _price(proposal: Proposal, wording: Wording) -> str:
    """Return what one costs at the quantity asked, or that it is on request."""
    price = proposal.quote.positions[0].unit_price if proposal.quote else None
    return words.money(price, wording) if price else wording("spec.on-request")


def _asked(proposal: Proposal, wording: Wording) -> Block:
    """Return what the custom source must reach: each line of the matrix that is about the source itself."""
    lines = [v for v in proposal.compliance if v.rule.group in {"beam", "operation", "integration"} or v.rule.id == "SG-R012"]
    return Facts(tuple((words.capital(wording(f"rule.{v.rule.id}")), words.plain(_asked_for(v, wording))) for v in lines), columns=2)


def _asked_for(verdict: Verdict, wording: Wording) -> str:
    """Return what a source must have, or reach with its sign and unit."""
    if verdict.item:
        return trace.item(verdict, wording)
    unit = words.unit(verdict, wording)
    return f"{words.needed(verdict, wording)}{'' if unit == '°' else NARROW_SPACE}{unit}".rstrip()

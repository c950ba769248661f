"""The decision as JSON: the same object for the terminal, the file beside the PDF, the attachment and the archive.

Numbers are not rounded here and every one has a unit; sentences come from the wording.
"""

import datetime
import json
import math
from dataclasses import dataclass
from typing import Any, Final

from specgen.catalog import EDGE_TOLERANCE, DutyFigure, Kind
from specgen.decision import Candidate, Change, Decision, End, Interval, Offer, Scenario, Status, Verdict
from specgen.findings import Finding
from specgen.need import Number, Value
from specgen.requirement import DutyCycle
from specgen.wording import Wording

FORMAT: Final = "specgen-decision/1"
_WHOLE_PERCENT: Final = 10


@dataclass(frozen=True, slots=True)
class Subject:
    """Which file the decision is about, and what it was made with."""

    reference: str
    revision: str
    sha256: str
    date: str
    provenance: tuple[tuple[str, str], ...]


def as_json(decision: Decision, findings: tuple[Finding, ...], subject: Subject, wording: Wording) -> dict[str, Any]:
    """Return the decision, with every finding about its file, in the form that users were promised."""
    return {
        "format": FORMAT,
        "requirement": {"reference": subject.reference, "revision": subject.revision, "sha256": subject.sha256, "date": subject.date},
        "status": decision.status.value,
        "class": decision.focus_class.name if decision.focus_class else None,
        "platform": decision.chosen.platform.id if decision.chosen else None,
        "limited_by": decision.limited_by,
        "open_points": decision.open_points,
        "deviation": _deviation(decision),
        "need": _need(decision),
        "candidates": [_candidate(candidate, decision, wording) for candidate in decision.candidates],
        "why_not": [_why_not(candidate, decision, wording) for candidate in decision.candidates if candidate is not decision.chosen],
        "smallest_change": _change(decision.sensitivity.flips),
        "stands_while": {i.where: _interval(i, wording) for i in decision.sensitivity.stands_while},
        "scenarios": [_scenario(scenario) for scenario in decision.scenarios],
        "assumptions": [
            {"where": a.where, "value": wording.resolved(a.value, {}), "because": wording.resolved(a.because, {})}
            for a in decision.need.assumptions
        ],
        "findings": [wording.finding_as_json(finding) for finding in findings],
        "provenance": dict(subject.provenance),
    }


def as_bytes(document: dict[str, Any]) -> bytes:
    """Return *document* as UTF-8 JSON, the same bytes for the same decision."""
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def reason(verdict: Verdict, wording: Wording) -> str:
    """Return one sentence that says what the verdict compares: `focal spot 33 µm, needed at most 20 µm`."""
    no_spot = verdict.needed == 0 and verdict.rule.needed == "max_focal_spot_um"
    key = "not-given" if verdict.offered.value is None else "no-spot" if no_spot else verdict.rule.comparison
    return wording(
        f"reason.{key}",
        subject=subject(verdict, wording),
        offered=shown(verdict.offered.value, verdict.rule.unit, wording),
        needed=shown(verdict.needed, verdict.rule.unit, wording),
    )


def subject(verdict: Verdict, wording: Wording) -> str:
    """Return what a verdict is about."""
    name = wording(f"rule.{verdict.rule.id}")
    return f"{name} {item(verdict, wording)}" if verdict.item else name


def item(verdict: Verdict, wording: Wording) -> str:
    """Return the one word or day that a verdict is about, where it is about one of several."""
    if verdict.rule.needed == "delivery_date" and verdict.item:
        return wording.formats.day(datetime.date.fromisoformat(verdict.item))
    return wording.told(verdict.item)


def shown(value: Value | DutyFigure | None, unit: str, wording: Wording) -> str:
    """Return a value in words for a sentence, with three significant digits."""
    if value is None:
        return wording("phrase.unknown")
    if value == math.inf:
        return wording("phrase.continuous")
    if isinstance(value, float):
        return wording.quantity(value, unit, " ")
    if isinstance(value, tuple):
        return wording.listed(value)
    if value.on and value.period:
        on, period = (wording.formats.tied(wording.written(time.text)) for time in (value.on, value.period))
        return wording("phrase.duty", on=on, period=period)
    share = getattr(value, "share", None)
    return wording.written(share.text) if share else wording("phrase.continuous")


def answer(decision: Decision, wording: Wording) -> str:
    """Return the decision in one sentence: what stands first on the terminal and on the cover."""
    need, limit = decision.need, decision.limit
    feature = wording.quantity(need.smallest_feature_um, "um", " ") if need.smallest_feature_um else ""
    m, highest, starved = need.geometry.magnification, need.passage.highest_kv, need.passage.at_highest
    facts: dict[str, object] = {
        "platform": decision.chosen.platform.name if decision.chosen else "",
        "feature": feature,
        "criterion": wording(f"criterion.{limit.criterion}") if limit else "",
        "limit": wording.quantity(limit.max_focal_spot.value, "um", " ") if limit and limit.max_focal_spot else "",
        "detector": wording.quantity(limit.detector_part.value, "um", " ") if limit and limit.detector_part else "",
        "focus_class": decision.focus_class.name if decision.focus_class else "",
        "magnification": wording.number(m.value) if m else "",
        "highest": wording.quantity(highest, "kV", " ") if highest else "",
        "starved": wording.quantity(100 * starved.value, "%", " ") if starved else "",
        "time": wording.quantity(decision.hidden_in_s, "s", " ") if decision.hidden_in_s else "",
    }
    return wording(f"answer.{_case(decision)}", **facts)


def _case(decision: Decision) -> str:
    """Return which sentence tells the decision: the status, and what the customer asked for or what forbids it."""
    if decision.deviation is not None:
        return "deviation"
    if decision.limit is None:
        return decision.status.value
    if decision.status is Status.INFEASIBLE:
        return f"infeasible-{decision.limit.infeasible}"
    if decision.hidden_in_s is not None:
        return "recommended-hidden" if decision.limit.max_focal_spot else "recommended-hidden-unlimited"
    if decision.limit.max_focal_spot is None:
        return f"{decision.status.value}-unlimited"
    if decision.need.smallest_feature_um is None:
        return f"{decision.status.value}-stated"
    return f"{decision.status.value}-far" if decision.need.geometry.magnification is None else decision.status.value


def points(decision: Decision, wording: Wording) -> str:
    """Return how many points are open, in words that follow the answer."""
    count = decision.open_points
    if decision.chosen is None:
        return ""
    return wording("points.open" if count else "points.none", count=count)


def first_failing(candidate: Candidate) -> Verdict | None:
    """Return the verdict that rejects the platform, the first in the rulebook's order."""
    return next((verdict for verdict in candidate.verdicts if verdict.rejects), None)


def why_not_chosen(candidate: Candidate, decision: Decision, wording: Wording) -> str:
    """Return why *candidate* is not the one: the first must that it fails, or the step of the order that decided."""
    failing = first_failing(candidate)
    if failing is not None:
        return reason(failing, wording)
    first = decision.deviation.instead_of if decision.deviation else decision.chosen
    if first is None:
        return wording(f"status.{decision.status.value}.why")
    if candidate is first:
        return wording("deviation.chosen-by-rules")
    for (step, mine), (_, better) in zip(candidate.preference, first.preference, strict=True):
        if mine != better:
            return wording(f"preference.{step.replace(' ', '-')}", platform=first.platform.short)
    return ""


def against(decision: Decision, wording: Wording) -> tuple[str, ...]:
    """Return each rule that speaks against a deliberate deviation, with both numbers; none where the order alone does."""
    chosen = decision.chosen if decision.deviation else None
    return tuple(reason(verdict, wording) for verdict in chosen.verdicts if verdict.rejects) if chosen else ()


def in_doubt(candidate: Candidate) -> tuple[Verdict, ...]:
    """Return the musts that the platform would miss if the guideline, on which they rest, were a rating."""
    return tuple(v for v in candidate.verdicts if v.is_must and v.is_open and v.margin is not None and v.margin < -EDGE_TOLERANCE)


def standing(candidate: Candidate, decision: Decision) -> str:
    """Return how a platform stands, as the name of its phrase: proposed, also serves, in doubt, or rejected."""
    if candidate is decision.chosen:
        return "proposed"
    if not candidate.accepted or decision.chosen is None:
        return "rejected"
    return "in-doubt" if in_doubt(candidate) else "serves"


def _number(number: Number | None) -> dict[str, Any] | None:
    if number is None or number.value == 0:
        return None
    entry: dict[str, Any] = {"value": number.value, "unit": number.unit}
    if number.formula:
        entry |= {"formula": number.formula, "inputs": dict(number.inputs)}
    return entry


def _figure(value: float | None, unit: str) -> dict[str, Any] | None:
    return None if value is None else {"value": value, "unit": unit}


def _need(decision: Decision) -> dict[str, Any]:
    need, limit, geometry, through = decision.need, decision.limit, decision.need.geometry, decision.need.passage
    spot = _number(limit.max_focal_spot) if limit else None
    if spot and limit:
        spot["criterion"] = limit.criterion
    return {
        "magnification": _with(_number(geometry.magnification), origin=geometry.origin),
        "largest_magnification": _number(geometry.largest_magnification),
        "needed_magnification": _number(limit.needed_magnification) if limit else None,
        "voxel": _number(geometry.voxel),
        "field_of_view": _number(geometry.field_of_view),
        "field_height": _number(geometry.field_height),
        "detector_unsharpness": _number(geometry.detector_unsharpness),
        "max_focal_spot": spot,
        "detector_part": _number(limit.detector_part) if limit else None,
        "spot_part": _number(limit.spot_part) if limit else None,
        "optimum_magnification": _number(limit.optimum_magnification) if limit else None,
        "guideline_power": _number(limit.guideline_power) if limit else None,
        "tube_current": _number(limit.tube_current) if limit else None,
        "magnification_front": _number(geometry.front),
        "magnification_back": _number(geometry.back),
        "transmission": _number(through.transmission),
        "transmission_photons": _number(through.transmission_photons),
        "tube_voltage": _figure(need.tube_voltage_kv, "kV"),
        "recommended_voltage": _number(through.recommended),
        "useful_voltage": {"min": _number(through.useful_from), "max": _number(through.useful_to)},
        "advised_voltage": _number(through.advice),
        "photon_rate": _number(need.light.photon_rate),
        "photons_needed": _number(need.light.photons_needed),
        "projections": _figure(need.light.projections, "1"),
        "unsharpness": {2: "quadratic", 3: "cubic"}.get(need.unsharpness_exponent, str(need.unsharpness_exponent)),
    }


def _with(entry: dict[str, Any] | None, **more: str) -> dict[str, Any] | None:
    return entry | more if entry else None


def _candidate(candidate: Candidate, decision: Decision, wording: Wording) -> dict[str, Any]:
    return {
        "platform": candidate.platform.id,
        "class": candidate.platform.label,
        "accepted": decision.accepts(candidate),
        "open_points": candidate.open_points,
        "focal_spot": {"value": candidate.spot.value.um, "unit": "um", "method": candidate.spot.method, "kind": candidate.spot.kind.value},
        "target_power": _offer(candidate.power, "W"),
        "tube_voltage": _figure(candidate.tube_voltage_kv, "kV"),
        "object_unsharpness": _number(candidate.object_unsharpness),
        "exposure_time": _number(candidate.exposure.exposure_time),
        "frames": candidate.exposure.frames,
        "scan_time": _number(candidate.exposure.scan_time),
        "relative_time": _relative_time(candidate, decision),
        "preference": {step: value for step, value in candidate.preference if step != "name"},
        "verdicts": [verdict_as_json(verdict, wording) for verdict in candidate.verdicts],
    }


def _relative_time(candidate: Candidate, decision: Decision) -> dict[str, Any] | None:
    """Return how much longer than the reference the candidate takes for the same image, and what that rests on."""
    relative = decision.relative_time(candidate)
    if relative is None:
        return None
    reference = decision.reference
    kinds = {candidate.power.kind, reference.power.kind if reference else None}
    kind = Kind.GUIDELINE if Kind.GUIDELINE in kinds else Kind.COMPUTED
    return {"value": relative, "unit": "1", "kind": kind.value, "to": reference.platform.id if reference else None}


def _offer(offer: Offer, unit: str) -> dict[str, Any] | None:
    if offer.value is None or offer.kind is None:
        return None
    return {"value": offer.value, "unit": unit, "kind": offer.kind.value}


def verdict_as_json(verdict: Verdict, wording: Wording) -> dict[str, Any]:
    """Return one verdict with both sides."""
    return {
        "rule": verdict.rule.id,
        "subject": subject(verdict, wording),
        "needed": _plain(verdict.needed, wording),
        "offered": _plain(verdict.offered.value, wording),
        "unit": verdict.rule.unit,
        "comparison": verdict.rule.comparison,
        "margin": verdict.margin,
        "verdict": verdict.outcome.value,
        "severity": "must" if verdict.is_must else "should",
        "kind": Kind.GUIDELINE.value if verdict.rests_on_guideline else verdict.offered.kind.value if verdict.offered.kind else None,
        "source": verdict.offered.source or None,
        "where": verdict.where,
    }


def _plain(value: Value | DutyFigure | None, wording: Wording) -> Any:
    if value == math.inf:
        return "continuous"
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, DutyCycle | DutyFigure):
        return shown(value, "1", wording)
    return value


def _deviation(decision: Decision) -> dict[str, Any] | None:
    """Return against which rules and in whose place sales offer the platform."""
    deviation, chosen = decision.deviation, decision.chosen
    if deviation is None or chosen is None:
        return None
    instead = deviation.instead_of
    against = [verdict.rule.id for verdict in chosen.verdicts if verdict.rejects]
    return {"because": deviation.because, "instead_of": instead.platform.id if instead else None, "against": against}


def _scenario(scenario: Scenario) -> dict[str, Any]:
    """Return what a what-if leads to, in brief; `select --set` shows it whole."""
    decision = scenario.decision
    chosen, limit, through = decision.chosen, decision.limit, decision.need.passage
    return {
        "name": scenario.name,
        "changes": dict(scenario.changes),
        "status": decision.status.value,
        "class": decision.focus_class.name if decision.focus_class else None,
        "platform": chosen.platform.id if chosen else None,
        "limited_by": decision.limited_by,
        "open_points": decision.open_points,
        "magnification": _number(decision.need.geometry.magnification),
        "max_focal_spot": _number(limit.max_focal_spot) if limit else None,
        "object_unsharpness": _number(chosen.object_unsharpness) if chosen else None,
        "scan_time": _number(chosen.exposure.scan_time) if chosen else None,
        "transmission": _number(through.transmission),
    }


def in_brief(decision: Decision, wording: Wording) -> tuple[str, ...]:
    """Return a decision in eight short texts: status, class, regime, spot limit, platform, blur, time, transmission."""
    chosen, limit, passing = decision.chosen, decision.limit, decision.need.passage.transmission
    spot = limit.max_focal_spot if limit and limit.max_focal_spot and limit.max_focal_spot.value else None
    numbers = (chosen.object_unsharpness if chosen else None, chosen.exposure.scan_time if chosen else None)
    return (
        wording(f"status.{decision.status.value}.name") + (f", {wording(f'criterion-name.{limit.criterion}')}" if limit and chosen else ""),
        wording.told(decision.focus_class.name) if decision.focus_class else "–",
        wording(f"regime.{decision.limited_by.replace(' ', '-')}"),
        wording.quantity(spot.value, "um", " ") if spot else "–",
        wording.told(chosen.platform.short) if chosen else "–",
        *(wording.quantity(number.value, number.unit, " ") if number else "–" for number in numbers),
        wording.quantity(100 * passing.value, "%", " ") if passing else "–",
    )


def _change(change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    effects = {e.name: {"from": e.before, "to": e.after, "unit": e.unit} for e in change.effects}
    return {"where": change.where, "from": change.stated, "to": change.changed, "relative": change.relative, "effects": effects}


def would_admit(change: Change | None, candidate: Candidate, wording: Wording) -> str:
    """Return what would admit a rejected platform, with what it costs, or which rules stand in the way together."""
    if change is None:
        rules = dict.fromkeys(verdict.rule.id for verdict in candidate.verdicts if verdict.rejects)
        return wording("change.none", rules=", ".join(rules)) if len(rules) > 1 else wording("change.none-alone", rules=", ".join(rules))
    return wording("change.admits", change=_told(change, wording))


def would_flip(decision: Decision, wording: Wording) -> str:
    """Return what would let an infeasible or a custom task be served, or that no single figure does; empty for a recommendation."""
    if decision.status not in {Status.INFEASIBLE, Status.CUSTOM}:
        return ""
    change = decision.sensitivity.flips
    status = decision.status.value
    return wording(f"change.flips-{status}", change=_told(change, wording)) if change else wording(f"change.flips-{status}-none")


def stands(decision: Decision, wording: Wording) -> str:
    """Return over which values of each figure the choice stands; empty where nothing is chosen or nothing moves the choice."""
    intervals = [interval_in_words(interval, wording) for interval in decision.sensitivity.stands_while]
    return wording("change.stands", intervals="; ".join(intervals)) if intervals else ""


def interval_in_words(interval: Interval, wording: Wording) -> str:
    """Return how far one figure may move."""
    key = "between" if interval.low and interval.high else "at-least" if interval.low else "at-most"
    low, high = (f"{wording.written(end.told)} ({ends(end, wording)})" if end else "" for end in (interval.low, interval.high))
    return wording(f"change.{key}", where=interval.where, low=low, high=high)


def ends(end: End, wording: Wording) -> str:
    """Return what ends an interval: the condition and whose it is, what forbids the task, or that the file is refused."""
    if end.rule and end.platform:
        return wording("change.by-rule", subject=wording(f"rule.{end.rule.id}"), platform=end.platform.short)
    return wording("change.by-refusal", code=end.finding) if end.finding else wording(f"change.by-{end.forbids}")


def _interval(interval: Interval, wording: Wording) -> dict[str, Any]:
    low, high = interval.low, interval.high
    told = {"stated": interval.stated, "min": low.told if low else None, "max": high.told if high else None}
    return told | {"min_because": _because(low, wording), "max_because": _because(high, wording)}


def _because(end: End | None, wording: Wording) -> dict[str, Any] | None:
    """Return what ends an interval: a rule and the platform that it judges, or the code of a refusal; in words besides."""
    if end is None:
        return None
    rule, platform = end.rule.id if end.rule else None, end.platform.id if end.platform else None
    return {"rule": rule, "platform": platform, "finding": end.finding or None, "subject": ends(end, wording)}


def _told(change: Change, wording: Wording) -> str:
    """Return a change in words: the field, from what to what, by how much, and what else it brings."""
    percent = 100 * change.relative
    share = wording.written(f"{percent:+.0f}" if abs(percent) >= _WHOLE_PERCENT else f"{percent:+.2g}").replace("-", "−")
    stated, changed = wording.written(change.stated), wording.written(change.changed)
    effects = [
        wording(
            "change.effect",
            what=wording(f"change.{effect.name}"),
            before=wording.quantity(effect.before, effect.unit, " "),
            after=wording.quantity(effect.after, effect.unit, " "),
        )
        for effect in change.effects
    ]
    more = "".join(f"; {effect}" for effect in effects)
    return wording("change.move", where=change.where, stated=stated, changed=changed, share=share, effects=more)


def _why_not(candidate: Candidate, decision: Decision, wording: Wording) -> dict[str, Any]:
    return {
        "platform": candidate.platform.id,
        "because": why_not_chosen(candidate, decision, wording),
        "rules": [verdict.rule.id for verdict in candidate.verdicts if verdict.rejects],
        "smallest_change": _change(decision.sensitivity.admitting(candidate)),
    }

"""Penetration and time: what passes the specimen and at which voltage, how long a scan takes, how warm it gets."""

from specgen import physics
from specgen.catalog import Kind
from specgen.charts import heat, penetration
from specgen.decision import Candidate, Outcome
from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Facts, Figure, Labelled, Paragraph, Part, Row, Run, Runs, Section, Table
from specgen.need import Number, told_share
from specgen.proposal import Proposal
from specgen.wording import Wording

_MOST = 6

_LEAST = 1e-6  # the smallest share of the beam that is written out


def penetration_and_time(proposal: Proposal, number: int, wording: Wording) -> Section | None:
    """Return the section, or None where neither what passes nor how long it takes is known."""
    blocks = [*_passage(proposal, wording)]
    if proposal.compares:
        blocks += [*_times(proposal, wording), *_heat(proposal, wording)]
    blocks += _field(proposal, wording)
    if not blocks:
        return None
    return Section(number, "penetration", wording("topic.penetration"), _heading(proposal, wording), "", tuple(blocks), starts_page=False)


def _heading(proposal: Proposal, wording: Wording) -> str:
    through, chosen = proposal.decision.need.passage, proposal.decision.chosen
    passes = through.transmission
    scan = chosen.exposure.scan_time if chosen else None
    percent = wording.number(100 * passes.value, 2) if passes else ""
    voltage = wording.quantity(through.tube_voltage_kv, "kV") if through.tube_voltage_kv else ""
    allowed = next((v.needed for v in chosen.verdicts if v.rule.needed == "time_per_part_s"), None) if chosen else None
    limit = allowed if scan and isinstance(allowed, float) else None
    unit = words.time_unit(scan.value, limit or 0.0) if scan else ""
    time = words.time(scan.value, unit, wording) if scan else ""
    if limit is not None:
        time = wording("penetration.of-allowed", time=time, limit=words.time(limit, unit, wording))
    key = "both" if passes and scan else "passage" if passes else "time" if scan else "neither"
    if key == "both" and chosen and chosen.exposure.needs_power and chosen.power.kind is Kind.GUIDELINE:
        key = "both-guideline"
    return wording(f"penetration.heading.{key}", percent=percent, voltage=voltage, time=time)


# --- what passes ------------------------------------------------------------------------------------------------------


def _passage(proposal: Proposal, wording: Wording) -> list[Block]:
    chart, through = penetration(proposal, wording), proposal.decision.need.passage
    if chart is None or through.path_mm is None:
        return []
    rows = _voltages(proposal, wording)
    title = _takeaway(proposal, wording)
    alt = wording("alt.penetration", title=title, rows="; ".join(" / ".join(cells) for cells in rows))
    heads = (wording("penetration.voltage"), wording("unit.kV"), wording("penetration.passes"))
    columns = tuple(
        Column(words.plain(head), width, "left" if width > 40 else "right") for head, width in zip(heads, (50.0, 22.0, 28.0), strict=True)
    )
    table = Table(
        columns,
        tuple(_voltage_row(cells, is_set=cells[0] == _set_up(proposal, wording)) for cells in rows),
        wording("figures.table"),
        "small",
    )
    figure = Figure(
        "penetration", wording("figures.chart", number=4), title, alt, chart, table, wording("penetration.legend"), layout="row"
    )
    return [figure, Labelled(wording("penetration.label"), "", (Facts(tuple(_voltage_facts(proposal, wording))),))]


def _set_up(proposal: Proposal, wording: Wording) -> str:
    return wording("penetration.stated" if proposal.decision.need.passage.is_stated else "penetration.taken")


def _voltage_row(cells: tuple[str, ...], *, is_set: bool) -> Row:
    return Row(tuple(Cell((Run(text, "strong" if is_set else ""),)) for text in cells), "assumed" if is_set else "")


def _percent(share: float, wording: Wording) -> str:
    """Return what passes in per cent; so little that nobody would measure it only as less than a limit."""
    return wording.number(100 * share, 2) if share >= _LEAST else f"<\u202f{wording.exact(100 * _LEAST)}"


def _voltages(proposal: Proposal, wording: Wording) -> list[tuple[str, str, str]]:
    """Return the voltages that the chart shows: name, kilovolts, percentage that passes."""
    through = proposal.decision.need.passage
    rows = []
    for key, number in (("from", through.useful_from), ("recommended", through.recommended), ("to", through.useful_to)):
        if number:
            passes = dict(number.inputs)["transmission"]
            rows.append((wording(f"penetration.{key}"), wording.number(number.value), wording.number(100 * passes, 2)))
    if through.tube_voltage_kv is not None and through.transmission is not None:
        passing = wording.number(100 * through.transmission.value, 2)
        rows.append((_set_up(proposal, wording), wording.number(through.tube_voltage_kv), passing))
    known: dict[tuple[str, str], list[str]] = {}
    for candidate, kv, share in sorted(proposal.highest_voltages, key=lambda entry: -entry[1]):
        known.setdefault((wording.number(kv), _percent(share, wording)), []).append(wording.told(candidate.platform.short))
    rows += [(", ".join(names), *figures) for figures, names in known.items()]
    return rows or [_on_the_curve(kv, share, wording) for kv, share in proposal.transmission[:: -(-len(proposal.transmission) // 4)]]


def _on_the_curve(kv: float, share: float, wording: Wording) -> tuple[str, str, str]:
    return wording("penetration.point"), wording.number(kv), wording.number(100 * share, 2)


def _takeaway(proposal: Proposal, wording: Wording) -> str:
    through = proposal.decision.need.passage
    at, lowest, highest = through.tube_voltage_kv, through.useful_from, through.useful_to
    if at is None or through.transmission is None:
        return wording("penetration.title.curve")
    facts = {"voltage": wording.quantity(at, "kV"), "percent": wording.number(100 * through.transmission.value, 2)}
    if lowest is None and highest is None:
        return wording("penetration.title.passes", **facts)
    passing = told_share(through.transmission.value)
    if lowest and passing < dict(lowest.inputs)["transmission"] * (1 - 1e-9):
        return wording("penetration.title.below", least=wording.quantity(lowest.value, "kV"), **facts)
    if highest and passing > dict(highest.inputs)["transmission"] * (1 + 1e-9):
        return wording("penetration.title.above", most=wording.quantity(highest.value, "kV"), **facts)
    return wording("penetration.title.within", **facts)


def _voltage_facts(proposal: Proposal, wording: Wording) -> list[tuple[str, Runs]]:
    """Return the recommended voltage, for radiography the advised upper one with its trust mark, and what the chart rests on."""
    through = proposal.decision.need.passage

    def told(number: Number | None) -> str:
        return wording.quantity(number.value, number.unit) if number else ""

    pairs: list[tuple[str, Runs]] = []
    if through.recommended:
        text = wording("penetration.recommended-text", voltage=told(through.recommended))
        pairs.append((wording("penetration.recommended-term"), words.plain(text)))
    if through.advice:
        pairs.append((wording("penetration.advised"), words.plain(wording("penetration.advised-text", voltage=told(through.advice)))))
    pairs.append((wording("penetration.rests"), words.plain(wording("penetration.rests-text"))))
    return pairs


# --- how long ---------------------------------------------------------------------------------------------------------

_TIME_COLUMNS = (
    ("platform", 13.0),
    ("power", 11.0),
    ("exposure", 12.0),
    ("frames", 9.0),
    ("scan", 12.0),
    ("relative", 11.0),
    ("rests", 32.0),
)


def _times(proposal: Proposal, wording: Wording) -> list[Block]:
    """Return exposure, frames and scan time of each candidate, with what the time rests on."""
    decision = proposal.decision
    shown = [c for c in proposal.by_spot() if c in decision.candidates[:_MOST]]
    if not any(c.exposure.scan_time or decision.relative_time(c) for c in shown):
        return []
    scan = words.time_unit(*(c.exposure.scan_time.value for c in shown if c.exposure.scan_time))
    exposure = words.time_unit(*(_exposed_s(c) or 0.0 for c in shown))
    units = {"power": "W", "exposure": exposure, "scan": scan}
    columns = tuple(
        Column(words.plain(_time_head(name, units, wording)), width, "left" if name in {"platform", "rests"} else "right")
        for name, width in _TIME_COLUMNS
    )
    rows = tuple(_time_row(candidate, units, proposal, wording) for candidate in shown)
    reference = decision.reference
    note = wording("times.note", reference=reference.platform.name if reference else "–")
    table = Table(columns, rows, wording("times.caption"), "dense")
    return [Part(wording("times.title"), (table, Paragraph(words.plain(note), "note")))]


def _time_head(name: str, units: dict[str, str], wording: Wording) -> str:
    head = wording(f"times.{name}")
    return f"{head}, {wording(f'unit.{units[name]}')}" if name in units else head


def _exposed_s(candidate: Candidate) -> float | None:
    """Return how long one projection is exposed: as the noise asked takes, else for one frame."""
    scan = candidate.exposure
    return scan.exposure_time.value if scan.exposure_time else scan.projection_s


def _time_row(candidate: Candidate, units: dict[str, str], proposal: Proposal, wording: Wording) -> Row:
    scan, relative = candidate.exposure, proposal.decision.relative_time(candidate)
    unknown, strong = wording("phrase.unknown"), "strong" if candidate is proposal.decision.chosen else ""
    power, exposure = candidate.power.value, _exposed_s(candidate)
    texts = (
        wording.told(candidate.platform.short),
        wording.number(power) if isinstance(power, float) else unknown,
        words.value(exposure, units["exposure"], wording) if exposure else unknown,
        str(scan.frames) if scan.projection_s and proposal.decision.need.light.frame_time_s else "–",
        words.value(scan.scan_time.value, units["scan"], wording) if scan.scan_time else unknown,
        f"{wording.number(relative)}\u202f×" if relative else unknown,
    )
    cells = tuple(Cell((Run(text, strong),), "quiet" if text == unknown else "") for text in texts)
    return Row((*cells, Cell(words.plain(_rests_on(candidate, wording)), "quiet")), "assumed" if strong else "")


def _rests_on(candidate: Candidate, wording: Wording) -> str:
    if candidate.exposure.scan_time and not candidate.exposure.needs_power:
        return wording("times.frame-guideline" if candidate.power.kind is Kind.GUIDELINE else "times.frame")
    kind = candidate.power.kind
    return wording("times.no-power" if kind is None else "times.guideline" if kind is Kind.GUIDELINE else f"kind-of.{kind.value}")


# --- heat -------------------------------------------------------------------------------------------------------------


def _heat(proposal: Proposal, wording: Wording) -> list[Block]:
    chart, chosen = heat(proposal, wording), proposal.decision.chosen
    if chart is None or chosen is None:
        return []
    constant, capacity, watts = chosen.platform.thermal_time_constant, chosen.platform.heat_capacity, chosen.power.value
    if constant is None or capacity is None or not isinstance(watts, float):
        return []
    tau, limit = constant.value.s, capacity.value.j
    longest = physics.longest_on_time_s(watts, tau, limit)
    facts = {
        "platform": chosen.platform.name,
        "power": wording.quantity(watts, "W"),
        "tends": wording.number(watts * tau / 1000),
        "limit": wording.number(limit / 1000),
        "constant": wording.quantity(tau, "s"),
        "longest": wording.quantity(longest, "s") if longest < float("inf") else "",
    }
    title = wording("heat.title-forever" if longest == float("inf") else "heat.title-for", **facts)
    alt = wording("alt.heat", title=title, **facts)
    legend = words.typeset(wording("heat.legend", **facts))
    return [Figure("heat", wording("heat.topic"), words.typeset(title), alt, chart, legend=legend)]


# --- a field that is too small ----------------------------------------------------------------------------------------


def _field(proposal: Proposal, wording: Wording) -> list[Block]:
    """Return the two options that a CT has where its field of view is too small."""
    need = proposal.decision.need
    is_too_small = any(v.rule.offered == "field_of_view_mm" and v.outcome is Outcome.NOT_MET for v in proposal.compliance)
    is_too_small = is_too_small or any(finding.code == "SG-W218" for finding in proposal.remarks)
    if not need.setup.is_ct or not is_too_small:
        return []
    return [Labelled(wording("field-options.label"), "", (Paragraph(words.rich(wording, "field-options.text")),))]

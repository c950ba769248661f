"""The computed picture with its figures: what each focal spot shows of the feature in the same time."""

from typing import Final

from specgen.document import words
from specgen.document.blocks import Cell, Column, Figure, Row, Run, Section, Table
from specgen.formats import NARROW_SPACE
from specgen.need import DETECT
from specgen.panels import CLASS, DROWNED, MERGED, SHOWN, Panel, Panels
from specgen.proposal import Proposal
from specgen.wording import Wording

_THOUSAND: Final = 1000.0


def picture(proposal: Proposal, number: int, wording: Wording) -> Section | None:
    """Return the section, or None where a figure that it takes is not known; `left_out` then says which."""
    from specgen.charts.picture import picture as drawn  # noqa: PLC0415  (numpy loads only where a picture is computed)

    panels, chart = proposal.panels, drawn(proposal.panels)
    if panels is None or chart is None:
        return None
    heading = _heading(panels, proposal, wording)
    feature = wording.quantity(panels.feature_um, "um")
    timed = wording("picture.title", feature=feature, time=wording.quantity(panels.exposure_s, "s")) if panels.exposure_s else ""
    rows = "; ".join(_told(panel, panels, wording) for panel in panels.panels)
    alt = wording("alt.picture", feature=feature, heading=heading, rows=rows)
    figure = Figure(
        "picture",
        wording("figures.chart", number=5),
        timed or wording("picture.title-noiseless", feature=feature),
        alt,
        chart,
        _table(panels, wording),
        " ".join(_parameters(panels, wording)),
        "strip",
    )
    return Section(number, "picture", wording("topic.picture"), heading, wording("picture.lead"), (figure,), starts_page=False)


def left_out(proposal: Proposal, wording: Wording) -> str:
    """Return why there is no picture, or nothing where there is one."""
    return wording(f"picture.left-out.{proposal.no_panels}") if proposal.no_panels else ""


def _heading(panels: Panels, proposal: Proposal, wording: Wording) -> str:
    """Return the takeaway: does the spot that the picture is about show the lines, and do others."""
    subject, limit = panels.subject, proposal.decision.limit
    finer = [panel for panel in panels.panels if panel.spot_um < subject.spot_um]
    coarser = [panel for panel in panels.panels if panel.spot_um > subject.spot_um]
    facts = {"feature": wording.quantity(panels.feature_um, "um"), "spot": wording.quantity(subject.spot_um, "um")}
    if not panels.is_sampled:
        return wording("picture.heading.pixel", voxel=wording.quantity(panels.voxel_um, "um"), **facts)
    if subject.shows == SHOWN:
        clauses = [("merges", next((p for p in coarser if p.shows == MERGED), None))]
        clauses.append(("hides", next((p for p in reversed(finer) if p.shows == DROWNED), None)))
        more = "".join(wording(f"picture.heading.{key}", spot=wording.quantity(p.spot_um, "um")) for key, p in clauses if p)
        if _is_noise_unknown(subject, panels):
            return wording("picture.heading.sharp", more=more, **facts)
        alone = wording("picture.heading.clearest" if _is_clearest(subject, panels) else "picture.heading.all")
        return wording("picture.heading.shows", more=more or alone, **facts)
    if subject.shows == DROWNED and panels.exposure_s and panels.needed_s:
        facts |= {"time": wording.quantity(panels.exposure_s, "s"), "needed": wording.quantity(panels.needed_s, "s")}
        return wording("picture.heading.drowned", **facts)
    beside = coarser if subject.shows == DROWNED else finer[::-1]
    other = next((panel for panel in beside if panel.shows == SHOWN), None)
    if other:
        return wording(f"picture.heading.{subject.shows}-other", other=wording.quantity(other.spot_um, "um"), **facts)
    is_enough = subject.shows == MERGED and limit is not None and limit.criterion == DETECT and subject.stands_for != CLASS
    return wording(f"picture.heading.{subject.shows}{'-detect' if is_enough else ''}", **facts)


def _is_noise_unknown(panel: Panel, panels: Panels) -> bool:
    """Return whether others are shown with their noise and this one cannot be: sharp lines alone are not yet seen."""
    return panels.exposure_s is not None and panel.line_to_noise is None


def _verdict(panel: Panel, panels: Panels, wording: Wording) -> str:
    """Return what becomes of the lines at one spot, in a word or two."""
    return wording("picture.shows.sharp" if panel.shows == SHOWN and _is_noise_unknown(panel, panels) else f"picture.shows.{panel.shows}")


def _is_clearest(subject: Panel, panels: Panels) -> bool:
    """Return whether finer and larger spots both have their lines less far above the noise."""
    if subject in {panels.panels[0], panels.panels[-1]}:
        return False
    others = (panel.line_to_noise or 0 for panel in panels.panels if panel is not subject)
    return subject.line_to_noise is not None and subject.line_to_noise > max(others, default=0)


def _told(panel: Panel, panels: Panels, wording: Wording) -> str:
    """Return what the picture shows of one spot, to be read out."""
    return wording(
        "alt.picture-row",
        spot=wording.quantity(panel.spot_um, "um"),
        left=_percent(panel.modulation, wording),
        noise=_noise(panel.line_to_noise, wording),
        shows=_verdict(panel, panels, wording),
    )


def _table(panels: Panels, wording: Wording) -> Table:
    """Return the figures of every spot below its picture."""
    width = 100 / (1 + len(panels.panels))
    feature = wording.quantity(panels.feature_um, "um")
    columns = [Column(words.plain(wording("picture.object")), width, sub=wording("picture.object-sub", feature=feature))]
    for panel in panels.panels:
        is_named = panel.name != wording.quantity(panel.spot_um, "um", " ")
        sub = wording(f"picture.stands-for.{panel.stands_for}{'' if is_named else '-size'}", name=panel.name)
        tone = "proposed" if panel.stands_for != CLASS else ""
        columns.append(Column(words.plain(wording.quantity(panel.spot_um, "um")), width, "left", tone, sub))
    rows = [
        _row("blur", [wording.quantity(panel.blur_um, "um") for panel in panels.panels], wording),
        _row("modulation", [_percent(panel.modulation, wording) for panel in panels.panels], wording),
    ]
    if panels.exposure_s:
        rows += [
            _row("power", [_power(panel, wording) for panel in panels.panels], wording),
            _row("relative", [_times(panel, wording) for panel in panels.panels], wording),
            _photons(panels, wording),
            _row("pixel-noise", [_noise(panel.contrast_to_noise, wording) for panel in panels.panels], wording),
            _row("line-noise", [_noise(panel.line_to_noise, wording) for panel in panels.panels], wording),
        ]
    told = tuple(Cell((Run(_verdict(panel, panels, wording), "strong"),)) for panel in panels.panels)
    rows.append(Row((Cell(words.plain(wording("picture.row.shows"))), *told), "total"))
    return Table(tuple(columns), tuple(rows), wording("picture.caption"), "compare")


def _row(name: str, texts: list[str], wording: Wording) -> Row:
    return Row((Cell(words.plain(wording(f"picture.row.{name}"))), *(Cell(words.plain(text)) for text in texts)))


def _photons(panels: Panels, wording: Wording) -> Row:
    """Return the photons, in thousands where there are many at every spot."""
    known = [panel.quanta for panel in panels.panels if panel.quanta is not None]
    unit = _THOUSAND if known and min(known) > _THOUSAND else 1.0
    texts = [_ratio(None if panel.quanta is None else panel.quanta / unit, wording) for panel in panels.panels]
    return _row("thousands" if unit > 1 else "photons", texts, wording)


def _percent(share: float, wording: Wording) -> str:
    """Return a modulation in whole per cent; what lies below one is none, since it lies within what the model is worth."""
    return wording.quantity(round(100 * share), "%")


def _ratio(value: float | None, wording: Wording) -> str:
    return wording("phrase.unknown") if value is None else wording.number(value, 2)


def _noise(value: float | None, wording: Wording) -> str:
    """Return a contrast to noise; lines that have changed places with their gaps have none."""
    return _ratio(None if value is None else max(0.0, value), wording)


def _power(panel: Panel, wording: Wording) -> str:
    if panel.power_w is None:
        return wording("phrase.unknown")
    return wording.quantity(panel.power_w, "W") + ("*" if panel.is_guideline else "")


def _times(panel: Panel, wording: Wording) -> str:
    return wording("phrase.unknown") if panel.relative_time is None else f"{wording.number(panel.relative_time, 2)}{NARROW_SPACE}×"


def _parameters(panels: Panels, wording: Wording) -> list[str]:
    """Return what the picture was computed from, and what is not in it."""
    told = [
        wording(
            "picture.parameters",
            magnification=wording.number(panels.magnification),
            voxel=wording.quantity(panels.voxel_um, "um"),
            srb=wording.quantity(panels.detector_srb_um, "um"),
        )
    ]
    if (binning := panels.subject.scene.binning) > 1:
        told.append(wording("picture.binned", count=binning))
    told.append(
        wording("picture.contrast", percent=_ratio(100 * panels.contrast, wording), voltage=wording.quantity(panels.tube_voltage_kv, "kV"))
        if panels.is_contrast_known and panels.tube_voltage_kv
        else wording("picture.contrast-unknown")
    )
    if panels.exposure_s:
        time = wording.quantity(panels.exposure_s, "s")
        told.append(wording(f"picture.time.{panels.time_from}", time=time))
        told.append(wording("picture.noise", percent=wording.number(100 * panels.quantum_efficiency)))
        if any(panel.quanta is None for panel in panels.panels):
            told.append(wording("picture.noise-unknown"))
    else:
        told.append(wording("picture.no-noise"))
    return [*told, wording("picture.criterion"), wording("picture.not-modelled")]

"""Penetration and time in the document: figures of the need and of each candidate, told with what they rest on."""

from typing import Any

import pytest
from making import ACCEPTED, MAKERS, Made, example, kit, parts_of

from specgen.decision import Candidate
from specgen.document.blocks import Figure, Labelled, Part, Run, Section, Table
from specgen.document.words import text_of

GUIDELINE = "guideline, to be confirmed"
BY_FRAME = f"frame time as stated; relative by {GUIDELINE}"


def section_of(made: Made) -> Section:
    """Return the section of a document."""
    (found,) = [section for section in made.document.sections if section.anchor == "penetration"]
    return found


def texts(part: Any) -> str:
    """Return the running text of a part."""
    return " ".join(run.text for run in parts_of(part) if isinstance(run, Run))


def times_of(made: Made) -> dict[str, tuple[str, ...]]:
    """Return the rows of the table of times by platform."""
    (part,) = [p for p in parts_of(section_of(made)) if isinstance(p, Part) and p.title == kit().wording("times.title")]
    (table,) = [block for block in part.blocks if isinstance(block, Table)]
    rows = [tuple(text_of(cell.content) for cell in row.cells) for row in table.rows]  # type: ignore[arg-type]
    return {row[0]: row[1:] for row in rows}


def by_name(made: Made, short: str) -> Candidate:
    """Return the candidate of a platform."""
    return next(candidate for candidate in made.proposal.decision.candidates if candidate.platform.short == short.replace("\u202f", " "))


@pytest.mark.parametrize(
    ("maker", "name", "short", "row"),
    [
        # power, exposure, frames, scan, relative, rests on
        ("helmsdal", "battery-18650", "160 M", ("36", "0.891", "2", "15.8", "1\u202f×", "illustrative")),
        ("packaged", "battery-18650", "8\u202fµm", ("8", "4.01", "9", "68.3", "4.13\u202f×", GUIDELINE)),
        ("packaged", "weld-steel", "20\u202fµm", ("20", "20", "1", "20.1", "1.65\u202f×", BY_FRAME)),
    ],
)  # fmt: skip
def test_times_say_what_they_rest_on(maker: str, name: str, short: str, row: tuple[str, ...]) -> None:
    """A time by the guideline is labelled; one frame by hand: 33 W against 8 W is 4.125 times as long."""
    assert times_of(example(maker, name))[short] == row


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("name", ["battery-18650", "turbine-blade"])
def test_times_are_those_of_the_decision(maker: str, name: str) -> None:
    """Digit by digit, for every platform, and all in the unit that the head of the column names."""
    made, wording = example(maker, name), kit().wording
    (table,) = [part for part in parts_of(made.document) if isinstance(part, Table) and part.caption == wording("times.caption")]
    unit = text_of(table.columns[4].head).removeprefix("Scan, ")
    for short, row in times_of(made).items():
        scan = by_name(made, short).exposure.scan_time
        assert row[3] == (wording.number(scan.value / {"s": 1, "min": 60, "h": 3600}[unit]) if scan else "not stated")


def test_the_advised_voltage_carries_its_trust_mark() -> None:
    """For radiography of steel; a CT has no such advice."""
    told = texts(section_of(example("packaged", "weld-steel")))
    assert "[S], approximation of ISO 17636-2, not checked against the standard." in told
    assert "ISO 17636-2" not in texts(section_of(example("packaged", "battery-18650")))


@pytest.mark.parametrize("maker", MAKERS)
def test_both_faces_are_shown(maker: str) -> None:
    """SOD 60 mm, a cell of 18.5 mm: 600 / 50.75 = 11.8 in front, 600 / 69.25 = 8.66 behind."""
    (told,) = [texts(section) for section in example(maker, "battery-18650").document.sections if section.anchor == "setup"]
    assert "front face, towards the source 11.8" in told
    assert "back face, towards the detector 8.66" in told


@pytest.mark.parametrize(("maker", "name"), [(maker, name) for maker in MAKERS for name in ACCEPTED])
def test_the_chart_comes_with_its_data(maker: str, name: str) -> None:
    """The voltage of the set-up stands in the table as in the chart; the options of a small field only for CT."""
    made = example(maker, name)
    through = made.proposal.decision.need.passage
    charts = [part for part in parts_of(made.document) if isinstance(part, Figure) and part.name == "penetration"]
    assert bool(charts) == (through.beam is not None)
    for chart in charts:
        assert chart.table is not None
        assert through.tube_voltage_kv is None or kit().wording.number(through.tube_voltage_kv) in texts(chart.table)
    options = [p for p in parts_of(made.document) if isinstance(p, Labelled) and p.label == kit().wording("field-options.label")]
    assert not options or made.proposal.decision.need.setup.is_ct


@pytest.mark.parametrize("maker", MAKERS)
def test_every_formula_has_its_trust_mark(maker: str) -> None:
    """V, S or K as in `physics`, for every formula that has words at all, and so for every one that a document shows."""
    phrases = kit(maker).wording.phrases
    formulas = {key.split(".")[1] for key in phrases if key.startswith("formula.")}
    assert len(formulas) > 30
    assert {key: phrases.get(f"formula.{key}.trust") for key in formulas if phrases.get(f"formula.{key}.trust") not in MARKS} == {}
    shown = {number.formula for name in ACCEPTED for _, number in example(maker, name).proposal.formulas}
    assert shown <= formulas


MARKS = {"V", "S", "K", "S/K"}


@pytest.mark.parametrize("maker", MAKERS)
def test_the_order_of_preference_is_shown(maker: str) -> None:
    """Eight steps in the decision's order; the count of musts not met is that of the verdicts."""
    made = example(maker, "battery-18650")
    (part,) = [p for p in parts_of(made.document) if isinstance(p, Part) and p.title == kit().wording("order.title")]
    (table,) = [block for block in part.blocks if isinstance(block, Table)]
    candidates = made.proposal.decision.candidates
    assert len(table.rows) == len(candidates[0].preference) - 1 == 8
    counted = [text_of(cell.content) for cell in table.rows[0].cells[1:]]  # type: ignore[arg-type]
    assert counted == [str(sum(verdict.rejects for verdict in candidate.verdicts)) for candidate in candidates[:6]]

"""What would change the answer, and a deliberate deviation: what the document says of both."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import EXAMPLES, MAKERS, Made, example, kit, made_of, parts_of

from specgen import pipeline, trace
from specgen.decision import Status, deviating
from specgen.document.blocks import Callout, Paragraph, Run, Table
from specgen.document.changes import field_name
from specgen.document.words import text_of, told, typeset
from specgen.need import FIELDS

BECAUSE = "The customer has this source on three other lines."


def says(document: Any) -> str:
    """Return every text of a document or of a part of it, one on each line."""
    return "\n".join(part for part in parts_of(document) if isinstance(part, str))


def runs_of(document: Any) -> str:
    """Return the running text of a document."""
    return "".join(part.text for part in parts_of(document) if isinstance(part, Run))


def deviated(maker: str, name: str, platform: str) -> Made:
    """Return an example with *platform* offered by deliberate deviation."""
    judged = pipeline.judge(kit(maker), str(EXAMPLES / f"{name}.yaml"))
    assert judged.decision is not None
    return made_of(maker, replace(judged, decision=deviating(judged.decision, platform, BECAUSE)))


# --- what would change it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("imaging.smallest_feature", "smallest feature"),
        ("specimen.path[0].thickness", "thickness of layer 1"),
        ("source.tube_voltage.max", "highest tube voltage"),
        ("source.tube_voltage.min", "lowest tube voltage"),
        ("source.duty_cycle.period", "period of the duty cycle"),
        ("integration.mass", "mass"),
    ],
)
def test_fields_are_named_as_people_call_them(where: str, name: str) -> None:
    """No dotted key reaches a customer where a figure has a name."""
    assert field_name(where, kit().wording) == name


@pytest.mark.parametrize("where", [path for path, _ in FIELDS.values()])
def test_every_figure_that_may_move_has_a_name(where: str) -> None:
    """Else the document of the first customer who states it would fail."""
    assert "." not in field_name(where, kit().wording)


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("50 um", "50\u202fµm"),
        ("50um", "50\u202fµm"),
        ("200 uA", "200\u202fµA"),
        ("0.5 mm/s", "0.5 mm/s"),
        ("2048", "2048"),
        ("3 minutes", "3 minutes"),
        ("to 8.09 um instead of 3 um (+170 %)", "to 8.09\u202fµm instead of 3\u202fµm (+170\u202f%)"),
    ],
)
def test_units_are_set_as_a_document_sets_them(written: str, set_: str) -> None:
    """Customers write ASCII; a word that only begins like a unit stays."""
    assert typeset(written) == set_


@given(st.text(alphabet="0123456789 umkVA%.x", max_size=12))
def test_setting_twice_changes_nothing(text: str) -> None:
    """What is set already stays as it is."""
    assert typeset(typeset(text)) == typeset(text)


def test_what_admits_the_rejected_is_said_with_its_cost() -> None:
    """Both numbers, in the customer's unit, and what becomes of the spot limit."""
    told = runs_of(example("packaged", "hole-1-to-5-um").document)
    assert "smallest feature 8.092\u202fµm instead of 3\u202fµm (+170\u202f%; spot limit 2.28\u202fµm → 8\u202fµm)." in told
    assert "The smallest change that lets a catalogue platform serve: smallest feature" in told


def test_where_no_figure_admits_the_rules_are_named() -> None:
    """In words: a customer does not know the numbers of rules."""
    told = runs_of(example("helmsdal", "battery-18650").document)
    _, named = told.split("No single figure mends that; together they reject it: ", 1)
    assert named.startswith("blur in the object, focal spot, duty cycle,")
    assert "SG-R" not in named.split(".", 1)[0]


def test_ways_out_say_nothing_twice() -> None:
    """The smallest change names a distance, so the guess at the magnification is left out and the others stay.

    Both need a magnification of 10, or the detector that 8 allows: 100 mm for 125 mm, 160 µm for 200 µm. The fourth digit decides.
    """
    made = example("packaged", "infeasible-detector")
    change = made.proposal.decision.sensitivity.flips
    assert change is not None
    assert change.where == "imaging.source_object_distance"
    told = runs_of(made.document)
    assert "lets a source serve: source-object distance 99.99\u202fmm instead of 125\u202fmm" in told
    assert "Magnification above" not in told
    assert "A detector with a basic spatial resolution below 160\u202fµm" in told
    assert "The feature: below" in told


@pytest.mark.parametrize("maker", MAKERS)
def test_how_far_each_figure_may_move(maker: str) -> None:
    """A row for each interval of the decision, stated between its ends, and what does not fit is counted."""
    made = example(maker, "weld-steel")
    (table,) = [table for table in parts_of(made.document) if isinstance(table, Table) and table.caption.startswith("How far")]
    intervals = made.proposal.decision.sensitivity.stands_while
    assert len(table.rows) == min(10, len(intervals))
    for row, interval in zip(table.rows, intervals, strict=False):
        assert says(row.cells[1]).splitlines()[0] == typeset(interval.stated)
        assert says(row.cells[2]).splitlines()[0] == (typeset(interval.low.told) if interval.low else "no end")
    more = "The decision attached to this document has" in runs_of(made.document)
    assert more == (len(intervals) > 10)


# --- deliberate deviations --------------------------------------------------------------------------------------------

DEVIATIONS = [
    # maker, example, platform, its status, what the rules chose, how many musts speak against it
    ("packaged", "battery-18650", "source-ray-8um", Status.RECOMMENDED, "The rules choose the 33 µm platform.", 0),
    ("helmsdal", "battery-18650", "hx-160-l", Status.RECOMMENDED, "The rules choose the HX 160 M.", 7),
    ("packaged", "oem-source-only", "source-ray-8um", Status.RECOMMENDED, "The rules choose the 33 µm platform.", 0),
    ("packaged", "hole-1-to-5-um", "source-ray-8um", Status.CUSTOM, "By the rules no platform of the catalogue serves", 2),
    ("packaged", "infeasible-detector", "source-ray-8um", Status.INFEASIBLE, "The physics forbids it", 2),
]


@pytest.mark.parametrize(("maker", "name", "platform", "status", "instead", "musts"), DEVIATIONS)
def test_a_deviation_is_a_proposal_that_says_so(maker: str, name: str, platform: str, status: Status, instead: str, musts: int) -> None:
    """On the cover and with the selection: the reason in the sales engineer's words, what the rules chose, each must against it."""
    made = deviated(maker, name, platform)
    decision, document = made.proposal.decision, made.document
    assert decision.status is status
    assert document.cover.kind == "Proposal"
    assert "by deliberate deviation" in text_of(document.cover.answer)
    callouts = [part for part in parts_of(document) if isinstance(part, Callout)]
    assert len(callouts) == 2
    for callout in callouts:
        assert BECAUSE in runs_of(callout)
        assert instead in runs_of(callout).replace("\u202f", " ")
    against = trace.against(decision, kit(maker).wording)
    assert len(against) == musts
    assert [reason for reason in against if told(reason) not in runs_of(callouts[1])] == []
    anchors = [section.anchor for section in document.sections]
    assert {"summary", "selection", "matrix", "appendix"} <= set(anchors)
    assert decision.chosen is not None
    assert f"The {decision.chosen.platform.name} is" in document.sections[0].heading.replace("\u00a0", " ")
    assert "recommended" not in document.sections[0].heading


def test_what_the_rules_chose_is_not_belittled() -> None:
    """The column of the rules' own choice says that it is theirs, and the others are measured against it, not against the deviation."""
    made = deviated("packaged", "battery-18650", "source-ray-8um")
    why = {entry["platform"]: entry["because"] for entry in made.json["why_not"]}
    assert why["source-ray-33um"] == "this is what the rules choose"
    assert why["source-ray-20um"].startswith("the 33 µm gives more output")


def test_offering_what_the_rules_choose_is_told_as_such() -> None:
    """Somebody who names the platform that is chosen anyway has deviated from nothing."""
    told = runs_of(deviated("packaged", "battery-18650", "source-ray-33um").document)
    assert "The rules choose this platform as well." in told


@pytest.mark.parametrize("maker", MAKERS)
def test_without_a_deviation_there_is_no_callout(maker: str) -> None:
    """Else the callout would say nothing."""
    document = example(maker, "battery-18650").document
    assert [part for part in parts_of(document) if isinstance(part, Callout)] == []
    assert any(isinstance(part, Paragraph) for part in parts_of(document))

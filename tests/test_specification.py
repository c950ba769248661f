"""The engineering specification: each statement with limit, proof and source, ids that stay, nothing commercial, no claim too far."""

import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import openpyxl
import pikepdf
import pytest
from making import ACCEPTED, DATE, EXAMPLES, MAKERS, asked, decided, example, icc_profile_left_open, kit, parts_of, platform, with_platforms

from specgen import physics, pipeline
from specgen.catalog import Catalog
from specgen.decision import Outcome, Status
from specgen.document import Document
from specgen.document.blocks import Mark, Row, Table
from specgen.pipeline import Wish
from specgen.specification import PARTS, SPECIFIED, Specification, Statement, specify

WISH: Final = Wish(kind="specification", formats=("json",))
SPECIFIABLE: Final = tuple(
    (maker, name) for maker in MAKERS for name in ACCEPTED if example(maker, name).proposal.decision.status in SPECIFIED
)
assert len(SPECIFIABLE) > 25


def specified(changes: Mapping[str, Any] | None = None, catalog: Catalog | None = None) -> Specification:
    """Return the specification of `BASE` with *changes*."""
    known = catalog or kit().catalog
    found = specify(asked(changes), decided(changes, known), known, kit().rulebook)
    assert found is not None
    return found


def statement(found: Specification, id: str) -> Statement:
    """Return the one statement with *id*."""
    (one,) = [one for one in found.statements if one.id == id]
    return one


def ids(found: Specification) -> list[str]:
    """Return the ids of all statements."""
    return [one.id for one in found.statements]


def finished(maker: str, name: str, wish: Wish = WISH) -> pipeline.Finished:
    """Return the specification of an example, composed."""
    made = pipeline.finish(kit(maker), pipeline.judge(kit(maker), str(EXAMPLES / f"{name}.yaml")), wish, DATE)
    assert isinstance(made, pipeline.Finished)
    return made


def texts(document: Document) -> str:
    """Return everything that a document says."""
    return "\n".join(part for part in parts_of(document) if isinstance(part, str))


# --- statements -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("maker", "name"), SPECIFIABLE)
def test_every_statement_is_whole(maker: str, name: str) -> None:
    """Ids are unique, parts stand in order, a limit is there or to be agreed, and what needs a proof names how."""
    found = finished(maker, name).proposal.specification
    assert found is not None
    assert len(set(ids(found))) == len(found.statements) > 15
    assert [one.part for one in found.statements] == sorted((one.part for one in found.statements), key=PARTS.index)
    assert all(re.fullmatch(r"SPEC-[A-Z0-9.-]+", one.id) for one in found.statements)
    assert all(one.limit is not None or one.is_agreed or one.comparison == "" for one in found.statements)


def test_ids_stay_when_something_else_changes() -> None:
    """What is added, taken away or given another value leaves every other id as it was."""
    first = {"integration.interface": ["RS-232", "Ethernet"], "integration.mass.max": "15 kg"}
    before, after = ids(specified(first)), ids(specified({"integration.interface": ["Ethernet"], "imaging.smallest_feature": "40 um"}))
    assert set(before) - set(after) == {"SPEC-R040-RS-232", "SPEC-R045"}
    assert set(after) - set(before) == set()
    assert [id for id in before if id in after] == after


# As written in the file -> the end of the id.
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["RS-232"], {"RS-232"}),
        (["serial"], {"RS-232"}),  # a synonym of the catalogue
        (["rs 232", "RS-232"], {"RS-232"}),  # the same twice
        (["Profi Bus"], {"PROFI-BUS"}),
        (["A/B"], {"AB-C14CDD"}),  # what an id cannot hold is told apart by a digest
        (["AB"], {"AB"}),
        (["光"], {"BF7286"}),
    ],
)
def test_a_word_of_a_list_ends_the_id(words: list[str], expected: set[str]) -> None:
    """However it is spelt, and whatever stands beside it."""
    found = ids(specified({"integration.interface": words}))
    assert {id.removeprefix("SPEC-R040-") for id in found if id.startswith("SPEC-R040-")} == expected


# Requirement -> limit, unit and method of one statement.
@pytest.mark.parametrize(
    ("changes", "id", "limit", "unit", "method"),
    [
        ({}, "SPEC-R012", 50.9175, "um", "test"),  # facts.md 1.7
        ({}, "SPEC-R010", 50.0, "um", "test"),
        ({"source.tube_voltage": "130 kV"}, "SPEC-R020", 130.0, "kV", "test"),
        ({"source.target_power.min": "20 W"}, "SPEC-R022", 20.0, "W", "test"),
        ({"integration.mass.max": "15 kg"}, "SPEC-R045", 15.0, "kg", "inspection"),
        ({"imaging.time_per_part": "30 min"}, "SPEC-R014", 1800.0, "s", "demonstration"),
        ({"source.tube_voltage": "100 kV", "source.target_power.min": "20 W"}, "SPEC-CURRENT", 200.0, "uA", "test"),  # P / V
    ],
)
def test_a_statement_demands_what_is_needed(changes: dict[str, Any], id: str, limit: float, unit: str, method: str) -> None:
    """As the customer states it, or as it follows from that."""
    one = statement(specified(changes), id)
    assert (one.limit, one.unit, one.method) == (pytest.approx(limit, rel=1e-5), unit, method)


def test_a_wish_is_a_should() -> None:
    """All else binds."""
    found = specified({"integration.mass.max": "15 kg", "should": ["integration.mass"]})
    assert [one.id for one in found.statements if not one.is_shall] == ["SPEC-R045"]


# The limit of the spot -> by which standard it is proven.
@pytest.mark.parametrize(
    ("spot", "standard"),
    [
        ("50 um", "ISO 32543-3:2026"),
        ("5 um", "ISO 32543-3:2026"),
        ("300 um", "ISO 32543-3:2026"),
        ("4.9 um", "ISO 32543-2:2026"),
        ("310 um", "ISO 32543-1"),
        ("0.1 um", None),
    ],
)
def test_the_standard_fits_the_size(spot: str, standard: str | None) -> None:
    """No standard is named beyond its range."""
    changes = {"source.focal_spot.max": spot, "imaging.smallest_feature": None, "imaging.criterion": None}
    found = statement(specified(changes), "SPEC-R012").standard
    assert (found.name if found else None) == standard


THICK: Final = {"application.technique": "ct", "specimen.path": [{"material": "steel", "thickness": "3 mm"}], "imaging.projections": "900"}


def test_voltage_is_derived_where_none_is_stated() -> None:
    """From what passes the path, with its formula; where one is stated, that one counts; radiography has no window to derive it from."""
    one = statement(specified(THICK), "SPEC-VOLTAGE")
    assert one.number is not None
    assert (one.number.formula, one.limit, one.is_agreed) == ("voltage_for_transmission", one.number.value, False)
    assert "SPEC-VOLTAGE" not in ids(specified({"source.tube_voltage": "130 kV"}))
    assert statement(specified(), "SPEC-VOLTAGE").is_agreed


def test_power_is_derived_from_time_and_noise() -> None:
    """With exactly that power the scan takes exactly that time."""
    changes = THICK | {"imaging.signal_to_noise": "100", "imaging.time_per_part": "10 min"}
    one = statement(specified(changes), "SPEC-POWER")
    assert one.number is not None
    assert not one.is_agreed
    need, told = decided(changes).need, dict(one.number.inputs)
    assert need.light.photon_rate is not None
    exposure = told["photons_needed"] / (need.light.photon_rate.value * one.number.value)
    assert physics.scan_time_s(900, exposure, 1, need.light.pause_s) == pytest.approx(600)


def test_power_is_left_to_be_agreed_where_nothing_asks_for_it() -> None:
    """A guideline is no limit."""
    one = statement(specified(), "SPEC-POWER")
    assert (one.limit, one.is_agreed) == (None, True)


# Time, projections, pause, frame -> exposure of each projection.
@pytest.mark.parametrize(
    ("time", "projections", "pause", "frame", "exposure"),
    [(1800, 900, 0.05, None, 1.95), (1800, 900, 0.05, 0.5, 1.5), (945, 900, 0.05, 0.5, 1.0), (45, 900, 0.05, None, 0.0)],
)
def test_the_exposure_within_a_time(time: float, projections: float, pause: float, frame: float | None, exposure: float) -> None:
    """Worked by hand: T / N - pause, in whole frames; 900 (2 * 0.5 s + 0.05 s) = 945 s fits."""
    assert physics.exposure_within_s(time, projections, pause, frame) == pytest.approx(exposure)


# --- what is claimed of a source ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("standard", ["IEC 61010-2-091", "21 CFR 1020.40"])
def test_a_cabinet_standard_is_the_integrators(standard: str) -> None:
    """Asked for or not, and never said to be met by the source."""
    asked_for = specified({"integration.standards": [standard]})
    (one,) = [one for one in asked_for.statements if one.item == standard]
    assert (one.duty, one.part, one.outcome) == ("integrator", "safety", Outcome.NOT_APPLICABLE)
    clause = {"IEC 61010-2-091": "SPEC-CABINET", "21 CFR 1020.40": "SPEC-CABINET-US"}[standard]
    assert clause not in ids(asked_for)
    assert statement(specified(), clause).duty == "integrator"


def test_electrical_safety_is_the_makers() -> None:
    """By IEC 61010-1, once: as the customer's line where he asks for it; met only where the maker declares it."""
    assert statement(specified(), "SPEC-ELECTRICAL").outcome is Outcome.TO_BE_CONFIRMED
    assert "SPEC-ELECTRICAL" not in ids(specified({"integration.standards": ["EN 61010-1"]}))
    declared = with_platforms(platform("a", standards=["EN 61010-1"]))
    assert statement(specified(catalog=declared), "SPEC-ELECTRICAL").outcome is Outcome.MET


def test_a_spot_without_operating_point_is_not_shown_to_be_met() -> None:
    """The statement names method and operating point; a bare size answers neither."""
    bare = statement(specified(catalog=with_platforms(platform("a", spot="33 um", power="30 W"))), "SPEC-R012")
    assert (bare.offered.value, bare.outcome) == (33.0, Outcome.TO_BE_CONFIRMED)
    measured = example("helmsdal", "battery-18650").proposal
    found = specify(measured.requirement, measured.decision, kit("helmsdal").catalog, kit("helmsdal").rulebook)
    assert found is not None
    assert statement(found, "SPEC-R012").outcome is Outcome.MET


# A figure of the platform -> how far the derived voltage is kept.
@pytest.mark.parametrize(("voltage", "outcome"), [("225 kV", Outcome.MET), ("140 kV", Outcome.NOT_MET), (None, Outcome.TO_BE_CONFIRMED)])
def test_a_derived_limit_is_judged(voltage: str | None, outcome: Outcome) -> None:
    """As a rule would; 3 mm of steel take 141 kV."""
    catalog = with_platforms(platform("a", **({"tube_voltage_max": voltage} if voltage else {})))
    assert statement(specified(THICK, catalog), "SPEC-VOLTAGE").outcome is outcome


def test_a_custom_source_is_specified_without_platform() -> None:
    """Also where the catalogue has none at all; open is only what is agreed later."""
    changes = {"imaging.smallest_feature": "1 um", "imaging.detector.basic_spatial_resolution": "4 um"}
    assert decided(changes).status is Status.CUSTOM
    found = specified(changes)
    assert found.platform is None
    assert {one.id for one in found.open} == {"SPEC-VOLTAGE", "SPEC-POWER", "SPEC-VOLTAGE-ACCURACY", "SPEC-STABILITY", "SPEC-LEAKAGE"}
    assert ids(specified(changes, with_platforms())) == ids(found)


# --- the document -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("maker", "name"), SPECIFIABLE)
def test_every_statement_has_its_row_and_no_cell_is_empty(maker: str, name: str) -> None:
    """In the statements, in the matrix and in the workbook; the counts above the matrix are those of its rows."""
    made = finished(maker, name)
    found = made.proposal.specification
    assert found is not None
    (matrix,) = [section for section in made.document.sections if section.anchor == "verification"]
    (table,) = [part for part in parts_of(matrix.blocks) if isinstance(part, Table)]
    assert [first_text(row) for row in table.rows] == ids(found)
    stated = [
        first_text(row)
        for section in made.document.sections
        for row in rows_of(section)
        if section.anchor in {"performance", "interfaces", "safety"}
    ]
    assert [id for id in stated if id.startswith("SPEC-")] == ids(found)
    for row in (row for section in made.document.sections for row in rows_of(section) if section.anchor != "requirement"):
        assert all(cell.content.word if isinstance(cell.content, Mark) else cell.content for cell in row.cells), row
    counts = Counter(one.method for one in found.statements if one.is_shall)
    assert [int(number) for number in re.findall("[0-9]+", matrix.heading)] == [
        counts.total(), *(counts[method] for method in ("test", "analysis", "inspection", "demonstration")),
    ]  # fmt: skip


def rows_of(part: object) -> list[Row]:
    """Return every row of every table in *part*."""
    return [row for table in parts_of(part) if isinstance(table, Table) for row in table.rows]


def first_text(row: Row) -> str:
    """Return the text of the first cell."""
    content = row.cells[0].content
    assert isinstance(content, tuple)
    return "".join(run.text for run in content)


def test_an_offered_time_is_written_in_the_unit_of_its_limit() -> None:
    """945 s against 30 min: 15.8 min."""
    (matrix,) = [section for section in finished("packaged", "battery-18650").document.sections if section.anchor == "verification"]
    (row,) = [row for row in rows_of(matrix) if first_text(row) == "SPEC-R014"]
    told = ["".join(run.text for run in row.cells[index].content) for index in (2, 7)]  # type: ignore[union-attr]
    assert [" ".join(cell.split()) for cell in told] == ["≤ 30 min", "15.8 min"]


def test_sections_stand_where_the_matrix_says() -> None:
    """Its cross-references lead to the section that holds the statement."""
    made = finished("packaged", "battery-18650")
    section_of = {first_text(row): section.number for section in made.document.sections[:-3] for row in rows_of(section)}
    (matrix,) = [section for section in made.document.sections if section.anchor == "verification"]
    told = {first_text(row): row.cells[3].content[0].text for row in rows_of(matrix)}  # type: ignore[index, union-attr]
    assert told == {id: str(section_of[id]) for id in told}
    assert [section.number for section in made.document.sections] == list(range(1, len(made.document.sections) + 1))


@pytest.mark.parametrize("audience", ["customer", "internal"])
def test_nothing_commercial_is_in_it(audience: str) -> None:
    """No amount, currency, term or quote in text, workbook, metadata or attached decision, though the maker has them all."""
    name = "battery-18650"
    offered = finished("helmsdal", name, Wish()).offer
    assert offered is not None
    assert offered.quote.gross is not None
    amounts = {
        str(position.unit_price.amount) for position in (*offered.quote.positions, *offered.quote.alternatives) if position.unit_price
    }
    judged = pipeline.judge(kit("helmsdal"), str(EXAMPLES / f"{name}.yaml"))
    with icc_profile_left_open():
        _, outputs = pipeline.propose(
            kit("helmsdal"), judged, Wish(kind="specification", audience=audience, formats=tuple(pipeline.WRITERS)), DATE
        )
    suffix = "" if audience == "customer" else "_internal"
    assert set(outputs) == {f"ACME-2026-014_A_specification{suffix}.{name}" for name in pipeline.WRITERS}
    made = finished("helmsdal", name, Wish(kind="specification", audience=audience))
    with pikepdf.open(io.BytesIO(outputs[f"ACME-2026-014_A_specification{suffix}.pdf"])) as pdf:
        attached = pdf.attachments["decision.json"].get_file().read_bytes()
        metadata = pdf.Root.Metadata.read_bytes().decode()
    book = openpyxl.load_workbook(io.BytesIO(outputs[f"ACME-2026-014_A_specification{suffix}.xlsx"]))
    cells = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert json.loads(attached)["quote"] is None
    everything = "\n".join((texts(made.document), cells, metadata, attached.decode()))
    forms = {form for amount in amounts for form in (f"{float(amount):.0f}", f"{float(amount):,.0f}")}
    assert [form for form in forms if re.search(rf"(?<![0-9.,]){form}(?![0-9])", everything)] == []
    said = "\n".join((texts(made.document), cells, metadata)).casefold()
    found = {
        word
        for word in ("eur", "usd", "discount", "incoterm", "warranty", "payment", "valid until", "lead time", "quote ")
        if re.search(rf"\b{word}", said)
    }
    assert found == set()
    assert not [line.path for line in made.proposal.given if line.path.startswith("commercial")]


# Status -> the file that is written where a specification is asked for.
@pytest.mark.parametrize(
    ("name", "stem", "noted"),
    [
        ("oem-source-only", "QLB-RFQ-0452_A_specification", False),
        ("hole-1-to-5-um", None, False),
        ("infeasible-detector", "VLT-26-0070_A", True),
        ("incomplete", None, True),
    ],
)
def test_what_cannot_be_specified_says_so(name: str, stem: str | None, noted: bool) -> None:
    """The usual document is then written, byte for byte, and a note says why."""
    judged = pipeline.judge(kit(), str(EXAMPLES / f"{name}.yaml"))
    result, outputs = pipeline.propose(kit(), judged, WISH, DATE)
    requirement = judged.received.requirement
    assert requirement is not None
    usual = f"{requirement.reference}_{requirement.revision}" + ("" if noted else "_specification")
    assert list(outputs) == [f"{stem or usual}.json"]
    assert [finding.code for finding in result.findings if finding.code == "SG-N211"] == ["SG-N211"] * noted
    if noted:
        _, proposal = pipeline.propose(kit(), judged, Wish(formats=("json",)), DATE)
        assert outputs == proposal


# What the command line says, what the file says -> which it becomes.
@pytest.mark.parametrize(
    ("option", "field", "is_specification"),
    [(None, None, False), ("specification", None, True), (None, "specification", True), ("proposal", "specification", False)],
)
def test_the_command_line_goes_before_the_file(option: str | None, field: str | None, is_specification: bool) -> None:
    """And where neither says, it is a proposal."""
    requirement = asked({"document.kind": field} if field else {})
    assert pipeline.asks_specification(requirement, Wish(kind=option)) is is_specification


def test_a_deviation_is_specified_as_such() -> None:
    """The platform that sales offer is held against the need, and the cover keeps the reason."""
    wish = Wish(kind="specification", platform="source-ray-20um", because="on stock")
    judged = pipeline.instead(kit(), pipeline.judge(kit(), str(EXAMPLES / "battery-18650.yaml")), wish)
    made = pipeline.finish(kit(), judged, wish, DATE)
    assert isinstance(made, pipeline.Finished)
    assert made.document.cover.kind == "Engineering specification"
    assert made.document.cover.callout is not None
    assert "on stock" in texts(made.document)


@pytest.mark.parametrize("named", [(), ("Jane Doe, Quality", "Records")])
def test_who_gets_a_copy_is_listed_where_somebody_is_named(named: tuple[str, ...]) -> None:
    """The file's names, then the workspace's, each once."""
    tools = replace(kit(), workspace=kit().workspace.model_copy(update={"distribution": named[1:]}))
    source = (EXAMPLES / "battery-18650.yaml").read_text("utf-8")
    copies = f"document: {{distribution: [{', '.join(repr(name) for name in named)}], "
    judged = pipeline.judge_data(tools, "x.yaml", source.replace("document: {", copies).encode())
    made = pipeline.finish(tools, judged, Wish(kind="specification"), DATE)
    assert isinstance(made, pipeline.Finished)
    assert made.proposal.issue.distribution == named
    told = texts(made.document)
    assert [name in told for name in ("Distribution", *named)] == [bool(named), *(True for _ in named)]

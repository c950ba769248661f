"""Impact: which open documents another catalogue would answer otherwise, and how; closed and expired ones are left alone."""

import datetime
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from filings import STAMP, filing
from making import EXAMPLES, icc_profile_left_open, kit
from openpyxl import load_workbook

from specgen import pipeline, trace
from specgen.archive import index, operations, recovery
from specgen.archive.index import Wanted
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.cli.run import run
from specgen.difference import Effect
from specgen.filing import filing_of
from specgen.impact import Review, review
from specgen.pipeline import Kit, Wish

TODAY: Final = datetime.date(2026, 11, 22)
DEMO: Final = (EXAMPLES / "battery-18650.yaml").read_text("utf-8")
LETTER: Final = Stamp(STAMP.created, STAMP.by, "letter")


def archived(
    layout: Layout,
    reference: str,
    state: str = "",
    *,
    wish: Wish | None = None,
    until: str | None = None,
    kind: str = "proposal",
    **said: Any,
) -> None:
    """Archive the demo under *reference* with the packaged catalogue's decision; *said* goes over what that says."""
    data = DEMO.replace("ACME-2026-014", reference).encode()
    judged = pipeline.judge_data(kit(), "requirement.yaml", data)
    judged = pipeline.instead(kit(), judged, wish) if wish else judged
    decision = pipeline.decision_json(kit(), judged, TODAY) | said
    made = filing(reference)
    subject = replace(made.subject, valid_until=until)
    made = replace(made, subject=subject, requirement=data, decision=trace.as_bytes(decision), issue={"kind": kind})
    operations.add(layout, made, STAMP)
    if state:
        operations.note_state(layout, reference, state, LETTER)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path / "archive")
    recovery.open_for_writing(made)
    return made


def reviewed(layout: Layout, used: Kit, today: datetime.date = TODAY) -> Review:
    return review(used, layout, index.find(layout, Wanted()), today)


def without(platform: str) -> Kit:
    """Return the packaged kit without a platform."""
    packaged = kit()
    left = tuple(one for one in packaged.catalog.platforms if one.id != platform)
    assert len(left) < len(packaged.catalog.platforms)
    return replace(packaged, catalog=packaged.catalog.model_copy(update={"platforms": left}))


def test_with_the_same_catalogue_nothing_changes(layout: Layout) -> None:
    """Though it is decided in brief: what was decided at length is the same answer."""
    archived(layout, "R-1")
    assert reviewed(layout, kit()) == Review((), 1)


def test_another_platform_is_told_with_its_verdicts(layout: Layout) -> None:
    archived(layout, "R-1")
    (impact,) = reviewed(layout, without("source-ray-33um")).impacts
    assert impact.effects[0] == Effect("answer", "platform", "source-ray-33um", "source-ray-20um")
    assert {effect.group for effect in impact.effects} <= {"answer", "compliance"}
    told = {"group": "answer", "what": "platform", "old": "source-ray-33um", "new": "source-ray-20um", "unit": ""}
    assert impact.as_json()["effects"][0] == told


def test_only_what_is_open_counts_sent_before_filed(layout: Layout) -> None:
    """What is accepted, declined, superseded or expired is nobody's offer any more."""
    for number, state in enumerate(("accepted", "", "sent", "declined", "superseded", "expired", "sent")):
        archived(layout, f"R-{number}", state)
    found = reviewed(layout, without("source-ray-33um"))
    assert [(impact.row.reference, impact.row.state) for impact in found.impacts] == [("R-2", "sent"), ("R-6", "sent"), ("R-1", "filed")]
    assert found.looked_at == 3


def test_an_offer_is_open_to_the_last_day_of_its_validity(layout: Layout) -> None:
    archived(layout, "R-1", until=TODAY.isoformat())
    assert reviewed(layout, kit()).looked_at == 1
    assert reviewed(layout, kit(), TODAY + datetime.timedelta(days=1)).looked_at == 0


def test_a_price_that_moves_is_told(layout: Layout) -> None:
    """Here the archived offer had one, and there is no price list today."""
    archived(layout, "R-1", quote={"currency": "EUR", "net": "1000.00", "total": "1190.00"})
    (impact,) = reviewed(layout, kit()).impacts
    assert {(effect.what, effect.old, effect.new) for effect in impact.effects} >= {("net", "1000.00", None), ("total", "1190.00", None)}


@pytest.mark.parametrize("is_handed_in", [False, True], ids=["made here", "handed in"])
def test_a_specification_has_no_price_that_could_move(layout: Layout, is_handed_in: bool) -> None:
    """Its decision was archived without any; the price list of the same catalogue is no news to who has it in hand."""
    priced = kit("helmsdal")
    judged = pipeline.judge_data(priced, "requirement.yaml", DEMO.encode())
    with icc_profile_left_open():
        _, outputs = pipeline.propose(priced, judged, Wish(kind="specification"), TODAY)
    made = filing_of(next(data for name, data in outputs.items() if name.endswith(".pdf")))
    operations.add(layout, made if is_handed_in else replace(made, issue={"kind": "specification"}), STAMP)
    assert reviewed(layout, priced) == Review((), 1)


def test_a_deliberate_deviation_stays_one(layout: Layout) -> None:
    """What sales offered against the rules is no change of the catalogue, as long as it has the platform."""
    archived(layout, "R-1", wish=Wish(platform="source-ray-20um", because="on stock"))
    assert reviewed(layout, kit()).impacts == ()
    (impact,) = reviewed(layout, without("source-ray-20um")).impacts
    assert impact.effects[0] == Effect("answer", "platform", "source-ray-20um", "source-ray-33um")


def test_a_requirement_that_is_refused_today_is_told(layout: Layout) -> None:
    refused = DEMO.replace("ACME-2026-014", "R-1").replace("smallest_feature: 50 um", "smallest_feature: 50").encode()
    operations.add(layout, replace(filing("R-1"), requirement=refused, issue={"kind": "proposal"}), STAMP)
    (impact,) = reviewed(layout, kit()).impacts
    assert (impact.refused, impact.effects) == (True, ())


def test_it_is_shown_printed_and_written_to_a_workbook(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archived(layout, "R-1", "sent")
    catalog = tmp_path / "catalog-next"
    (catalog / "platforms").mkdir(parents=True)
    name = "platforms/source-ray-33um.yaml"
    text = (EXAMPLES.parent / "catalog" / name).read_text("utf-8")
    assert "value: 33 um" in text
    (catalog / name).write_text(text.replace("value: 33 um", "value: 70 um"), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["archive", "impact", "--catalog", str(catalog), "--date", "2026-11-22", "--report", "impact.xlsx"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[1].split()[:4] == ["R-1", "A", "2026-11-20", "sent"]
    assert "platform: source-ray-33um → source-ray-20um" in said.out
    assert said.err.endswith("1 of 1 open documents would be decided otherwise\n")
    (sheet,) = load_workbook(io.BytesIO((tmp_path / "impact.xlsx").read_bytes())).worksheets
    assert [cell.value for cell in sheet[2]][5:] == ["platform", "source-ray-33um", "source-ray-20um"]
    assert run(["archive", "impact", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"format": "specgen-impact/1", "looked_at": 1, "impacts": []}

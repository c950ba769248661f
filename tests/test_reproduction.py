"""Archived documents made again: identical here, equal elsewhere, and what differs named where it does."""

import io
import json
import platform
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pikepdf
import pytest
from filings import STAMP
from making import EXAMPLES, icc_profile_left_open, kit, rendered

from specgen import environment, reproduction
from specgen.archive import operations, recovery
from specgen.archive.history import history
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.archive.record import Filing
from specgen.changes import Change, differences
from specgen.cli.run import run
from specgen.erasure import erase
from specgen.filing import filing_of
from specgen.pipeline import Kit
from specgen.reproduction import Outcome, Reproduction

PDF: Final = rendered("packaged", EXAMPLES / "battery-18650.yaml").pdf
REFERENCE: Final = "ACME-2026-014"


def archived(folder: Path, filing: Filing) -> Layout:
    layout = Layout(folder / "archive")
    recovery.open_for_writing(layout)
    operations.add(layout, filing, STAMP)
    return layout


def reproduced(layout: Layout, used: Kit | None = None) -> Reproduction:
    held = history(layout, layout.key(REFERENCE))
    assert held
    before = {path: path.read_bytes() for path in layout.root.rglob("*") if path.is_file()}
    with icc_profile_left_open():
        found = reproduction.reproduce(used or kit(), layout, held, held.filed[-1])
    assert {path: path.read_bytes() for path in layout.root.rglob("*") if path.is_file()} == before
    return found


def altered(before: bytes, after: bytes) -> bytes:
    """Return the document with a decision in which *before* reads *after*, its digest restated as a forger would."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        stream = pdf.attachments["decision.json"].get_file().obj
        data = stream.read_bytes()
        assert before in data
        stream.write(data.replace(before, after))
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


def test_what_was_made_here_is_identical(tmp_path: Path) -> None:
    found = reproduced(archived(tmp_path, filing_of(PDF)))
    assert (found.outcome, found.differences, found.elsewhere) == (Outcome.IDENTICAL, (), ())


def test_another_engine_gives_other_bytes_and_the_same_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is told as such, with the versions of then and of here."""
    layout, here = archived(tmp_path, filing_of(PDF)), environment.engine()
    monkeypatch.setattr(environment, "engine", lambda: "another")
    found = reproduced(layout)
    assert (found.outcome, found.differences) == (Outcome.EQUAL, ())
    assert found.elsewhere == (Change("engine", here, "another"),)


def test_a_forged_figure_is_named(tmp_path: Path) -> None:
    """In the archive since it was added, so no digest tells: making it again does."""
    found = reproduced(archived(tmp_path, filing_of(altered(b'"limited_by": "focal spot"', b'"limited_by": "geometry"'))))
    assert found.outcome is Outcome.NOT_EQUAL
    assert found.differences == (Change("limited_by", "geometry", "focal spot"),)


def test_a_forged_word_is_named_with_its_page(tmp_path: Path) -> None:
    """The decision as it was, but the page promises something else."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        instructions = list(pikepdf.parse_content_stream(pdf.pages[1]))
        del instructions[[number for number, one in enumerate(instructions) if str(one.operator) == "TJ"][-20]]
        pdf.pages[1].obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
        pdf.save(out, fix_metadata_version=False)
    found = reproduced(archived(tmp_path, filing_of(out.getvalue())))
    assert found.outcome is Outcome.NOT_EQUAL
    (change,) = found.differences
    assert (change.what, change.before) == ("page 2", None)


def test_a_picture_that_was_changed_is_not_equal_either(tmp_path: Path) -> None:
    """No word differs, but the page does; the engine is no excuse, being the same."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        pdf.pages[0].contents_add(b"q 1 0 0 rg 50 50 100 100 re f Q")
        pdf.save(out, fix_metadata_version=False)
    found = reproduced(archived(tmp_path, filing_of(out.getvalue())))
    assert found.outcome is Outcome.NOT_EQUAL
    assert found.differences == (Change("document.pdf: page 1", None, None),)


def test_with_another_catalogue_nothing_can_be_proven(tmp_path: Path) -> None:
    """The archive keeps its digest, not itself: that is said, with what comes out today."""
    packaged = kit()
    (first, *others) = packaged.catalog.platforms
    catalog = packaged.catalog.model_copy(update={"platforms": tuple(others), "digest": "sha256:" + "0" * 64})
    found = reproduced(archived(tmp_path, filing_of(PDF)), replace(packaged, catalog=catalog))
    assert found.outcome is Outcome.OTHER_GROUNDS
    assert [change.what for change in found.elsewhere] == ["catalog"]
    assert any(first.id in str(change.before) for change in found.differences)


def test_with_other_templates_of_the_same_words_it_is_equal(tmp_path: Path) -> None:
    """The digest that the document prints of them is told once, not as a difference of its text."""
    found = reproduced(archived(tmp_path, filing_of(PDF)), replace(kit(), templates_digest="sha256:" + "0" * 64))
    assert (found.outcome, found.differences) == (Outcome.EQUAL, ())
    assert [change.what for change in found.elsewhere] == ["templates"]


def test_an_erased_document_is_equal_but_for_what_was_erased(tmp_path: Path) -> None:
    layout = archived(tmp_path, filing_of(PDF))
    erase(layout, REFERENCE, "jane doe", (), Stamp(STAMP.created, "Data Desk", "asked for in a letter"))
    found = reproduced(layout)
    assert (found.outcome, found.differences, found.erased) == (Outcome.EQUAL, (), True)


def test_an_erased_revision_and_the_one_after_it_are_equal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second tells what changed: the contact's name, and the digests of the first, which are others now."""
    monkeypatch.chdir(tmp_path)
    first = (EXAMPLES / "incomplete.yaml").read_text("utf-8")
    second = first.replace("Owen Price", "John Roe").replace("owen.price", "john.roe").replace("specgen: 1", "specgen: 1\nrevision: B", 1)
    (tmp_path / "a.yaml").write_text(first, "utf-8")
    (tmp_path / "b.yaml").write_text(second, "utf-8")
    signed = ["--by", "Data Desk", "--because", "asked for in a letter"]
    with icc_profile_left_open():
        assert run(["propose", "a.yaml", "--archive"]) == 0
        assert run(["propose", "b.yaml", "--archive"]) == 0
        assert run(["archive", "erase", "PDK-INQ-2", "--person", "Owen Price", *signed]) == 0
        assert "changes.json" in capsys.readouterr().out
        assert run(["archive", "reproduce", "--all", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    assert [(result["revision"], result["outcome"], result["erased"]) for result in results] == [("A", "equal", True), ("B", "equal", True)]


def test_the_environment_is_compared_as_far_as_it_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Package by package where it was made here; else the document itself tells of its engine, as above."""
    made_with = environment.environment() | {"python": "3.9.0"}
    layout = archived(tmp_path, replace(filing_of(PDF), environment=made_with))
    monkeypatch.setattr(environment, "engine", lambda: "another")
    assert reproduced(layout).elsewhere[1:] == (Change("python", "3.9.0", platform.python_version()),)


# --- what differs ---------------------------------------------------------------------------------------------------------


DIFFERENT: Final = [
    ({"a": 1.0}, {"a": 1}, []),
    ({"a": [1, 2]}, {"a": [1, 3, 4]}, [("a[1]", 2, 3), ("a[2]", None, 4)]),
    ({"a": {"b": "x"}}, {"a": {}}, [("a.b", "x", None)]),
    ({"a": 1}, {"a": [1]}, [("a", 1, [1])]),
]


@pytest.mark.parametrize(("before", "after", "expected"), DIFFERENT)
def test_differences_are_told_by_path_and_value(before: Any, after: Any, expected: list[tuple[Any, ...]]) -> None:
    assert [(change.what, change.before, change.after) for change in differences(before, after)] == expected


# --- on the command line ------------------------------------------------------------------------------------------------


def test_exit_codes_and_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    archived(tmp_path, filing_of(altered(b'"limited_by": "focal spot"', b'"limited_by": "geometry"')))
    monkeypatch.chdir(tmp_path)
    with icc_profile_left_open():
        assert run(["archive", "reproduce", REFERENCE]) == 4
        assert capsys.readouterr().out == f"{REFERENCE} A: not equal\n   limited_by: geometry → focal spot\n"
        assert run(["archive", "reproduce", "--all", "--json"]) == 4
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert (result["outcome"], result["differences"][0]["what"]) == ("not equal", "limited_by")


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        ("Röhrenspan-\nnung 130 kV", "Röhrenspannung\n130 kV", []),  # divided by the layout, or not
        ("an X-\nray source", "an X-ray source", []),  # a line that ends within a compound
        ("an X-\nray source, 33 µm", "an X-ray source, 20 µm", [("33", "20")]),
        ("from −5 °C", "from 5 °C", [("−5", "5")]),  # a minus is no hyphen
    ],
)
def test_only_how_words_are_divided_does_not_count(
    monkeypatch: pytest.MonkeyPatch, then: str, now: str, told: list[tuple[str, str]]
) -> None:
    """Another engine may end its lines elsewhere; the words must be the same."""
    monkeypatch.setattr(reproduction, "page_texts", lambda document, **_: [document.decode()])
    found = reproduction._lines(then.encode(), now.encode(), {}, {})
    assert [(change.before, change.after) for change in found] == told

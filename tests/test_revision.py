"""From an archived revision to the next: the file it starts from, the page of changes, and what the archive then shows."""

import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import jsonschema
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import EXAMPLES, MAKERS, icc_profile_left_open
from test_archive_cli import SIGNED, Call, Said
from test_difference import SCHEMA

from specgen import verification as verifying
from specgen.__main__ import main
from specgen.cli.run import run
from specgen.errors import UsageError
from specgen.files.received import read_texts
from specgen.files.revising import raised
from specgen.pipeline import CHANGES, open_kit
from specgen.verification import Finding

TEXT: Final = (EXAMPLES / "battery-18650.yaml").read_text("utf-8")
HEAD: Final = "specgen: 1\nreference: X-1\n"


# --- the file --------------------------------------------------------------------------------------------------------------


def test_only_revision_and_date_differ() -> None:
    """Of the whole example, with its comments and its layout, two lines."""
    written = raised(TEXT.encode(), "B")
    pairs = [(old, new) for old, new in zip(TEXT.splitlines(), written.data.decode().splitlines(), strict=True) if old != new]
    assert (pairs, written.date) == ([("revision: A", "revision: B"), ("date: 2026-11-20", "date:")], "2026-11-20")


RAISED: Final = [
    ("no revision: a line of its own", f"{HEAD}title: x\n", f"{HEAD}revision: B\ntitle: x\n"),
    ("no line end at the end", "specgen: 1\nreference: X-1", f"{HEAD}revision: B\n"),
    ("line ends of Windows", "reference: X-1   # hello\r\ntitle: x\r\n", "reference: X-1   # hello\r\nrevision: B\r\ntitle: x\r\n"),
    ("a key without a value", f"{HEAD}revision:  # none yet\n", f"{HEAD}revision: B  # none yet\n"),
    ("a key with nothing", f"{HEAD}revision: ~\n", f"{HEAD}revision: B\n"),
    ("quotation marks", f"{HEAD}revision: 'A'  # first\n", f"{HEAD}revision: 'B'  # first\n"),
    ("a remark keeps its column", f"{HEAD}revision: A\ndate: 2026-11-20    # day\n", f"{HEAD}revision: B\ndate:               # day\n"),
    ("indented", "---\n  reference: X\n  date: 2026-11-20\n", "---\n  reference: X\n  revision: B\n  date:\n"),
    ("a byte order mark", "\ufeffreference: X\nrevision: A\n", "\ufeffreference: X\nrevision: B\n"),
    ("braces", "{reference: X, revision: A, date: 2026-01-01}\n", "{reference: X, revision: B, date: null}\n"),
    ("JSON", '{"reference": "µX", "date": "2026-01-01", "revision": "A"}', '{"reference": "µX", "date": null, "revision": "B"}'),
    ("JSON without a revision", '{"specgen": 1, "reference": "X"}', '{"specgen": 1, "revision": "B", "reference": "X"}'),
    ("text that looks alike", "notes: 'revision: A'\nreference: X\nrevision: A\n", "notes: 'revision: A'\nreference: X\nrevision: B\n"),
]


@pytest.mark.parametrize(("old", "new"), [case[1:] for case in RAISED], ids=[case[0] for case in RAISED])
def test_layout_is_kept(old: str, new: str) -> None:
    assert raised(old.encode(), "B").data.decode() == new


UNREADABLE: Final = (
    *(b"", b"specgen: 1\n", b"- x\n", b"reference: [X]\n"),
    *(b"reference: X\nreference: Y\n", b"reference: X\nrevision: {", b"\xff\xfe"),
)


@pytest.mark.parametrize("data", UNREADABLE)
def test_what_cannot_be_read_is_not_raised(data: bytes) -> None:
    with pytest.raises(UsageError, match="start the revision from a file of your own"):
        raised(data, "B")


@settings(deadline=None)
@given(
    keys=st.permutations(["reference: X-1", "revision: A", "date: 2026-11-20", "title: 'ä # b'", "notes: |\n  revision: A\n  date: x"]),
    ends=st.sampled_from(["\n", "\r\n"]),
    comments=st.lists(st.sampled_from(["", "   # remark", "\n# line", "\n\n"]), min_size=5, max_size=5),
    left_out=st.sets(st.sampled_from(["revision", "date"])),
)
def test_whatever_the_layout_only_two_texts_change(keys: list[str], ends: str, comments: list[str], left_out: set[str]) -> None:
    """Comments stay, every other text stays, and nothing is lost."""
    kept = [(key, remark) for key, remark in zip(keys, comments, strict=True) if key.partition(":")[0] not in left_out]
    text = "".join(f"{key}{'' if key.startswith('notes') else remark}\n" for key, remark in kept).replace("\n", ends)
    after = raised(text.encode(), "B").data
    expected = {key: value for key, value in read_texts(text.encode()).items() if key != "date"} | {"revision": "B"}
    assert read_texts(after) == expected
    assert re.findall(rb"# .*", after) == re.findall(rb"# .*", text.encode())


# --- the commands ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quoted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the fictitious maker's workspace in which the battery quote was archived and sent, then revised."""
    folder = tmp_path_factory.mktemp("quoted") / "work"
    shutil.copytree(MAKERS["helmsdal"], folder)
    with contextlib.chdir(folder), icc_profile_left_open():
        Path("b.yaml").write_text(TEXT, "utf-8")
        assert run(["propose", "b.yaml", "--archive"]) == 0
        assert run(["archive", "state", "ACME-2026-014", "sent", *SIGNED]) == 0
        assert run(["revise", "ACME-2026-014"]) == 0
        revised = Path("ACME-2026-014_B.yaml").read_text("utf-8")
        for old, new in CHANGED:
            assert revised.count(old) == 1
            revised = revised.replace(old, new)
        Path("ACME-2026-014_B.yaml").write_text(revised, "utf-8")
        assert run(["propose", "ACME-2026-014_B.yaml", "--date", "2026-12-01", "--archive"]) == 0
    return folder


CHANGED: Final = (("smallest_feature: 50 um ", "smallest_feature: 55 um "), ("quantity: 4", "quantity: 5"), ("600 mm", "0.6 m"))


@pytest.fixture
def specgen(quoted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return a function that runs specgen in a copy of that workspace."""
    shutil.copytree(quoted, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")

    def call(*arguments: str) -> Said:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["specgen", *arguments])
        with icc_profile_left_open(), pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Said(int(left.value.code or 0), said.out, said.err)

    return call


def test_revise_says_what_it_resets(specgen: Call) -> None:
    """Number, validity and the discount belong to the former revision; the day is set anew where the file has none."""
    said = specgen("revise", "ACME-2026-014", "-o", "next.yaml", "--json")
    assert said.json["reset"] == [
        {"what": "revision", "was": "B", "now": "C"},
        {"what": "number", "was": "Q-2026-ACME-2026-014-B", "now": None},
        {"what": "valid_until", "was": "2026-12-31", "now": None},
    ]
    former = Path("ACME-2026-014_B.yaml").read_text("utf-8")
    assert Path("next.yaml").read_text("utf-8") == former.replace("revision: B", "revision: C")
    assert specgen("revise", "ACME-2026-014", "-o", "next.yaml").out == "next.yaml\n", "the same again"
    Path("next.yaml").write_text("mine")
    said = specgen("revise", "ACME-2026-014", "-o", "next.yaml")
    assert (said.code, said.out, Path("next.yaml").read_text()) == (2, "", "mine")
    assert "next.yaml exists and holds something else: nothing was written; name another file with -o FILE" in said.err
    assert "NOPE is not in this archive" in specgen("revise", "NOPE").err


def test_the_archive_shows_what_took_its_place(specgen: Call) -> None:
    rows = specgen("archive", "list", "--as-of", "2027-01-01", "--json").json["records"]
    assert [(row["revision"], row["state"], row["valid_until"], row["expired_by_date"]) for row in rows] == [
        ("A", "superseded", "2026-12-20", False),
        ("B", "filed", "2026-12-31", True),
    ]
    found = specgen("archive", "find", "--state", "expired", "--as-of", "2027-01-01", "--json").json["records"]
    assert [row["revision"] for row in found] == ["B"]
    assert specgen("archive", "find", "--state", "expired", "--as-of", "2026-12-31", "--json").json["records"] == []
    assert "filed, expired by date" in specgen("archive", "list", "--as-of", "2027-01-01").out
    shown = specgen("archive", "show", "ACME-2026-014", "--as-of", "2027-01-01")
    assert "B  filed, expired by date  2026-12-01" in shown.out
    assert "A  superseded  Morag Sinclair: revision B was archived" in shown.out
    assert "--as-of 1.1.2027: write year-month-day" in specgen("archive", "list", "--as-of", "1.1.2027").err


SIDES: Final = [
    ("ACME-2026-014@A", "ACME-2026-014"),
    ("output/ACME-2026-014_A.pdf", "output/ACME-2026-014_B.pdf"),
    ("b.yaml", "output/ACME-2026-014_B.pdf"),
    ("ACME-2026-014@A", "ACME-2026-014_B.yaml"),
]


@pytest.mark.parametrize(("old", "new"), SIDES)
def test_diff_takes_whatever_lies_at_hand(specgen: Call, old: str, new: str) -> None:
    said = specgen("diff", old, new, "--json")
    jsonschema.validate(said.json, SCHEMA)
    assert (said.code, said.json["because"]) == (0, ["imaging.smallest_feature", "commercial.quantity"])
    told = {change["where"]: (change["kind"], change["old"], change["new"]) for change in said.json["changes"]}
    assert told == {
        "revision": ("editorial", "A", "B"),
        "date": ("editorial", "2026-11-20", None),
        "imaging.smallest_feature": ("technical", "50 um", "55 um"),
        "imaging.source_detector_distance": ("editorial", "600 mm", "0.6 m"),
        "commercial.quantity": ("commercial", "4", "5"),
    }
    prices = {effect["what"]: (effect["old"], effect["new"]) for effect in said.json["effects"] if effect["group"] == "price"}
    assert prices["positions[0].unit_price"] == ("28900.00", "27455.00")


def test_diff_on_the_terminal(specgen: Call) -> None:
    said = specgen("diff", "ACME-2026-014@A", "ACME-2026-014@B", "--exit-code")
    lines = [" ".join(line.split()) for line in said.out.splitlines()]
    assert said.code == 1
    assert "editorial imaging.source_detector_distance 600 mm 0.6 m (the same value)" in lines
    assert "commercial commercial.quantity 4 5" in lines
    assert lines[-1] == "Material: a new letter is asked for, because of imaging.smallest_feature, commercial.quantity."
    assert specgen("diff", "ACME-2026-014@A", "b.yaml", "--exit-code").code == 0
    decisions = specgen("diff", "output/ACME-2026-014_A.json", "output/ACME-2026-014_B.json", "--json").json
    assert (decisions["changes"], decisions["material"]) == ([], True)


WRONG: Final = [
    (("none.yaml", "b.yaml"), 2, "none.yaml: there is no such file"),
    (("ACME-2026-014@Q", "b.yaml"), 2, "has no revision 'Q' in this archive; it has A, B"),
    (("ACME-9", "b.yaml"), 2, "ACME-9 is not in this archive"),
    (("bad.yaml", "b.yaml"), 1, "error[SG-E104]"),
    (("bad.pdf", "b.yaml"), 4, "it is damaged or cut off"),
]


@pytest.mark.parametrize(("sides", "code", "says"), WRONG, ids=[case[0][0] for case in WRONG])
def test_what_cannot_be_compared_is_named(specgen: Call, sides: tuple[str, str], code: int, says: str) -> None:
    Path("bad.yaml").write_text(TEXT.replace("50 um ", "50 Um "), "utf-8")
    Path("bad.pdf").write_bytes(b"%PDF-1.7\n")
    said = specgen("diff", *sides)
    assert (said.code, said.out) == (code, "")
    assert says in said.err


# --- the page ----------------------------------------------------------------------------------------------------------------


def test_the_document_has_a_page_of_what_changed(specgen: Call) -> None:
    """Grouped by kind, with old and new; the first revision has none; both carry what they need to be made again."""
    text = subprocess.run(["pdftotext", "-layout", "output/ACME-2026-014_B.pdf", "-"], capture_output=True, text=True, check=True).stdout
    page = next(page for page in text.split("\f") if "This revision takes the place of revision A." in page)
    lines = [" ".join(line.split()) for line in page.splitlines()]
    for line in ("Technical", "imaging.smallest_feature material 50 um 55 um", "imaging.source_detector_distance same value 600 mm 0.6 m",
                 "commercial.quantity material 4 5", "Unit price 28,900.00 27,455.00"):  # fmt: skip
        assert line in lines
    with icc_profile_left_open():
        found = [verifying.verify(open_kit(Path.cwd()), Path(f"output/ACME-2026-014_{revision}.pdf")).found for revision in "AB"]
    assert found == [Finding.CONSISTENT] * 2
    assert specgen("propose", "ACME-2026-014_B.yaml", "--date", "2026-12-01").code == 0, "the same again gives the same document"
    shown = specgen("archive", "show", "ACME-2026-014", "--json").json["revisions"]
    assert [CHANGES in revision["files"] for revision in shown] == [False, True]


def _without_it(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments[CHANGES]


def _with_another_price(pdf: pikepdf.Pdf) -> None:
    said = pdf.attachments[CHANGES].get_file().read_bytes()
    pdf.attachments[CHANGES] = said.replace(b"27455.00", b"26010.00")


@pytest.mark.parametrize("change", [_without_it, _with_another_price])
def test_an_altered_list_of_changes_is_named(specgen: Call, change: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open("output/ACME-2026-014_B.pdf", allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save("output/ACME-2026-014_B.pdf")
    said = specgen("verify", "output/ACME-2026-014_B.pdf", "--json")
    assert (said.code, said.json["found"], said.json["parts"]) == (4, "altered", [CHANGES])


def test_what_follows_an_order_or_comes_too_late_is_told_with_the_file(specgen: Call) -> None:
    """At the line of the revision, before anything is written; a change order goes on, a revision before the newest does not."""
    specgen("archive", "state", "ACME-2026-014", "accepted", *SIGNED)
    Path("next.yaml").write_text(TEXT.replace("revision: A", "revision: C"), "utf-8")
    said = specgen("propose", "next.yaml", "--archive", "--json").json["results"][0]
    assert [(f["code"], f["where"], f["line"]) for f in said["findings"] if f["where"] == "revision"] == [("SG-W185", "revision", 6)]
    assert [row["state"] for row in specgen("archive", "list", "--json").json["records"]] == ["superseded", "accepted", "filed"]
    Path("late.yaml").write_text(TEXT.replace("reference: ACME-2026-014", "reference: LATE").replace("revision: A", "revision: B"), "utf-8")
    assert specgen("propose", "late.yaml", "--archive").code == 0
    Path("late.yaml").write_text(TEXT.replace("reference: ACME-2026-014", "reference: LATE"), "utf-8")
    said = specgen("propose", "late.yaml", "--archive", "--json").json["results"][0]
    assert (said["outcome"], said["outputs"]) == ("refused", [])
    assert [found["code"] for found in said["findings"] if found["severity"] == "error"] == ["SG-E183"]


@pytest.mark.parametrize(("revision", "remark"), [("C", "SG-W185"), ("E", "SG-W184")])
def test_what_is_said_of_following_stays_at_the_desk(specgen: Call, revision: str, remark: str) -> None:
    """It is no part of the document, which is the same document again once it is archived itself, and once the log has grown."""
    specgen("archive", "state", "ACME-2026-014", "accepted", *SIGNED)
    Path("next.yaml").write_text(TEXT.replace("revision: A", f"revision: {revision}"), "utf-8")
    pdf, decision = (Path(f"output/ACME-2026-014_{revision}.{ending}") for ending in ("pdf", "json"))
    first, again = (specgen("propose", "next.yaml", "--archive", "--json").json["results"][0] for _ in range(2))
    assert remark in {found["code"] for found in first["findings"]}
    assert {"SG-W184", "SG-W185"}.isdisjoint({found["code"] for found in json.loads(decision.read_text("utf-8"))["findings"]})
    assert (again["outcome"], again["outputs"]) == ("done", first["outputs"])
    assert specgen("archive", "reproduce", "ACME-2026-014", "--json").json["results"][0]["outcome"] == "identical"
    with icc_profile_left_open():
        assert verifying.verify(open_kit(Path.cwd()), pdf).found is Finding.CONSISTENT


def test_the_page_of_changes_is_written_in_german(specgen: Call) -> None:
    """Every word of it: the columns, the kinds of change, and what became of them."""
    assert specgen("propose", "ACME-2026-014_B.yaml", "--date", "2026-12-01", "--language", "de", "--force").code == 0
    text = subprocess.run(["pdftotext", "-layout", "output/ACME-2026-014_B.pdf", "-"], capture_output=True, text=True, check=True).stdout
    (page,) = [page for page in text.split("\f") if "Diese Revision ersetzt Revision A." in page]
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert [line for line in ("Feld Vorher Jetzt", "Größe Vorher Jetzt", "Technisch") if line not in lines] == []


def test_a_specification_has_the_page_without_what_is_sold(specgen: Call) -> None:
    """The feature that changed and what became of it, but neither quantity nor price, in the page and in what it carries."""
    assert specgen("propose", "ACME-2026-014_B.yaml", "--date", "2026-12-01", "--kind", "specification").code == 0
    file = Path("output/ACME-2026-014_B_specification.pdf")
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    (page,) = [page for page in text.split("\f") if "This revision takes the place of revision A." in page]
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert "imaging.smallest_feature material 50 um 55 um" in lines
    with pikepdf.open(file) as pdf:
        carried = pdf.attachments[CHANGES].get_file().read_bytes()
    for word in ("quantity", "28900", "27455", "28,900", "lead_time", "Price", "commercial"):
        assert word not in page + carried.decode(), word
    with icc_profile_left_open():
        assert verifying.verify(open_kit(Path.cwd()), file).found is Finding.CONSISTENT

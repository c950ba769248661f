"""The archive as its users meet it: from `propose --archive` to what `archive` shows, with exit codes and places."""

import io
import json
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pikepdf
import pytest
from filings import judged_by_ocfl_py
from making import icc_profile_left_open

from specgen.__main__ import main
from specgen.archive.layout import Layout
from specgen.cli.run import run
from specgen.errors import NotFiledError
from specgen.files.carried import MOST_BYTES
from specgen.filing import filing_of

TEXT: Final = """specgen: 1
reference: X-1
date: 2026-11-20
customer: {company: Müller & Söhne}
specimen: {path: [{material: steel, thickness: 1 mm}]}
imaging: {smallest_feature: 50 um}
"""
SIGNED: Final = ("--by", "Jane Doe", "--because", "asked by phone")


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Said]


@pytest.fixture
def specgen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Return a function that runs specgen in a folder with one requirement; no command may show a traceback."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.yaml").write_text(TEXT, "utf-8")

    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["specgen", *arguments])
        capsys.readouterr()
        with icc_profile_left_open(), pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        assert "a defect in specgen" not in said.err
        return Said(int(left.value.code or 0), said.out, said.err)

    return call


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a proposal as `propose` writes it."""
    folder = tmp_path_factory.mktemp("proposed")
    (folder / "x.yaml").write_text(TEXT, "utf-8")
    with icc_profile_left_open():
        assert run(["propose", str(folder / "x.yaml"), "--output", str(folder / "output")]) == 0
    return (folder / "output/X-1_A.pdf").read_bytes()


def test_from_the_proposal_to_the_record_and_back(specgen: Call, tmp_path: Path) -> None:
    """The whole tour: proposed and archived, sent, found, shown, exported; ocfl-py has nothing against it."""
    said = specgen("propose", "x.yaml", "--archive")
    assert said.code == 0
    assert "x.yaml: archived as X-1, revision A, v1\n" in said.err
    assert specgen("archive", "state", "X-1", "sent", *SIGNED).err == "X-1, revision A: sent, noted as v2\n"
    listed = specgen("archive", "list").out.splitlines()
    assert listed[0].split() == ["Reference", "Rev.", "Date", "State", "Customer", "Class", "Platform", "Title"]
    assert listed[1].split()[:4] == ["X-1", "A", "2026-11-20", "sent"]
    (found,) = specgen("archive", "find", "--customer", "müller", "--state", "sent", "--json").json["records"]
    assert (found["reference"], found["customer"], found["because"]) == ("X-1", "Müller & Söhne", "written by `specgen propose`")
    assert specgen("archive", "find", "--text", "copper", "--json").json["records"] == []
    shown = specgen("archive", "show", "X-1", "--json").json
    place = Path(shown["folder"]) / shown["revisions"][0]["files"]["document.pdf"]["path"]
    assert place.read_bytes() == (tmp_path / "output/X-1_A.pdf").read_bytes()
    assert [event["state"] for event in shown["log"]] == ["filed", "sent"]
    assert "Jane Doe: asked by phone" in specgen("archive", "show", "X-1").out
    assert specgen("archive", "export", "-o", "out", "--json").json["files"] == 6
    assert (tmp_path / "out/X-1/A/requirement.yaml").read_text("utf-8") == TEXT
    assert specgen("archive", "index").err == "1 revisions in the index\n"
    assert judged_by_ocfl_py(tmp_path / "archive") == []


def test_the_record_knows_the_environment_and_the_look(specgen: Call, tmp_path: Path) -> None:
    """What a later rendering must be told, where the document was made here; of one that was only handed in, what it says itself."""
    specgen("propose", "x.yaml", "--archive", "kept", "--paper", "letter", "--draft")
    shown = specgen("archive", "show", "X-1", "--archive", "kept", "--json").json
    folder, (revision,) = Path(shown["folder"]), shown["revisions"]
    assert revision["record"]["issue"] == {
        "date": "2026-11-20", "language": "en", "brand": "source-ray", "paper": "letter", "draft": True, "kind": "proposal", "sender": {},
    }  # fmt: skip
    made_with = json.loads((folder / revision["files"]["environment.json"]["path"]).read_text())
    assert made_with["known"] is True
    assert {"weasyprint", "pydyf", "fonttools", "matplotlib"} <= made_with["packages"].keys()
    assert {"Pango", "HarfBuzz", "zlib"} <= {name for name, version in made_with["libraries"].items() if version}
    assert len(made_with["fonts"]) == 8
    specgen("archive", "add", "output/X-1_A.pdf", *SIGNED)
    shown = specgen("archive", "show", "X-1", "--json").json
    handed_in = json.loads((Path(shown["folder"]) / "v1/content/environment.json").read_text())
    assert (handed_in["known"], handed_in["producer"][:10]) == (False, "WeasyPrint")
    assert shown["revisions"][0]["record"]["issue"] is None


def test_a_revision_is_one_document(specgen: Call) -> None:
    """A specification is archived as one; the proposal of the same revision is then refused, and wants a revision of its own."""
    said = specgen("propose", "x.yaml", "--kind", "specification", "--archive")
    assert (said.code, "X-1_A_specification.pdf" in said.out) == (0, True)
    (revision,) = specgen("archive", "show", "X-1", "--json").json["revisions"]
    assert revision["record"]["issue"]["kind"] == "specification"
    refused = specgen("propose", "x.yaml", "--archive")
    assert refused.code == 1
    assert "SG-E181" in refused.err
    assert not Path("output/X-1_A.pdf").exists()


def test_the_same_again_and_something_else(specgen: Call, document: bytes, tmp_path: Path) -> None:
    """The same changes nothing, by either way; other content is refused before anything is written, and the other files go on."""
    (tmp_path / "x.pdf").write_bytes(document)
    assert specgen("archive", "add", "x.pdf", *SIGNED).err == "x.pdf: archived as X-1, revision A, v1\n"
    assert specgen("archive", "add", "x.pdf", *SIGNED).err == "x.pdf: X-1, revision A is archived already, nothing was changed\n"
    assert "is archived already" in specgen("propose", "x.yaml", "--archive").err
    (tmp_path / "other.yaml").write_text(TEXT.replace("50 um", "20 um"), "utf-8")
    (tmp_path / "next.yaml").write_text(TEXT.replace("X-1", "X-2"), "utf-8")
    said = specgen("propose", "other.yaml", "next.yaml", "--output", "else", "--archive")
    assert said.code == 1
    assert "error[SG-E181] X-1, revision A, was archived on " in said.err
    assert sorted(path.name for path in (tmp_path / "else").iterdir()) == ["X-2_A.json", "X-2_A.pdf"]
    assert [row["reference"] for row in specgen("archive", "list", "--json").json["records"]] == ["X-1", "X-2"]


def test_adding_tells_of_each_file(specgen: Call, document: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(document)
    said = specgen("archive", "add", "x.yaml", "x.pdf", *SIGNED, "--json")
    refused, done = said.json["results"]
    assert (said.code, said.json["format"]) == (1, "specgen-results/1")
    assert (refused["outcome"], refused["archived"], refused["findings"][0]["code"]) == ("refused", None, "SG-E182")
    assert (done["outcome"], done["archived"]["version"], done["archived"]["new"]) == ("done", "v1", True)
    assert "x.yaml: error[SG-E182] this cannot be archived: it is not a PDF" in specgen("archive", "add", "x.yaml", *SIGNED).err


def test_a_place_that_is_not_there_verifies_nothing(specgen: Call, document: bytes, tmp_path: Path) -> None:
    """An archive of which nothing was looked at must not be called sound; the place of its one object is a place."""
    (tmp_path / "x.pdf").write_bytes(document)
    specgen("archive", "add", "x.pdf", *SIGNED)
    said = specgen("archive", "verify", "--after", "nonsense")
    assert (said.code, "--after nonsense: there is no such place in archive" in said.err) == (2, True)
    last = specgen("archive", "verify", "--json").json["last"]
    assert (specgen("archive", "verify", "--after", last).code, len(last)) == (0, 76)


def test_what_is_internal_is_not_archived(specgen: Call) -> None:
    """The archive keeps what was promised; the document for the house would take the place of the customer's."""
    said = specgen("propose", "x.yaml", "--archive", "--audience", "internal")
    assert (said.code, Path("output").exists()) == (1, False)
    assert "error[SG-E182] this cannot be archived: it was made with `--audience internal`" in said.err
    assert specgen("propose", "x.yaml", "--audience", "internal").code == 0
    assert specgen("archive", "add", "output/X-1_A_internal.pdf", *SIGNED).code == 1
    assert specgen("propose", "x.yaml", "--archive").code == 0


WRONG: Final = [
    (("archive", "list"), "There is no archive at "),
    (("archive", "show", "X-1"), "There is no archive at "),
    (("archive", "state", "X-1", "sent", *SIGNED), "There is no archive at "),
    (("archive", "add", "x.pdf"), "Missing option '--by'"),
    (("archive", "add", "none.pdf", *SIGNED), "none.pdf: there is no such file"),
    (("archive", "add", ".", *SIGNED), ". is not a file"),
    (("archive", "add", "x.yaml", "--by", " ", "--because", "x"), "--by ' ': write one line"),
    (("archive", "add", "x.yaml", "--by", "x", "--because", "a\nb"), "write one line"),
    (("archive", "add", "x.yaml", "--archive", "x.yaml", *SIGNED), "x.yaml is a file, and an archive is a folder"),
    (("propose", "x.yaml", "--archive", "x.yaml"), "--archive x.yaml: this is a file; put --archive last"),
    (("propose", "x.yaml", "--archive", "--to", "json,html"), "--archive keeps the PDF, and --to json,html makes none: add pdf"),
    (("batch", "x.yaml", "--archive", "--to", "json"), "--archive keeps the PDF, and --to json makes none: add pdf"),
]


SOUGHT_IN_VAIN: Final = [
    (("--state", "nonsense"), "there is no state 'nonsense'; take one of: filed, sent, accepted, declined, superseded, expired"),
    (("--date", "2026-13"), "--date 2026-13: write a day, a month or a year"),
    (("--date", "2026-11-32"), "--date 2026-11-32: write a day, a month or a year"),
    (("--date", "2026-12..2026-11-30"), "--date 2026-12..2026-11-30: the first day comes after the last"),
]


@pytest.mark.parametrize(("asked", "says"), SOUGHT_IN_VAIN, ids=[asked[1] for asked, _ in SOUGHT_IN_VAIN])
def test_what_can_never_be_found_is_named(specgen: Call, document: bytes, tmp_path: Path, asked: tuple[str, ...], says: str) -> None:
    """Nothing found would say that there is no such document."""
    (tmp_path / "x.pdf").write_bytes(document)
    specgen("archive", "add", "x.pdf", *SIGNED)
    said = specgen("archive", "find", *asked)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert specgen("archive", "find", "--state", "filed", "--date", "2026-11..2026-11-30", "--json").json["records"]


@pytest.mark.parametrize(("arguments", "says"), WRONG, ids=[" ".join(arguments)[:50] for arguments, _ in WRONG])
def test_wrong_usage_is_named(specgen: Call, arguments: tuple[str, ...], says: str) -> None:
    said = specgen(*arguments)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_damage_leaves_with_exit_4(specgen: Call, document: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(document)
    specgen("archive", "add", "x.pdf", *SIGNED)
    record = next((tmp_path / "archive").rglob("record.json"))
    record.write_text("{}")
    said = specgen("archive", "show", "X-1")
    assert (said.code, said.out) == (4, "")
    assert "v1/content/record.json: this file is not the one that was archived" in said.err
    assert specgen("archive", "index").code == 4


def test_what_a_killed_writer_left_is_told(specgen: Call, document: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(document)
    specgen("archive", "add", "x.pdf", *SIGNED)
    layout = Layout(tmp_path / "archive")
    (layout.work / layout.key("X-1") / "v2").mkdir(parents=True)
    said = specgen("archive", "add", "x.pdf", *SIGNED)
    assert said.err.startswith("the work of a writer that was stopped before it had archived anything now lies in ")
    assert said.code == 0


# --- what a PDF carries ---------------------------------------------------------------------------------------------------


def altered(document: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return *document* with *change* done to it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def _without(name: str) -> Callable[[pikepdf.Pdf], None]:
    return lambda pdf: pdf.attachments.__delitem__(name)


def _with(name: str, data: bytes) -> Callable[[pikepdf.Pdf], None]:
    return lambda pdf: pdf.attachments.__setitem__(name, data)


def _bomb(pdf: pikepdf.Pdf) -> None:
    stream = pdf.attachments["decision.json"].get_file().obj
    stream.write(zlib.compress(bytes(MOST_BYTES + 1)), filter=pikepdf.Name.FlateDecode)


def _moved(pdf: pikepdf.Pdf) -> None:
    said = json.loads(pdf.attachments["decision.json"].get_file().read_bytes())
    said["requirement"]["reference"] = "../../etc"
    pdf.attachments["decision.json"] = json.dumps(said).encode()


BAD: Final = [
    ("no requirement", _without("requirement.yaml"), "@carries-not"),
    ("no decision", _without("decision.json"), "@carries-not"),
    ("another requirement", _with("requirement.yaml", b"specgen: 1\n"), "@other-requirement"),
    ("no JSON", _with("decision.json", b"{"), "@decision-unreadable"),
    ("deep JSON", _with("decision.json", b"[" * 100_000), "@decision-unreadable"),
    ("another format", _with("decision.json", b'{"format": "x"}'), "@decision-unreadable"),
    ("without its subject", _with("decision.json", b'{"format": "specgen-decision/1"}'), "@decision-unreadable"),
    ("a path as its reference", _moved, "@decision-unreadable"),
    ("a bomb", _bomb, "it is damaged or cut off"),
]


@pytest.mark.parametrize(("change", "problem"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_pdf_whose_parts_do_not_fit_is_refused(document: bytes, change: Callable[[pikepdf.Pdf], None], problem: str) -> None:
    with pytest.raises(NotFiledError) as refused:
        filing_of(altered(document, change))
    assert dict(refused.value.finding.facts)["problem"].startswith(problem)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\x00" * 1000, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(NotFiledError):
        filing_of(data)


def test_attachments_come_back_byte_for_byte(document: bytes) -> None:
    inside = filing_of(document)
    assert inside.requirement == TEXT.encode()
    assert json.loads(inside.decision)["requirement"]["reference"] == "X-1"
    assert inside.subject.customer == "Müller & Söhne"

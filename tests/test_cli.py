"""The command line as its users meet it: exit codes, what goes to stdout and stderr, and what is written where."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from specgen import pipeline
from specgen.__main__ import main
from specgen.cli.coloured import _excerpt, console
from specgen.cli.terminal import visible
from specgen.files.library import Library
from specgen.files.words import load_wording

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = ROOT / "examples"
GOOD: Final = str(EXAMPLES / "bga-pcb.yaml")
OTHER: Final = str(EXAMPLES / "battery-18650.yaml")
BROKEN: Final = str(EXAMPLES / "broken-on-purpose.yaml")
HEAD: Final = "specgen: 1\nreference: X-1\ncustomer: {company: Acme}\n"


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
    """Return a function that runs specgen in an empty folder; no command may show a traceback."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["specgen", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Said(int(left.value.code or 0), said.out, said.err)

    return call


@pytest.fixture
def no_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make documents without laying them out: these tests are about files."""
    monkeypatch.setitem(pipeline.WRITERS, "pdf", lambda finished: b"%PDF-1.7 " + repr(finished.document).encode())


def in_a_process(*arguments: str, program: str = "from specgen.__main__ import main; main()", **settings: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings.pop("env", {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **settings,
    )


# --- usage ----------------------------------------------------------------------------------------------------------


def test_alone_it_shows_its_help(specgen: Call) -> None:
    said = specgen()
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: specgen ")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_is_data(specgen: Call, flag: str) -> None:
    said = specgen("check", flag)
    assert said.code == 0
    assert said.out.startswith("Usage: specgen check [OPTIONS] FILE...\n")


def test_it_says_its_version(specgen: Call) -> None:
    assert re.fullmatch(r"specgen [0-9]+\.[0-9]+\.[0-9]+\S*\n", specgen("--version").out)


WRONG: Final = [
    (("chekc",), "No such command 'chekc'. Did you mean 'check'?"),
    (("check",), "Missing argument 'FILE'"),
    (("check", "--jsn", GOOD), "No such option: --jsn"),
    (("check", "--format", "xml", GOOD), "'xml' is not one of 'text', 'github'"),
    (("check", ""), "FILE is empty"),
    (("select",), "Missing argument 'FILE'"),
    (("select", ""), "FILE is empty"),
    (("select", GOOD, "--set", "imaging.voxel"), "write it as KEY=VALUE"),
    (("select", GOOD, "--set", "specimen.path[9].thickness=1 mm"), "the file has no such item"),
    (("select", GOOD, "--catalog", "nowhere"), "this is not a folder"),
    (("propose",), "Missing argument 'FILE'"),
    (("propose", GOOD, "--date", "20261120"), "write year-month-day"),
    (("propose", GOOD, "--date", ""), "write year-month-day"),
    (("propose", GOOD, "--paper", "A4"), "'A4' is not one of 'a4', 'letter'"),
    (("propose", GOOD, "--brand", "nobody"), "there is no brand 'nobody'"),
    (("propose", GOOD, "--language", "xx"), "there is no language 'xx'"),
    (("explain",), "Missing argument 'CODE'"),
    (("explain", "SG-E999"), "there is no code 'SG-E999'"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG, ids=[" ".join(arguments)[:40] for arguments, _ in WRONG])
def test_wrong_usage_is_named(specgen: Call, arguments: tuple[str, ...], says: str) -> None:
    said = specgen(*arguments)
    assert said.code == 2
    assert said.err.startswith("specgen: ")
    assert says in said.err
    assert said.out == ""


def test_wrong_usage_is_json_too_where_that_is_asked(specgen: Call) -> None:
    said = specgen("check", "--json")
    assert (said.code, said.json["format"], said.json["exit"]) == (2, "specgen-error/1", 2)
    assert "Missing argument" in said.json["message"]


# --- check ----------------------------------------------------------------------------------------------------------


def test_check_takes_a_good_file(specgen: Call) -> None:
    assert specgen("check", GOOD).code == 0


def test_check_reports_every_file(specgen: Call) -> None:
    said = specgen("check", GOOD, BROKEN, "missing.yaml", "--json")
    assert said.code == 1
    assert said.json["format"] == "specgen-results/1"
    assert [(result["file"], result["outcome"]) for result in said.json["results"]] == [
        (GOOD, "accepted"),
        (BROKEN, "refused"),
        ("missing.yaml", "refused"),
    ]


@pytest.mark.parametrize(("file", "says"), [("-", "no such file"), (".", "a folder"), ("missing.yaml", "no such file")])
def test_what_cannot_be_read_is_a_finding(specgen: Call, file: str, says: str) -> None:
    """Standard input is no file: `-` is a name like any other."""
    said = specgen("check", file)
    assert said.code == 1
    assert f"{file}:1:1: error[SG-E101]" in said.out
    assert says in said.out
    assert [entry["code"] for entry in specgen("check", file, "--json").json["results"][0]["findings"]] == ["SG-E101"]


def test_a_file_may_be_called_dash(specgen: Call, tmp_path: Path) -> None:
    (tmp_path / "-").write_text(HEAD)
    assert specgen("check", "-").code == 0


def test_annotations_for_github(specgen: Call, tmp_path: Path) -> None:
    (tmp_path / "a,b:c.yaml").write_text(HEAD + "title: x\nimaging: {voxel: 100 %}\n")
    said = specgen("check", "--format", "github", "a,b:c.yaml")
    assert said.out.splitlines()[-1].startswith('::error file=a%2Cb%3Ac.yaml,line=5,col=18,title=SG-E107::imaging.voxel: "100 %25" is not')


# --- what a terminal gets -------------------------------------------------------------------------------------------


def test_a_file_cannot_steer_the_terminal(specgen: Call, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(HEAD.encode() + b'title: a\x1b[31mb\nnotes: "\\e[2J"\n')
    said = specgen("check", "x.yaml")
    assert said.code == 1
    assert "\x1b" not in said.out + said.err
    assert "4 | title: a\ufffd[31mb" in said.out


def test_a_file_name_cannot_steer_the_terminal(specgen: Call) -> None:
    said = specgen("check", "a\x1b[31m\nb.yaml")
    assert "\x1b" not in said.out + said.err
    assert said.out.startswith("a\ufffd[31m\ufffdb.yaml:1:1: ")


@pytest.mark.parametrize(
    ("line", "column", "width", "shown", "indent", "carets"),
    [
        ("voxel: 10", 8, 2, "voxel: 10", 7, 2),
        ("会社: 10", 5, 2, "会社: 10", 6, 2),  # each of the two takes two columns
        ("\tx: 10", 5, 2, " x: 10", 4, 2),
        ("x" * 300, 1, 300, "x" * 120, 0, 120),
        ("x" * 300 + "yz", 301, 2, "x" * 60 + "yz", 60, 2),
        ("x:", 3, 1, "x:", 2, 1),
    ],
)
def test_carets_stand_below_what_they_mean(line: str, column: int, width: int, shown: str, indent: int, carets: int) -> None:
    assert _excerpt(line, column, width) == (shown, " " * indent, "^" * carets)


def test_nothing_invisible_is_shown() -> None:
    assert visible("a\u202eb\x00c\ufeff\td") == "a\ufffdb\ufffdc\ufffd d"


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], no_color: str, coloured: bool) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    console().print("x", style="red")
    assert ("\x1b[31m" in capsys.readouterr().out) is coloured


def test_a_terminal_without_micro_signs_does_not_stop_the_work() -> None:
    process = in_a_process("select", OTHER, env={"PYTHONIOENCODING": "ascii"})
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert "The 33 \\xb5m platform" in out


# --- select ---------------------------------------------------------------------------------------------------------


def test_select_answers(specgen: Call) -> None:
    said = specgen("select", OTHER)
    assert said.code == 0
    assert said.out.startswith("The 33 µm platform resolves 50 µm at magnification 10.\n")
    assert "Why not the 8 µm platform:" in said.out


def test_select_as_json(specgen: Call) -> None:
    said = specgen("select", OTHER, "--json")
    assert (said.code, said.json["format"], said.json["status"]) == (0, "specgen-decision/1", "recommended")


@pytest.mark.parametrize("file", [BROKEN, "missing.yaml", "."])
def test_a_refused_file_is_no_decision(specgen: Call, file: str) -> None:
    assert specgen("select", file).code == 1
    said = specgen("select", file, "--json")
    assert (said.code, said.json["format"], said.json["file"]) == (1, "specgen-refusal/1", file)
    assert any(entry["severity"] == "error" for entry in said.json["findings"])


def test_what_if(specgen: Call) -> None:
    assert specgen("select", OTHER, "--set", "imaging.smallest_feature=30 um", "--json").json["platform"] == "source-ray-20um"


def test_several_values_of_one_key_stand_side_by_side(specgen: Call) -> None:
    values = ("--set", "imaging.smallest_feature=30 um", "--set", "imaging.smallest_feature=23 um")
    said = specgen("select", OTHER, *values, "--json").json
    assert said["platform"] == "source-ray-33um"  # the file as it is
    assert [(entry["name"], entry["platform"]) for entry in said["scenarios"]] == [
        ("30 um", "source-ray-20um"),
        ("23 um", "source-ray-8um"),
    ]
    shown = specgen("select", OTHER, *values).out
    assert "30 um" in shown
    assert "23 um" in shown


def test_a_refused_what_if_does_not_hold_up_the_others(specgen: Call) -> None:
    values = ("--set", "imaging.smallest_feature=30 um", "--set", "imaging.smallest_feature=30")
    said = specgen("select", OTHER, *values)
    assert said.code == 0
    assert "error[SG-E105] imaging.smallest_feature" in said.err
    assert [entry["name"] for entry in specgen("select", OTHER, *values, "--json").json["scenarios"]] == ["30 um"]


@pytest.mark.parametrize("alone", [("--platform", "source-ray-8um"), ("--because", "in stock")])
def test_a_platform_needs_its_reason(specgen: Call, alone: tuple[str, str]) -> None:
    said = specgen("propose", OTHER, *alone)
    assert (said.code, "--platform and --because go together" in said.err) == (2, True)


def test_a_platform_that_is_not_there_is_wrong_usage(specgen: Call, no_layout: None) -> None:
    said = specgen("propose", OTHER, "--platform", "source-ray-9um", "--because", "x")
    assert (said.code, "take one of" in said.err) == (2, True)


def test_a_wrong_what_if_is_not_blamed_on_the_file(specgen: Call) -> None:
    said = specgen("select", OTHER, "--set", "imaging.smallest_feature=20Um")
    assert said.code == 1
    assert '--set imaging.smallest_feature: error[SG-E104] imaging.smallest_feature: "20Um" is not a length' in said.err
    assert 'did you mean "20 um"?' in said.err
    (entry,) = specgen("select", OTHER, "--set", "imaging.smallest_feature=20Um", "--json").json["findings"]
    assert (entry["line"], entry["column"]) == (None, None)


# --- propose --------------------------------------------------------------------------------------------------------


def test_a_refused_file_does_not_hold_up_the_others(specgen: Call, no_layout: None, tmp_path: Path) -> None:
    said = specgen("propose", GOOD, BROKEN, "missing.yaml", OTHER)
    assert said.code == 1
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == [
        "ACME-2026-014_A.json",
        "ACME-2026-014_A.pdf",
        "NVK-26-0311_A.json",
        "NVK-26-0311_A.pdf",
    ]
    assert said.out.splitlines()[0] == "output/NVK-26-0311_A.pdf"
    assert f"{BROKEN}: refused, nothing was written" in said.err


def test_propose_as_json(specgen: Call, no_layout: None) -> None:
    said = specgen("propose", GOOD, "missing.yaml", "--json")
    done, refused = said.json["results"]
    assert (said.code, done["outcome"], done["status"], refused["outcome"]) == (1, "done", "recommended", "refused")
    assert done["outputs"] == ["output/NVK-26-0311_A.pdf", "output/NVK-26-0311_A.json"]


def test_one_reference_twice_names_both_files(specgen: Call, no_layout: None, tmp_path: Path) -> None:
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(Path(GOOD).read_bytes() + b"notes: another\n")
    said = specgen("propose", GOOD, "copy.yaml")
    assert said.code == 1
    assert f"copy.yaml:4:12: error[SG-E141] reference: reference NVK-26-0311, revision A stands in {GOOD} too" in said.err


def test_another_document_is_replaced_only_by_force(specgen: Call, no_layout: None, tmp_path: Path) -> None:
    pdf = tmp_path / "output" / "NVK-26-0311_A.pdf"
    assert specgen("propose", GOOD).code == 0
    first = pdf.read_bytes()
    assert specgen("propose", GOOD).code == 0, "the same content again is no conflict"
    said = specgen("propose", GOOD, "--draft")
    assert said.code == 1
    assert "error[SG-E142]" in said.err
    assert "--force" in said.err
    assert pdf.read_bytes() == first
    assert specgen("propose", GOOD, "--draft", "--force").code == 0
    assert pdf.read_bytes() != first


def test_documents_go_into_the_workspace(specgen: Call, no_layout: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "specgen.yaml").write_text("brand: source-ray\n")
    (tmp_path / "requests").mkdir()
    monkeypatch.chdir(tmp_path / "requests")
    said = specgen("propose", GOOD)
    assert said.out.splitlines()[0] == os.path.join("..", "output", "NVK-26-0311_A.pdf")
    assert (tmp_path / "output" / "NVK-26-0311_A.pdf").is_file()
    specgen("propose", GOOD, "--output", "here")
    assert (tmp_path / "requests" / "here" / "NVK-26-0311_A.pdf").is_file()


def test_a_place_that_cannot_be_written_is_told_with_the_cure(specgen: Call, no_layout: None, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    said = specgen("propose", GOOD, "--output", "taken", "--json")
    assert (said.code, said.json["exit"]) == (3, 3)
    assert "cannot write taken/NVK-26-0311_A.pdf" in said.err
    assert "--output" in said.err.partition("= help: ")[2]


def test_a_machine_without_pango_is_told_where_the_cure_is(tmp_path: Path) -> None:
    without = "import sys; sys.modules['weasyprint'] = None; from specgen.__main__ import main; main()"
    process = in_a_process("propose", GOOD, "--json", program=without, cwd=tmp_path)
    out, err = process.communicate()
    assert (process.returncode, json.loads(out)["exit"]) == (3, 3)
    assert "specgen doctor" in err
    assert list(tmp_path.iterdir()) == []


def test_a_real_document(tmp_path: Path) -> None:
    process = in_a_process("propose", GOOD, cwd=tmp_path)
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert (tmp_path / out.splitlines()[0]).read_bytes().startswith(b"%PDF-")


# --- what stops a run -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "file", "right", "wrong", "told"),
    [
        ("check", "materials.yaml", " density:", " densty:", r":2:[0-9]+: \[0\]\.densty: "),  # what the maker sells is nothing to a check
        ("select", "platforms/source-ray-20um.yaml", "\nmaker:", "\nmakr:", ":[0-9]+:1: makr: "),
        ("propose", "platforms/source-ray-20um.yaml", "\nmaker:", "\nmakr:", ":[0-9]+:1: makr: "),
    ],
)
def test_a_broken_catalogue_is_its_maintainers_business(
    specgen: Call, tmp_path: Path, command: str, file: str, right: str, wrong: str, told: str
) -> None:
    broken = tmp_path / "mine" / file
    broken.parent.mkdir(parents=True)
    broken.write_text((ROOT / "catalog" / file).read_text("utf-8").replace(right, wrong, 1))
    said = specgen(command, GOOD, "--catalog", "mine", "--json")
    assert (said.code, said.json["format"], said.json["exit"]) == (5, "specgen-error/1", 5)
    assert re.search(f"mine/{file}{told}", said.err)


def test_a_defect_names_its_log(specgen: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(pipeline, "judge", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    said = specgen("select", GOOD)
    (log,) = tmp_path.glob("specgen-defect-*.log")
    assert said.code == 70
    assert str(log) in said.err
    assert "RuntimeError: boom" in log.read_text()


def test_ctrl_c(specgen: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "judge", interrupt)
    assert specgen("select", GOOD) == Said(130, "", "specgen: interrupted\n")


def test_a_disk_that_is_full_is_the_machines_doing(specgen: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(pipeline, "judge", full)
    said = specgen("select", GOOD)
    assert said.code == 3
    assert "somewhere: No space left on device" in said.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("check", BROKEN), 1), (("check", "--format", "github", BROKEN), 1), (("doctor",), 0), (("schema",), 1)],
    ids=["check", "annotations", "doctor", "schema"],
)
def test_a_reader_that_has_gone_does_not_matter(arguments: tuple[str, ...], code: int) -> None:
    """As under `| head`: what is written at the end leaves the exit code alone, what is cut short in the midst is not done."""
    process = in_a_process(*arguments, env={"PYTHONUNBUFFERED": ""})
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait() == code
    assert "Traceback" not in err
    assert "Exception ignored" not in err


LAYING_OUT: Final = {"weasyprint", "matplotlib", "numpy", "jinja2", "fontTools", "specgen.render"}
WRITING: Final = {
    *LAYING_OUT,
    "sqlite3",
    "openpyxl",
    "pikepdf",
    "specgen.archive",
    "specgen.document",
    "specgen.charts",
    "specgen.proposal",
}
JUDGING: Final = {*WRITING, "rich"}
CHECKING: Final = {
    *(*JUDGING, "specgen.pipeline", "specgen.decision", "specgen.need", "specgen.catalog", "specgen.rules", "specgen.prices"),
    *("importlib.metadata", "email.message"),  # what Pydantic looks for plugins with
}


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (("--help",), {*JUDGING, "pydantic", "yaml", "specgen.pipeline", "specgen.decision"}),
        (("check", GOOD), CHECKING),
        (("select", GOOD, "--json"), JUDGING),
        (("select", GOOD), WRITING),
        (("schema",), LAYING_OUT),
    ],
    ids=lambda given: " ".join(given).replace(GOOD, "FILE") if isinstance(given, tuple) else "",
)
def test_a_command_loads_only_what_it_needs(arguments: tuple[str, ...], unneeded: set[str]) -> None:
    program = f"""
import sys
from specgen.__main__ import main
try:
    main()
finally:
    print(*sorted({unneeded!r} & sys.modules.keys()), file=sys.stderr)
"""
    process = in_a_process(*arguments, program=program)
    assert process.communicate()[1].splitlines()[-1] == ""
    assert process.returncode == 0


# --- explain --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["SG-E104", "sg-e104", "e104"])
def test_explain(specgen: Call, code: str) -> None:
    said = specgen("explain", code)
    assert said.code == 0
    assert said.out.startswith("SG-E104: error")
    assert '"<text>" is not a <kind>' in said.out
    assert "a <kind> takes <takes>" in said.out


def test_explain_a_rule(specgen: Call) -> None:
    said = specgen("explain", "SG-R012")
    assert said.code == 0
    assert "focal_spot_um at most max_focal_spot_um" in said.out
    assert "source.focal_spot" in said.out


def test_near_misses(specgen: Call) -> None:
    assert "near it: SG-E104" in specgen("explain", "SG-F104").err


def test_every_code_that_is_given_is_explained() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "specgen").rglob("*.py") if "_packaged" not in path.parts]
    given = set(re.findall(r"SG-[EWQN][0-9]{3}", "\n".join(sources)))
    assert given, "no code found: this test would prove nothing"
    phrases = load_wording(Library(), "en").phrases
    assert {code for code in given for part in ("message", "help") if f"finding.{code}.{part}" not in phrases} == set()


def test_one_document_is_written_before_garbage_is_looked_for(tmp_path: Path) -> None:
    """It is the system's to take back: looking through what a document leaves takes a twentieth of the whole."""
    program = (
        "import atexit, gc, sys; large = []; "
        "gc.callbacks.append(lambda phase, told: large.append(told['collected']) if told['collected'] > 20_000 else None); "
        "atexit.register(lambda: print(large, file=sys.stderr)); from specgen.__main__ import main; main()"
    )
    process = in_a_process("propose", str(EXAMPLES / "battery-18650.yaml"), "--output", str(tmp_path), program=program)
    _, said = process.communicate()
    assert process.returncode == 0, said
    assert said.splitlines()[-1] == "[]"

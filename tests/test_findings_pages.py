"""A page for every code: fresh, complete, the same on the terminal; its example raises the code, and mended it does not."""

import csv
import importlib.util
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from filings import STAMP, filing
from making import DATE, ROOT, icc_profile_left_open, kit
from openpyxl import Workbook

from specgen import checking, explanation, pipeline
from specgen.archive import operations, recovery
from specgen.archive.layout import Layout
from specgen.cli.run import run
from specgen.comparing import former_in
from specgen.errors import NotFiledError
from specgen.explanation import Example
from specgen.files.library import Library
from specgen.files.maintained import load_model
from specgen.files.writing import write_all
from specgen.filing import filing_of
from specgen.findings import Finding

_SPEC: Final = importlib.util.spec_from_file_location("make_findings", ROOT / "tools" / "make_findings.py")
assert _SPEC is not None
assert _SPEC.loader is not None
make_findings: Final = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make_findings)

CODES: Final = explanation.codes(kit().wording)
assert len(CODES) > 60, "hardly a code: this module would prove little"
COMMANDS: Final = ("check", "select", "propose", "propose --archive", "archive add", "archive state")


def example_of(code: str) -> Example:
    """Return the example of *code*."""
    example: Example = load_model(Library().find("examples", f"findings/{code}.yaml"), Example)
    return example


def as_bytes(text: str, name: str) -> bytes:
    """Return what a file called *name* holds that an example shows as *text*."""
    text = re.sub(r"<U\+([0-9A-F]{4,6})>", lambda match: chr(int(match[1], 16)), text)
    if name.endswith(".xlsx"):
        return as_workbook(text)
    return re.sub(rb"<0x([0-9A-F]{2})>", lambda match: bytes.fromhex(match[1].decode()), text.encode())


def as_workbook(text: str) -> bytes:
    """Return a workbook with the rows of *text*; lines that begin with `#!` say what else it has."""
    book = Workbook()
    sheet = book.worksheets[0]
    told = [line[2:].split() for line in text.splitlines() if line.startswith("#!")]
    for row in csv.reader(line for line in text.splitlines() if not line.startswith("#!")):
        sheet.append([cell or None for cell in row])
    for word, name in told:
        if word == "merged":
            sheet.merge_cells(name)
        else:
            book.create_sheet(name).append(["of last year"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(example: Example, text: str, folder: Path, command: str) -> set[str]:
    """Return the codes that *command* gives where the example says *text*."""
    file = folder / example.name
    if text.startswith("specgen "):
        file.write_text("specgen: 1\n")
        file = folder / text.rsplit(" ", 1)[-1]
    else:
        file.write_bytes(as_bytes(text, example.name))
    if example.beside:
        (folder / example.beside).write_bytes(b"another document")
    return {finding.code for finding in SAYS[command](str(file), folder, example.maker)}


def by_check(file: str, _: Path, maker: str = "packaged") -> list[Finding]:
    return [finding for received in checking.receive_all(kit(maker).catalog, [file]) for finding in received.findings]


def by_select(file: str, _: Path, maker: str = "packaged") -> list[Finding]:
    return [finding for judged in pipeline.judge_each(kit(maker), file) for finding in judged.findings]


def by_propose(file: str, folder: Path, maker: str = "packaged") -> list[Finding]:
    def write(outputs: dict[str, bytes]) -> tuple[str, ...]:
        write_all({folder / name: data for name, data in outputs.items()}, force=False)
        return tuple(outputs)

    with icc_profile_left_open():
        results = list(pipeline.propose_all(kit(maker), [file], pipeline.Wish(), DATE, write))
    return [finding for _, result in results for finding in result.findings]


def by_propose_and_archive(file: str, folder: Path, _: str) -> list[Finding]:
    """Where revision A of ACME-1 was archived before, with other content, and revision C of ACME-2, which was accepted."""
    layout = archived(folder)

    def write(outputs: dict[str, bytes]) -> tuple[str, ...]:
        operations.add(layout, filing_of(next(data for name, data in outputs.items() if name.endswith(".pdf"))), STAMP)
        return tuple(outputs)

    with icc_profile_left_open():
        results = list(pipeline.propose_all(kit(), [file], pipeline.Wish(), DATE, write, former_in(kit(), layout)))
    return [finding for _, result in results for finding in result.findings]


def archived(folder: Path) -> Layout:
    layout = Layout(folder / "archive")
    shutil.rmtree(layout.root, ignore_errors=True)
    recovery.open_for_writing(layout)
    for reference, revision in (("ACME-1", "A"), ("ACME-2", "C")):
        operations.add(layout, filing(reference, revision), STAMP)
    operations.note_state(layout, "ACME-2", "accepted", STAMP)
    return layout


def by_archive_state(file: str, folder: Path, _: str) -> list[Finding]:
    """Of revision C of ACME-2, which was accepted; the last word of the call is the state."""
    return list(operations.note_state(archived(folder), "ACME-2", Path(file).name, STAMP).findings)


def by_archive_add(file: str, folder: Path, _: str) -> list[Finding]:
    """A PDF is one that `propose` has just written."""
    if file.endswith(".pdf"):
        (folder / "acme.yaml").write_text(example_of("SG-E181").wrong)
        with icc_profile_left_open():
            _, outputs = pipeline.propose(kit(), pipeline.judge(kit(), str(folder / "acme.yaml")), pipeline.Wish(), DATE)
        document = outputs[Path(file).name]
    elif Path(file).is_file():
        document = Path(file).read_bytes()
    else:
        return []
    try:
        filing_of(document)
    except NotFiledError as error:
        return [error.finding]
    return []


SAYS: Final[dict[str, Callable[[str, Path, str], list[Finding]]]] = {
    "check": by_check,
    "select": by_select,
    "propose": by_propose,
    "propose --archive": by_propose_and_archive,
    "archive add": by_archive_add,
    "archive state": by_archive_state,
}


@pytest.mark.parametrize("code", CODES)
def test_an_example_raises_its_code_and_mended_does_not(code: str, tmp_path: Path) -> None:
    """By the command that the page names, and by none before it."""
    example = example_of(code)
    earlier = COMMANDS[: COMMANDS.index(example.command)]
    assert [command for command in earlier if code in told(example, example.wrong, tmp_path, command)] == []
    assert code in told(example, example.wrong, tmp_path, example.command)
    assert code not in told(example, example.mended, tmp_path, example.command)


@pytest.mark.parametrize("code", CODES)
def test_a_mended_example_is_mended(code: str, tmp_path: Path) -> None:
    """It has no error at all; where only propose would tell, its check is asked."""
    example = example_of(code)
    if example.mended.startswith("specgen "):
        return
    (tmp_path / example.name).write_bytes(as_bytes(example.mended, example.name))
    assert [finding.code for finding in by_select(str(tmp_path / example.name), tmp_path) if finding.is_error] == []


@pytest.mark.parametrize("code", CODES)
def test_an_example_is_short_and_differs_in_little(code: str) -> None:
    """Who reads it must see the slip at once."""
    example = example_of(code)
    wrong, mended = example.wrong.splitlines(), example.mended.splitlines()
    assert len(wrong) <= 12
    assert len(set(wrong) ^ set(mended)) <= 8
    assert example.wrong != example.mended


def test_the_pages_are_fresh_and_none_is_left_over() -> None:
    made: dict[Path, Any] = make_findings.made()
    assert {path: path.read_text("utf-8") for path in make_findings.PAGES.glob("*.md")} == made, "stale: `make docs` writes them anew"
    assert {path.stem for path in (ROOT / "examples" / "findings").glob("*")} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_terminal_shows_the_page(
    code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same sentences and the same example, without the marks of Markdown."""
    monkeypatch.chdir(tmp_path)
    assert run(["explain", code]) == 0
    out = capsys.readouterr().out
    markdown = (make_findings.PAGES / f"{code}.md").read_text("utf-8")
    assert out.startswith(f"{code}: ")
    assert out == explanation.plain(markdown)
    assert [line for line in out.split("\n") if line.startswith("    ")] == [
        line for line in markdown.split("\n") if line.startswith("    ")
    ]
    assert "**" not in out
    assert "\\<" not in out


@pytest.mark.parametrize("code", CODES)
def test_why_it_matters_is_a_sentence_of_its_own(code: str) -> None:
    """Neither the message again nor the advice."""
    phrases = kit().wording.phrases
    why = phrases[f"why.{code}"]
    assert 30 < len(why) < 200
    assert why.endswith(".")
    assert why not in (phrases[f"finding.{code}.message"], phrases[f"finding.{code}.help"])
    assert {key for key in phrases if key.startswith("why.")} == {f"why.{known}" for known in CODES}

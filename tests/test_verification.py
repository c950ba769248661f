"""Verify and extract: what was altered is named, what is hostile is refused, and nothing is ever overwritten."""

import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from making import DATE, EXAMPLES, MAKERS, icc_profile_left_open, kit, rendered

from specgen import pipeline, verification
from specgen.cli.run import run
from specgen.errors import DocumentError, ExistingOutputError, UsageError
from specgen.files.carried import MOST_BYTES, carried, differing_parts, hostile_names
from specgen.pipeline import Wish
from specgen.verification import Finding

DEMO = EXAMPLES / "battery-18650.yaml"
QUICK = EXAMPLES / "incomplete.yaml"  # the list of questions, the quickest document
Change = Callable[[pikepdf.Pdf], None]


@cache
def quick() -> bytes:
    """Return the quickest document."""
    return rendered("packaged", QUICK).pdf


def changed(pdf: bytes, change: Change, **options: Any) -> bytes:
    """Return *pdf* after *change*, saved anew."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(out, fix_metadata_version=False, **options)
    return out.getvalue()


def verified(folder: Path, pdf: bytes, maker: str = "packaged") -> tuple[Finding, tuple[str, ...]]:
    """Return what verifying *pdf* finds, and the parts that it names."""
    file = folder / "file.pdf"
    file.write_bytes(pdf)
    with icc_profile_left_open():
        found = verification.verify(kit(maker), file)
    return found.found, found.parts


# --- consistent -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("name", ["battery-18650", "incomplete"])
def test_a_document_as_it_was_made_is_consistent(tmp_path: Path, maker: str, name: str) -> None:
    """Made again from what it carries, it has the same bytes."""
    assert verified(tmp_path, rendered(maker, EXAMPLES / f"{name}.yaml").pdf, maker) == (Finding.CONSISTENT, ())


@pytest.mark.parametrize("name", ["oem-source-only", "hole-1-to-5-um"])
def test_a_specification_is_consistent(tmp_path: Path, name: str) -> None:
    """Its kind is recorded, so that no proposal is made in its place."""
    pdf = rendered("packaged", EXAMPLES / f"{name}.yaml", Wish(kind="specification")).pdf
    assert verified(tmp_path, pdf) == (Finding.CONSISTENT, ())


def test_every_look_can_be_made_again(tmp_path: Path) -> None:
    """What the command line asked for is recorded: brand, paper, draft and date."""
    pdf = rendered("helmsdal", QUICK, Wish(brand="source-ray", paper="letter", draft=True, audience="internal")).pdf
    assert verified(tmp_path, pdf, "helmsdal") == (Finding.CONSISTENT, ())


@pytest.mark.parametrize("record", [{"paper": "a4"}, {"paper": "a4", "kind": "poem"}, {"paper": "a0", "kind": "proposal"}])
def test_a_record_of_another_form_is_refused(record: dict[str, str]) -> None:
    """No paper and no kind but those that there are."""
    with pytest.raises(ValueError, match="a4|a0"):
        verification.wish_of(record)


def test_no_wish_is_forgotten() -> None:
    """A wish that changes the document must be recorded in it, or it could not be made again."""
    assert {field.name for field in fields(Wish)} == {
        *("date", "language", "brand", "paper", "draft", "platform", "because", "formats", "audience", "kind"),
    }
    with pikepdf.open(io.BytesIO(quick())) as pdf:
        text = pdf.Root.Metadata.read_bytes().decode()
    assert set(re.findall(r"<specgen:([a-z]+)>", text)) == {
        *(
            "reference",
            "revision",
            "requirement",
            "decision",
            "date",
            "language",
            "brand",
            "paper",
            "draft",
            "audience",
            "kind",
            "workspace",
            "engine",
        )
    }


def test_a_row_of_a_list_can_be_made_again(tmp_path: Path) -> None:
    """Its findings stand in the list, at other places than in the file that stands for it."""
    rows = tmp_path / "list.csv"
    rows.write_text("reference,customer.company,application.kind\nX-1,Acme,nothing known\n", "utf-8")
    (judged,) = pipeline.judge_each(kit(), str(rows))
    with icc_profile_left_open():
        _, outputs = pipeline.propose(kit(), judged, Wish(), DATE)
    assert verified(tmp_path, outputs["X-1_A.pdf"]) == (Finding.CONSISTENT, ())


@pytest.mark.parametrize(
    "options", [{"linearize": True}, {"compress_streams": False, "stream_decode_level": "all"}, {"recompress_flate": True}]
)
def test_how_it_is_stored_does_not_count(tmp_path: Path, options: dict[str, Any]) -> None:
    """Another program's way to pack the same content."""
    options = {name: pikepdf.StreamDecodeLevel.all if value == "all" else value for name, value in options.items()}
    pdf = changed(quick(), lambda _: None, **options)
    assert pdf != quick()
    assert verified(tmp_path, pdf) == (Finding.CONSISTENT, ())


# --- altered ----------------------------------------------------------------------------------------------------------


def attached(pdf: pikepdf.Pdf, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change an attachment in place and return what it is now."""
    stream = pdf.attachments[name].get_file().obj
    stream.write(change(stream.read_bytes()))
    return bytes(stream.read_bytes())


def set_record(pdf: pikepdf.Pdf, **values: str) -> None:
    """Change what the metadata records."""
    text = pdf.Root.Metadata.read_bytes().decode()
    for name, value in values.items():
        text, count = re.subn(rf"(<specgen:{name}>)[^<]*", rf"\g<1>{value}", text)
        assert count == 1
    pdf.Root.Metadata.write(text.encode())


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def page_text(pdf: pikepdf.Pdf) -> None:
    """Move what the second page shows."""
    pdf.pages[1].Contents.write(b"1 0 0 1 3 0 cm\n" + pdf.pages[1].Contents.read_bytes())


def picture_text(pdf: pikepdf.Pdf) -> None:
    """Change the words that stand for what the eye sees."""
    pdf.Root.Lang = pikepdf.String("fr")


def requirement(pdf: pikepdf.Pdf) -> None:
    """Another wish of the customer's, and nothing else."""
    attached(pdf, "requirement.yaml", lambda data: data + b"# more\n")


def decision(pdf: pikepdf.Pdf) -> None:
    """Another status, and nothing else."""
    attached(pdf, "decision.json", lambda data: data.replace(b'"incomplete"', b'"recommended"'))


def decision_with_digest(pdf: pikepdf.Pdf) -> None:
    """Another status, with the digest that goes with it."""
    now = attached(pdf, "decision.json", lambda data: data.replace(b'"incomplete"', b'"recommended"'))
    set_record(pdf, decision=digest(now))


def everything_inside(pdf: pikepdf.Pdf) -> None:
    """Another requirement, whose every digest is right: only the pages remember."""
    asked = attached(pdf, "requirement.yaml", lambda data: data.replace(b"title:", b"title: Not"))
    before = digest(asked.replace(b"title: Not", b"title:"))
    said = attached(pdf, "decision.json", lambda data: data.replace(before.encode(), digest(asked).encode()))
    set_record(pdf, requirement=digest(asked), decision=digest(said))


def another_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[0])


def another_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["terms.txt"] = b"other terms"


def title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo.Title = pikepdf.String("Another")


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (page_text, {"page 2"}),
        (picture_text, {"catalog"}),
        (requirement, {"requirement.yaml"}),
        (decision, {"decision.json"}),
        (decision_with_digest, {"decision.json: status", "attachments", "metadata"}),
        (everything_inside, {"page 1"}),
        (another_page, {"pages"}),
        (another_file, {"attachments"}),
        (title, {"metadata"}),
        (script, {"catalog"}),
        (lambda pdf: set_record(pdf, reference="OTHER"), {"metadata"}),
        (lambda pdf: set_record(pdf, brand="nobody"), {"metadata"}),
        (lambda pdf: set_record(pdf, requirement="0"), {"requirement.yaml"}),
        (lambda pdf: set_record(pdf, decision="0"), {"decision.json"}),
        (lambda pdf: set_record(pdf, paper="../x"), {"metadata"}),
        (lambda pdf: set_record(pdf, paper="letter"), {"pages"}),
        (lambda pdf: attached(pdf, "decision.json", lambda _: b"[" * 100_000), {"decision.json"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_was_altered_is_named(tmp_path: Path, change: Change, named: set[str]) -> None:
    """Each change is found, however well it covers itself, and its place is told."""
    found, parts = verified(tmp_path, changed(quick(), change))
    assert found is Finding.ALTERED
    assert named <= set(parts), parts


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda pdf: set_record(pdf, engine="WeasyPrint 1"), ("engine",)),
        (lambda pdf: (set_record(pdf, engine="WeasyPrint 1"), page_text(pdf)), ("engine",)),
        (lambda pdf: set_record(pdf, workspace="sha256:0"), ("workspace",)),
    ],
)
def test_what_cannot_be_made_again_is_not_called_consistent(tmp_path: Path, change: Change, named: tuple[str, ...]) -> None:
    """Where the engine is another, pages may differ for that reason; nothing is claimed of them."""
    assert verified(tmp_path, changed(quick(), change)) == (Finding.OTHER_ENGINE, named)


def test_another_makers_document_is_made_by_another_engine(tmp_path: Path) -> None:
    """Its catalogue, its templates and its sender are not here."""
    assert verified(tmp_path, rendered("helmsdal", QUICK).pdf) == (Finding.OTHER_ENGINE, ("catalog", "templates", "workspace"))


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (lambda pdf: pdf.attachments.__delitem__("decision.json"), ("decision.json",)),
        (lambda pdf: pdf.Root.__delitem__("/Metadata"), ("metadata",)),
        (lambda pdf: pdf.Root.Metadata.write(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), ("metadata",)),
        (lambda pdf: pdf.Root.Metadata.write(b"not XML"), ("metadata",)),
    ],
)
def test_without_what_it_needs_it_is_unknown(tmp_path: Path, change: Change, missing: tuple[str, ...]) -> None:
    """Neither consistent nor altered: there is nothing to judge it by."""
    assert verified(tmp_path, changed(quick(), change)) == (Finding.UNKNOWN, missing)


# --- hostile files ----------------------------------------------------------------------------------------------------


def with_bomb(pdf: pikepdf.Pdf) -> None:
    """Let the requirement unpack to more than any document has."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1_000_000)) for _ in range(MOST_BYTES // 1_000_000 + 2)) + packer.flush()
    pdf.attachments["requirement.yaml"].get_file().obj.write(data, filter=pikepdf.Name.FlateDecode)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "not a PDF"),
    "text": (lambda: b"specgen: 1\n", "not a PDF"),
    "head alone": (lambda: b"%PDF-1.7\n", "damaged or cut off"),
    "cut off": (lambda: quick()[: len(quick()) // 2], "damaged or cut off"),
    "noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 100, "damaged or cut off"),
    "encrypted": (lambda: changed(quick(), lambda _: None, encryption=pikepdf.Encryption(owner="o", user="u")), "encrypted"),
    "bomb": (lambda: changed(quick(), with_bomb), "damaged or cut off"),
    "many files": (lambda: changed(quick(), lambda pdf: pdf.attachments.update({f"f{n}": b"x" for n in range(101)})), "more than"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", ["verify", "extract"])
def test_a_hostile_file_is_refused_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str) -> None:
    """Exit code 4, the file and a way out are named, nothing is written, no traceback."""
    monkeypatch.chdir(tmp_path)
    make, reason = HOSTILE[name]
    Path("file.pdf").write_bytes(make())
    with pytest.raises(DocumentError, match=reason) as refused:
        run([command, "file.pdf"])
    assert refused.value.exit_code == 4
    assert str(refused.value).startswith("file.pdf: ")
    assert "= help: " in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["file.pdf"]


@pytest.mark.parametrize(("name", "reason"), [("missing.pdf", "no such file"), (".", "a folder"), ("/dev/zero", "not a regular file")])
def test_what_is_no_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reason: str) -> None:
    """Before anything is read."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DocumentError, match=reason):
        carried(Path(name))


def test_a_file_cut_anywhere_ends_in_a_word(tmp_path: Path) -> None:
    """At thirty places: refused or judged, never a crash, and never consistent; the end mark alone says nothing of the document."""
    for at in range(0, quick().rindex(b"startxref"), len(quick()) // 30):
        try:
            found, _ = verified(tmp_path, quick()[:at])
        except DocumentError:
            continue
        assert found is not Finding.CONSISTENT


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_byte_ends_in_a_word(tmp_path: Path, seed: int) -> None:
    """Anywhere in the file: refused, altered, or a byte that says nothing (of the storage alone); never a crash."""
    data = bytearray(quick())
    at = seed * len(data) // 40 + 7
    data[at] ^= 0x20
    file = tmp_path / "file.pdf"
    file.write_bytes(data)
    try:
        inside = carried(file)
        parts = differing_parts(quick(), bytes(data))
    except DocumentError:
        return
    assert parts or inside.files == carried_of(tmp_path, quick())


def carried_of(folder: Path, pdf: bytes) -> Any:
    """Return the files that *pdf* carries."""
    (folder / "whole.pdf").write_bytes(pdf)
    return carried(folder / "whole.pdf").files


# --- extract ----------------------------------------------------------------------------------------------------------


def test_what_it_carries_comes_out_as_it_went_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Byte for byte; the paths are data."""
    (tmp_path / "file.pdf").write_bytes(quick())
    assert run(["extract", str(tmp_path / "file.pdf"), "-o", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / "out" / name) for name in ("decision.json", "requirement.yaml")]
    assert (tmp_path / "out" / "requirement.yaml").read_bytes() == QUICK.read_bytes()
    assert (tmp_path / "out" / "decision.json").read_bytes() == rendered("packaged", QUICK).decision


def test_nothing_is_overwritten_but_by_force(tmp_path: Path) -> None:
    """Both files or none; the same content again is no conflict."""
    (tmp_path / "file.pdf").write_bytes(quick())
    (tmp_path / "requirement.yaml").write_text("mine")
    arguments = ["extract", str(tmp_path / "file.pdf"), "-o", str(tmp_path)]
    with pytest.raises(ExistingOutputError):
        run(arguments)
    assert (tmp_path / "requirement.yaml").read_text() == "mine"
    assert not (tmp_path / "decision.json").exists()
    assert [run([*arguments, "--force"]), run(arguments)] == [0, 0]
    assert (tmp_path / "requirement.yaml").read_bytes() == QUICK.read_bytes()


BAD_NAMES = [
    *(
        "../up.txt",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "..",
        ".",
        "",
        ".hidden",
        "-rf",
        "a b",
        "a\nb",
        "con",
        "NUL.txt",
        "x.",
        "a" * 101,
        "é",
        "a:b",
    ),
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_hostile_name_gives_nothing(tmp_path: Path, name: str) -> None:
    """Not even the other files."""
    assert hostile_names({name: b"", "fine.txt": b""}) == (name,)


@pytest.mark.parametrize("name", ["../up.txt", "/tmp/specgen-must-not-be-there", "con.json", "a\nb"])
def test_a_hostile_name_writes_nothing(tmp_path: Path, name: str) -> None:
    """The file is named, in letters that cannot steer a terminal."""
    (tmp_path / "in").mkdir()
    pdf = changed(quick(), lambda opened: opened.attachments.update({name: b"x"}))
    (tmp_path / "in" / "file.pdf").write_bytes(pdf)
    with pytest.raises(DocumentError, match="nothing was written") as refused:
        run(["extract", str(tmp_path / "in" / "file.pdf"), "-o", str(tmp_path / "in")])
    assert "a\nb" not in str(refused.value)
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["file.pdf"]
    assert not (tmp_path / "up.txt").exists()


def test_names_that_differ_by_case_alone_are_hostile() -> None:
    """On some systems one would replace the other."""
    assert hostile_names({"A.txt": b"", "a.txt": b"", "b.txt": b""}) == ("A.txt", "a.txt")
    assert hostile_names({"requirement.yaml": b"", "decision.json": b""}) == ()


# --- the commands -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "code", "found"), [(lambda _: None, 0, "consistent"), (page_text, 4, "altered")])
def test_verify_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Change, code: int, found: str) -> None:
    """One document on stdout, the exit code of the interface, and what the file records of itself."""
    file = tmp_path / "file.pdf"
    file.write_bytes(changed(rendered("packaged", QUICK).pdf, change))
    with icc_profile_left_open(), pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert run(["verify", str(file), "--json"]) == code
    said = json.loads(capsys.readouterr().out)
    assert (said["format"], said["file"], said["found"]) == ("specgen-verification/1", str(file), found)
    assert said["record"]["reference"] == "PDK-INQ-2"
    assert bool(said["parts"]) == (found != "consistent")


def test_verify_says_what_it_does_not_prove(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Origin is proven only by the archive or a signature."""
    file = tmp_path / "file.pdf"
    file.write_bytes(quick())
    with icc_profile_left_open(), pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert run(["verify", str(file)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{file}: consistent: ")
    assert "only the archive or a signature" in said.err


def test_a_record_that_names_no_look_is_refused() -> None:
    """What stands in a foreign file's metadata reaches nothing but a choice from what is there."""
    record = {"paper": "a4", "language": "../../etc", "brand": "../x", "draft": "no", "kind": "proposal"}
    judged = pipeline.judge(kit(), str(QUICK))
    with pytest.raises(UsageError):
        pipeline.finish(kit(), judged, verification.wish_of(record), DATE)
    assert replace(verification.wish_of(record), language=None, brand=None, audience="customer") == Wish(paper="a4", kind="proposal")

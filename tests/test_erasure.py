"""Erasure: a person's words go from every file of every version, all else stays, and everybody can see that it was done."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import ocfl
import pikepdf
import pytest
from filings import judged_by_ocfl_py
from making import EXAMPLES, icc_profile_left_open, rendered

from specgen import erasure
from specgen.archive import index, operations, recovery, storage
from specgen.archive.erasure import Erased
from specgen.archive.history import history
from specgen.archive.index import Wanted
from specgen.archive.inventory import Stamp
from specgen.archive.layout import Layout
from specgen.archive.verify import verify_object, verify_root
from specgen.cli.run import run
from specgen.errors import DamagedArchiveError, DocumentError, UsageError
from specgen.files.hidden import without_words as yaml_without_words
from specgen.files.pages import page_texts
from specgen.files.pages import without_words as pdf_without_words
from specgen.filing import filing_of
from specgen.masking import Mask, in_strings

STAMP: Final = Stamp("2026-11-22T16:00:00Z", "John Roe", "the customer asked for it")
ASKED: Final = Stamp("2031-05-04T09:30:00Z", "Data Desk", "asked for in a letter")
PDF: Final = rendered("packaged", EXAMPLES / "battery-18650.yaml").pdf
REFERENCE: Final = "ACME-2026-014"
WORDS: Final = re.compile(rb"jane|musterweg", re.IGNORECASE)  # of the example's contact

# --- which words --------------------------------------------------------------------------------------------------------

MASKED: Final = [
    ("Jane Doe", "for Jane Doe, Acme", "for xxx xxx, Acme"),
    ("Jane Doe", "JANE  DOE and jane.doe@acme.example", "xxx  xxx and xxx.xxx@acme.example"),
    ("Jane Doe", "Jane Doering, Janes Doe, MaryJane Doe", "Jane Doering, Janes Doe, MaryJane Doe"),
    ("Müller-Lüdenscheidt", "Mu\u0308ller-Lu\u0308denscheidt", "xx\u0308xxx-xx\u0308xxx"),
    ("+49 30 1234567", "call 0049301234567 or +49301234567", "call 0049301234567 or +xxx"),
    ("Beispielstadt", "12345 Beispiel-\nstadt", "12345 xxx-\nxxx"),
    ("A1 B2", "A1 B2", "xx xx"),
]  # fmt: skip


@pytest.mark.parametrize(("hidden", "text", "expected"), MASKED)
def test_words_are_hidden_in_any_spelling(hidden: str, text: str, expected: str) -> None:
    """Whole words only, whatever the case and what stands between them; what a mask has hidden it finds no more."""
    mask = Mask((hidden,))
    assert mask.over(text) == expected
    assert not mask.hides(mask.over(text))


REQUIREMENTS: Final = [
    ("contact: Jane Doe", "contact: xxx xxx"),
    ("contact: 'Jane Doe' # Jane Doe asked", "contact: 'xxx xxx' # xxx xxx asked"),
    ('contact: "J\\u0061ne Doe"', 'contact: "xxx xxx"'),
    ("{contact: Jane Doe, country: DE}", "{contact: xxx xxx, country: DE}"),
    ("notes: |\n  Ask Jane\n  Doe first.\ntitle: X", "notes: |\n  Ask xxx\n  xxx first.\ntitle: X"),
    ("notes: >-\n  Ask Jane\n  Doe first.\ntitle: X", "notes: >-\n  Ask xxx\n  xxx first.\ntitle: X"),
    ("title: Jane's µ-focus\r\ncontact: Jane Doe\r\n", "title: Jane's µ-focus\r\ncontact: xxx xxx\r\n"),
    ("\ufeffcontact: Jane Doe", "\ufeffcontact: xxx xxx"),
    ("title: other  # as it was", "title: other  # as it was"),
]


@pytest.mark.parametrize(("text", "expected"), REQUIREMENTS)
def test_a_requirement_keeps_all_else_byte_for_byte(text: str, expected: str) -> None:
    assert yaml_without_words(text.encode(), Mask(("Jane Doe",))).decode() == expected


def test_json_keeps_its_form() -> None:
    data = b'{"a" : "Jane Doe", "b":1.10,\n "c": ["M\\u00fcller", "x"]}'
    hidden = in_strings(data, Mask(("Jane Doe", "Müller")).over)
    assert hidden == b'{"a" : "xxx xxx", "b":1.10,\n "c": ["xxx", "x"]}'


# --- a document -----------------------------------------------------------------------------------------------------------


def test_a_page_keeps_everything_but_the_words() -> None:
    """Each run of glyphs reads as before, word for word; nothing else of the file holds the words, and nothing moves."""
    mask = Mask(("Jane Doe",))
    files = {"requirement.yaml": b"specgen: 1\n", "decision.json": b"{}"}
    written = pdf_without_words(PDF, mask, files, {})
    before, after = page_texts(PDF), page_texts(written)
    assert [mask.over(text) for text in before] == list(after) != list(before)
    assert pdf_without_words(written, mask, files, {}) == written
    with pikepdf.open(io.BytesIO(written)) as pdf:
        assert {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments} == files
        assert not any(b"Jane" in one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream))


def test_what_nobody_can_look_through_is_refused() -> None:
    """A file that another program has put in: whether it names the person cannot be told."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        pdf.attachments["letter.docx"] = b"PK"
        pdf.save(out)
    with pytest.raises(DocumentError, match="letter.docx"):
        pdf_without_words(out.getvalue(), Mask(("Jane Doe",)), {"requirement.yaml": b"", "decision.json": b""}, {})


# --- an object ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Return an archive with the demo's proposal, which was sent to its contact."""
    made = Layout(tmp_path / "archive")
    recovery.open_for_writing(made)
    operations.add(made, filing_of(PDF), STAMP)
    operations.note_state(made, REFERENCE, "sent", Stamp(STAMP.created, STAMP.by, "mailed to jane.doe@acme.example"))
    index.build(made)
    return made


def erased(layout: Layout, person: str = "jane doe", *also: str, stamp: Stamp = ASKED) -> Erased:
    return erasure.erase(layout, REFERENCE, person, also, stamp)


def everything(layout: Layout) -> bytes:
    """Return every byte below the archive, compressed streams of PDFs unpacked."""
    found = [path.read_bytes() for path in layout.root.rglob("*") if path.is_file()]
    for data in [one for one in found if one.startswith(b"%PDF")]:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            found += [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        found += [text.encode() for text in page_texts(data)]
    return b"\n".join(found)


def place(layout: Layout) -> Path:
    return layout.folder(layout.key(REFERENCE))


def test_the_words_are_nowhere_and_all_else_is(layout: Layout) -> None:
    """From requirement, decision, document, record, log and inventories, what was set aside and the index included."""
    (layout.aside / f"{layout.key(REFERENCE)}-v2-1").mkdir()
    (layout.aside / f"{layout.key(REFERENCE)}-v2-1/log.jsonl").write_text("Jane Doe")
    assert WORDS.search(everything(layout))
    done = erased(layout)
    assert done.outcome.version == "v3"
    assert set(done.files) == {
        *(("v1", name) for name in ("decision.json", "document.pdf", "record.json", "requirement.yaml")), ("v2", "log.jsonl"),
    }  # fmt: skip
    assert WORDS.search(everything(layout)) is None
    held = history(layout, layout.key(REFERENCE))
    assert held
    assert [event.state for event in held.events] == ["filed", "sent"]
    assert held.events[1].because == "mailed to xxx.xxx@xxx.xxx"
    assert [row.state for row in index.find(layout, Wanted(reference=REFERENCE))] == ["sent"]


def test_the_parts_still_fit_together(layout: Layout) -> None:
    """What the document carries is what lies beside it, and the record vouches for all of it: it could be handed in again."""
    erased(layout)
    folder = place(layout) / "v1/content"
    again = filing_of((folder / "document.pdf").read_bytes())
    assert again.parts() | {"environment.json": b""} == {
        **{name: (folder / name).read_bytes() for name in ("requirement.yaml", "decision.json", "document.pdf")}, "environment.json": b"",
    }  # fmt: skip
    record = json.loads((folder / "record.json").read_text())
    for name, digest in {**record["received"], **record["made"]}.items():
        assert hashlib.sha512((folder / name).read_bytes()).hexdigest() == digest
    assert operations.add(layout, again, STAMP).is_new is False


def test_it_is_a_valid_object_and_everybody_is_told(layout: Layout) -> None:
    """By other programs as well; what was removed, when, by whom and why; of the document also the digest it had."""
    was = hashlib.sha512(PDF).hexdigest()
    erased(layout)
    assert judged_by_ocfl_py(layout.root) == []
    assert ocfl.Object().validate(objdir=str(place(layout)))[0]
    report = verify_object(place(layout))
    told = [problem for problem in report.problems if problem.kind == "erased"]
    assert (report.is_damaged, len(told)) == (False, 5)
    assert dict(told[0].facts) == {
        "when": ASKED.created, "by": ASKED.by, "because": ASKED.because, "what": "customer.contact, customer.email, customer.address",
    }  # fmt: skip
    mark = json.loads((place(layout) / "v3/content/erasures.json").read_text())
    assert {file["path"]: file["was"] for file in mark["erasures"][0]["files"]} == {
        "decision.json": None, "document.pdf": was, "record.json": None, "requirement.yaml": None, "log.jsonl": None,
    }  # fmt: skip


def test_what_comes_after_keeps_the_mark(layout: Layout) -> None:
    """A state, another erasure, and an erasure of nothing, which changes nothing."""
    erased(layout)
    operations.note_state(layout, REFERENCE, "accepted", STAMP)
    assert erased(layout, "Acme Cells").outcome.version == "v5"
    assert erased(layout).outcome.is_new is False
    held = history(layout, layout.key(REFERENCE))
    assert held
    assert [one.what for one in held.erasures] == [
        "customer.contact, customer.email, customer.address", "customer.company",
    ]  # fmt: skip
    assert [report.is_damaged for report in verify_root(layout.root) if report.is_object] == [False]
    assert judged_by_ocfl_py(layout.root) == []


def test_a_trial_changes_nothing(layout: Layout) -> None:
    before = everything(layout)
    tried = erasure.erase(layout, REFERENCE, "Jane Doe", (), ASKED, is_trial=True)
    assert (tried.outcome.is_new, len(tried.files)) == (False, 5)
    assert everything(layout) == before


REFUSED: Final[list[tuple[Callable[[Layout], object], str]]] = [
    (lambda layout: erased(layout, "-"), "--person '-': there is no word in it"),
    (lambda layout: erased(layout, "Jane Doe", "!"), "--also '!': there is no word in it"),
    (lambda layout: erased(layout, "ACME 2026"), "the reference itself holds what is to be erased"),
    (lambda layout: erased(layout, stamp=Stamp(STAMP.created, "x", "Jane Doe wrote")), "do not write there what is to be erased"),
    (lambda layout: erasure.erase(layout, "X-1", "Jane Doe", (), ASKED), "X-1 is not in this archive"),
]


@pytest.mark.parametrize(("attempt", "says"), REFUSED)
def test_what_would_leave_the_words_is_refused(layout: Layout, attempt: Callable[[Layout], object], says: str) -> None:
    before = everything(layout)
    with pytest.raises(UsageError, match=re.escape(says)):
        attempt(layout)
    assert everything(layout) == before


def test_damage_is_not_painted_over(layout: Layout) -> None:
    """Writing an object anew would make a changed file the right one."""
    environment = place(layout) / "v1/content/environment.json"
    environment.write_bytes(environment.read_bytes() + b" ")
    with pytest.raises(DamagedArchiveError, match="is damaged, so nothing was erased"):
        erased(layout)


def test_a_colleagues_address_stays(tmp_path: Path) -> None:
    """Only in the requirement whose contact the person is does the address count as the person's."""
    mask = Mask(("Jane Doe",))
    address = "Musterweg 1\n12345 Beispielstadt\n"
    local = erasure._local(mask, {"customer.contact": "Jane Doe", "customer.address": address})
    assert local.hides(address)
    assert not erasure._local(mask, {"customer.contact": "John Roe", "customer.address": address}).hides(address)


# --- a forged mark ----------------------------------------------------------------------------------------------------------


def test_a_mark_does_not_hide_damage(layout: Layout) -> None:
    """Flip a byte of a file that the mark names: the mark excuses nothing."""
    erased(layout)
    document = place(layout) / "v1/content/document.pdf"
    document.write_bytes(document.read_bytes()[:-1] + b"?")
    assert {problem.kind for problem in verify_object(place(layout)).problems if problem.is_damage} == {"content-changed"}


def test_a_forged_erasure_is_found_out(layout: Layout) -> None:
    """Exchange the document as the writer itself would, with a mark that says it was erased: the record knows another one."""
    key, other = layout.key(REFERENCE), b"%PDF-1.7 another promise"
    held = history(layout, key)
    assert held
    with recovery.holding(layout, key):
        files = {name: storage.content(layout, held.inventory, digest) for name, digest in held.inventory.state.items()}
        mark = {"version": "v1", "path": "document.pdf", "was": None, "is": hashlib.sha512(other).hexdigest()}
        told = {"when": ASKED.created, "by": "x", "because": "x", "what": "x", "files": [mark]}
        erasures = json.dumps({"format": "specgen-erasures/1", "erasures": [told]}).encode()
        storage.commit(layout, held.inventory, {**files, "document.pdf": other, "erasures.json": erasures}, ASKED)
    kinds = {problem.kind for problem in verify_object(place(layout)).problems if problem.is_damage}
    assert kinds == {"erasure-contradicted"}


def test_a_reader_waits_for_the_exchange(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the two renames the object is in neither place; a reader looks again, and a dead writer is told of."""
    key = layout.key(REFERENCE)
    former = storage.former(layout, key)
    former.parent.mkdir()
    layout.folder(key).rename(former)
    looks = []

    def pause(_: float) -> None:
        looks.append(1)
        if len(looks) == 3:
            former.rename(layout.folder(key))

    monkeypatch.setattr(storage.time, "sleep", pause)
    assert history(layout, key) is not None
    layout.folder(key).rename(former)
    with pytest.raises(DamagedArchiveError, match="an erasure was stopped before its end"):
        history(layout, key)


def test_it_is_done_at_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.pdf").write_bytes(PDF)
    signed = ("--by", "Data Desk", "--because", "asked for in a letter")
    with icc_profile_left_open():
        assert run(["archive", "add", "x.pdf", *signed]) == 0
    capsys.readouterr()
    asked = ["archive", "erase", REFERENCE, "--person", "Jane Doe", *signed]
    assert run([*asked, "--dry-run"]) == 0
    assert capsys.readouterr().err == f"{REFERENCE}: 4 files would be changed; nothing was\n"
    assert run([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == "v2"
    assert run(asked) == 0
    assert "nothing of this is in any version" in capsys.readouterr().err
    assert run(["archive", "show", REFERENCE]) == 0
    assert "erased: customer.contact, customer.email, customer.address  Data Desk: asked for in a letter" in capsys.readouterr().out
    assert run(["archive", "verify"]) == 0
    assert "was erased from this file on" in capsys.readouterr().out

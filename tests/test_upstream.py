"""What specgen changes in WeasyPrint and pydyf: nothing that a document shows, to the byte."""

import gc
import importlib.util
import io
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest
import weasyprint
from making import DATE, EXAMPLES, MAKERS, ROOT, icc_profile_left_open
from tinyhtml5.parser import parse as as_html
from weasyprint.formatting_structure import boxes
from weasyprint.html import UA_STYLESHEET

from specgen.render import declarations, pdf
from specgen.render.upstream import lean, reading

# Every chart; another maker's marks, prices and draft; another status and paper.
MAKE = f"""
import datetime, hashlib, pathlib, sys
from specgen import pipeline
from specgen.pipeline import Wish
for folder, name, wish in (
    ({str(MAKERS["packaged"])!r}, "battery-18650", Wish()),
    ({str(MAKERS["helmsdal"])!r}, "turbine-blade", Wish(draft=True)),
    ({str(MAKERS["packaged"])!r}, "infeasible-detector", Wish(paper="letter")),
):
    kit = pipeline.open_kit(pathlib.Path(folder))
    judged = pipeline.judge(kit, {str(EXAMPLES)!r} + f"/{{name}}.yaml")
    _, outputs = pipeline.propose(kit, judged, wish, datetime.date.fromisoformat("{DATE}"))
    print(*(hashlib.sha256(output).hexdigest() for output in outputs.values()))
print(sys.modules["weasyprint.text.ffi"].ffi.__class__.__name__)
"""
UNMENDED = """
import sys, types
sys.modules["specgen.render.upstream"] = types.SimpleNamespace(load=lambda: None, lean=lambda sheet: sheet)
"""


def made(before: str = "") -> list[str]:
    """Return the digests of the documents that a process makes in which *before* comes first, and who reads Pango's declarations."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", before + MAKE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def mended() -> list[str]:
    """Return what specgen makes."""
    return made()


def test_the_bytes_are_those_of_weasyprint_alone(mended: list[str]) -> None:
    """Three documents without any of the changes are the same files."""
    alone = made(UNMENDED)
    assert (mended[-1], alone[-1]) == ("_Declared", "FFI"), "otherwise both ran the same code"
    assert len(set(alone)) == 4
    assert mended[:-1] == alone[:-1]


def test_declarations_are_those_of_the_installed_weasyprint() -> None:
    """`tools/make_declarations.py` would write the file that is there."""
    path = ROOT / "tools" / "make_declarations.py"
    spec = importlib.util.spec_from_file_location("make_declarations", path)
    assert spec is not None
    assert spec.loader is not None
    tool: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.FILE.read_text("utf-8") == tool.made()


def test_another_weasyprint_reads_its_own_declarations() -> None:
    """Where they are not those that were parsed, they are parsed as ever."""
    program = (
        "import sys, types; package = types.ModuleType('specgen.render'); package.__path__ = ['specgen/render'];"
        "sys.modules['specgen.render'] = package; from specgen.render import declarations, upstream;"
        "declarations.SOURCE = 'of another'; upstream.load(); from weasyprint.text.ffi import ffi; print(type(ffi).__name__)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "FFI\n"
    assert len(declarations.SOURCE) == 64


def test_a_page_with_a_footnote_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The style of notes is left out only where the style sheet has none: the mark before a footnote comes from it."""
    page = '<html lang="en"><head><title>T</title></head><body><p>Word<span class="f">The note.</span></p></body></html>'
    render, kept = weasyprint.HTML.render, []

    def keeping(*arguments: Any, **options: Any) -> Any:
        kept.append(render(*arguments, **options))
        return kept[-1]

    monkeypatch.setattr(weasyprint.HTML, "render", keeping)
    with icc_profile_left_open():
        for css in ("span.f { float: footnote }", "span.f { float: left }"):
            pdf.to_pdf(page, css, {}, (), DATE)
            gc.collect()
    with_note, without = (
        [box.text for box in document.pages[0]._page_box.descendants() if isinstance(box, boxes.TextBox)] for document in kept
    )
    assert with_note == ["Word", "1", "1. ", "The note."]
    assert sorted(without) == ["The note.", "Word"]


def test_only_notes_and_markers_beside_other_than_li_are_left_out() -> None:
    """Of WeasyPrint's own style, five pseudo-elements and nothing else; the marker stays with list items."""
    whole, ours = UA_STYLESHEET.matcher, lean(UA_STYLESHEET).matcher
    gone = [entry for entry in whole.other_selectors if entry not in ours.other_selectors]
    marker = next(entry for entry in gone if entry[3] == "marker")
    assert sorted(entry[3] for entry in gone) == ["footnote-call", "footnote-marker", "marker", "note-call", "note-callback", "note-marker"]
    assert [entry for entry in whole.other_selectors if entry not in gone] == ours.other_selectors
    assert ours.lower_local_name_selectors == whole.lower_local_name_selectors | {"li": [*whole.lower_local_name_selectors["li"], marker]}


@pytest.mark.parametrize(
    ("body", "is_the_same"),
    [
        ('<p class="a">one<br>two &amp; <em>three</em></p><img src="x" alt="a &gt; b">', True),
        ("<table><tbody><tr><td>cell</td></tr></tbody></table>", True),
        ("<table><tr><td>cell</td></tr></table>", False),
        ("<p>one<div>two</div></p>", False),
        ("<p>one<p>two", False),
        ('<img src="x" alt="two\nlines">', False),
        ("<P>one</P>", False),
        ("<pre>\none</pre>", False),
        ("<p>&nbsp;</p>", False),
    ],
)
def test_a_page_is_read_as_html_says(body: str, is_the_same: bool) -> None:
    """As XML only where the tree is the same; else as ever."""
    text = f"<!DOCTYPE html>\n<html><head><title>T</title></head>\n<body>{body}</body></html>"
    ours = reading._as_xml(text)
    assert (ours is not None) == is_the_same
    if is_the_same:
        theirs = as_html(io.StringIO(text), namespace_html_elements=False)
        trees = [[(e.tag, dict(e.attrib), (e.text or "").strip(), (e.tail or "").strip()) for e in tree.iter()] for tree in (ours, theirs)]
        assert trees[0] == trees[1]


def test_no_subsetting_in_python_is_loaded_with_a_document() -> None:
    """HarfBuzz does it; what would do it in Python waits."""
    program = (
        "import sys; from specgen import render; late = [name for name in ('fontTools.varLib', 'fontTools.otlLib') if name in sys.modules];"
        "from fontTools.subset import Subsetter; print(late, Subsetter.__module__)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[] fontTools.subset\n"

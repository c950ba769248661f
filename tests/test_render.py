"""Rendering: what the PDF carries and claims, that nothing leaves its page, and that nothing outside the bundle is ever touched.

That the claims hold (PDF/A-3u, PDF/UA-1) is veraPDF's business; here stands what can be told without it.
"""

import datetime
import hashlib
import io
import json
import logging
import re
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pytest
import weasyprint
from making import CASES, DATE, EXAMPLES, MAKERS, ROOT, Rendered, example, icc_profile_left_open, kit, rendered
from weasyprint.formatting_structure import boxes

from specgen.document import Document
from specgen.document.blocks import Paragraph, Run
from specgen.errors import MaintainerError
from specgen.files.looks import load_brand
from specgen.pipeline import Wish
from specgen.render import Enclosure, fonts, html, missing, render_pdf
from specgen.render.html import breakable, page
from specgen.render.pdf import to_pdf

DEMO = EXAMPLES / "battery-18650.yaml"
HALF = {("packaged", "bare"), ("helmsdal", "markup")}  # the other maker's will do
# One of each status on each catalogue, an inch-and-letter document, and every case made to break a page.
SHOWN: list[tuple[str, Path]] = [
    *(("packaged", EXAMPLES / f"{name}.yaml") for name in ("battery-18650", "hole-1-to-5-um", "infeasible-detector", "incomplete")),
    *(("helmsdal", EXAMPLES / f"{name}.yaml") for name in ("battery-18650", "turbine-blade", "infeasible-geometry", "incomplete")),
    ("helmsdal", EXAMPLES / "inch-units.yaml"),
    *((maker, case) for maker in MAKERS for case in CASES if (maker, case.parent.name) not in HALF),
]
IDS = [f"{maker}-{file.stem if file.stem != 'requirement' else file.parent.name}" for maker, file in SHOWN]
every_page = pytest.mark.parametrize(("maker", "file"), SHOWN, ids=IDS)


@pytest.fixture(scope="module")
def demo() -> Rendered:
    """Return the demo, rendered."""
    return rendered("packaged", DEMO)


# --- what the file carries --------------------------------------------------------------------------------------------


@every_page
def test_requirement_and_decision_travel_inside_unchanged(maker: str, file: Path) -> None:
    """Byte for byte, named, described, dated, and related as PDF/A-3 wants it."""
    result = rendered(maker, file)
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        assert set(pdf.attachments) == {"requirement.yaml", "decision.json"}
        for name, data, relation in (("requirement.yaml", file.read_bytes(), "/Source"), ("decision.json", result.decision, "/Data")):
            spec = pdf.attachments[name]
            assert spec.get_file().read_bytes() == data
            assert spec.obj.AFRelationship == relation
            assert spec.description
            assert spec.get_file().mime_type == {"requirement.yaml": "application/yaml", "decision.json": "application/json"}[name]
            assert spec.get_file().mod_date is not None
        assert len({entry.objgen for entry in pdf.Root.AF}) == 2


def test_the_decision_inside_is_the_one_beside(demo: Rendered) -> None:
    """And names the digest of the requirement that travels with it."""
    decision = json.loads(demo.decision)
    assert decision["requirement"]["sha256"] == hashlib.sha256(DEMO.read_bytes()).hexdigest()
    assert decision["requirement"]["date"] == "2026-11-20"


def claims(pdf: pikepdf.Pdf) -> dict[str, str]:
    """Return what the metadata says, by name: properties stand in elements or in attributes."""
    tree = ET.fromstring(pdf.Root.Metadata.read_bytes())
    assert len(list(tree.iter(f"{RDF}RDF"))) == 1, "validators read the first RDF element alone"
    elements = {node.tag: (node.text or "").strip() for node in tree.iter()}
    return elements | {name: text for node in tree.iter(f"{RDF}Description") for name, text in node.attrib.items()}


RDF, PDFA, PDFUA = (
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
    "{http://www.aiim.org/pdfa/ns/id/}",
    "{http://www.aiim.org/pdfua/ns/id/}",
)


@every_page
def test_the_metadata_claims_pdf_a_3u_and_pdf_ua_1(maker: str, file: Path) -> None:
    """Both in the one RDF element, where validators look, with the extension schema that PDF/A asks for."""
    with pikepdf.open(io.BytesIO(rendered(maker, file).pdf)) as pdf:
        found = claims(pdf)
        assert (found[f"{PDFA}part"], found[f"{PDFA}conformance"], found[f"{PDFUA}part"]) == ("3", "U", "1")
        assert "{http://www.aiim.org/pdfa/ns/extension/}schemas" in found
        assert "{http://www.aiim.org/pdfa/ns/schema#}namespaceURI" in found
        assert pdf.open_metadata().pdfa_status == "3U"


@every_page
def test_the_file_is_tagged_named_and_in_a_language(maker: str, file: Path) -> None:
    """What a screen reader needs before it reads a word."""
    with pikepdf.open(io.BytesIO(rendered(maker, file).pdf)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.StructTreeRoot.K
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title).strip()
        assert pdf.Root.OutputIntents
        assert not pdf.is_encrypted


def tags(node: Any, depth: int = 0) -> Iterator[str]:
    """Yield the type of every structure element below *node*."""
    if isinstance(node, pikepdf.Array):
        for entry in node:
            yield from tags(entry, depth)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        if "/K" in node and depth < 60:
            yield from tags(node.K, depth + 1)


def test_the_tags_tell_tables_lists_headings_and_figures(demo: Rendered) -> None:
    """One H1, header cells in tables, and as many figures as pictures that say something."""
    with pikepdf.open(io.BytesIO(demo.pdf)) as pdf:
        found = list(tags(pdf.Root.StructTreeRoot.K))
    assert found.count("/H1") == 1
    assert {"/H2", "/H3", "/P", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Figure"} <= set(found)
    assert found.count("/Figure") >= 6


def test_the_contents_list_names_each_section_with_the_page_on_which_it_starts(demo: Rendered) -> None:
    """Tagged as a list of contents, each entry a link; the number beside it is that of the page where the link leads."""
    with pikepdf.open(io.BytesIO(demo.pdf)) as pdf:
        found = list(tags(pdf.Root.StructTreeRoot.K))
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        places = dict(zip(*[iter(pdf.Root.Names.Dests.Names)] * 2, strict=True))
        led_to = [str(numbers[places[annotation.Dest][0].objgen]) for annotation in pdf.pages[0].Annots]
    texts = [box for box, _ in walk(demo.pages[0]._page_box) if isinstance(box, boxes.TextBox)]
    assert [box.text for box in texts if box.element.get("class") == "at"] == led_to
    assert found.count("/TOC") == 1
    assert found.count("/TOCI") == found.count("/Reference") == len(led_to) > 5


def font_names(pdf: pikepdf.Pdf) -> Iterator[tuple[str, bool]]:
    """Yield the name of every font and whether its program is embedded."""
    for object_ in pdf.objects:
        if isinstance(object_, pikepdf.Dictionary) and object_.get("/Type") == "/FontDescriptor":
            yield str(object_.FontName).lstrip("/"), any(key in object_ for key in ("/FontFile", "/FontFile2", "/FontFile3"))


@every_page
def test_every_font_is_embedded_and_of_the_bundle(maker: str, file: Path) -> None:
    """No glyph comes from a font that happens to be on the machine: bytes and looks are the same everywhere."""
    with pikepdf.open(io.BytesIO(rendered(maker, file).pdf)) as pdf:
        found = list(font_names(pdf))
    assert found
    assert all(embedded for _, embedded in found)
    families = {re.sub(r"[^a-z]", "", re.sub(r"^[A-Z]{6}\+", "", name).lower()) for name, _ in found}
    assert all(family.startswith(("sourcesanspro", "manrope")) for family in families), families
    assert not [family for family in families if family.startswith("manrope")] or maker == "helmsdal"


@every_page
def test_nothing_in_the_file_acts_or_points_outside(maker: str, file: Path) -> None:
    """No script, no launch, no link to an address: a customer's text cannot make one."""
    with pikepdf.open(io.BytesIO(rendered(maker, file).pdf)) as pdf:
        kinds = {str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and o.get("/Type") in (None, "/Action")}
        assert not kinds & {"/JavaScript", "/Launch", "/URI", "/SubmitForm", "/GoToR", "/ImportData"}
        assert "/AcroForm" not in pdf.Root
        assert "/OpenAction" not in pdf.Root
        for leaf in pdf.pages:
            assert all(annotation.Subtype == "/Link" for annotation in leaf.get("/Annots", []))


# --- pages ------------------------------------------------------------------------------------------------------------

A4, LETTER = (595.28, 841.89), (612.0, 792.0)


@every_page
def test_pages_are_few_and_of_the_size_asked_for(maker: str, file: Path) -> None:
    """Letter for who asks for it; never a document that runs away."""
    result = rendered(maker, file)
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        sizes = {tuple(round(float(side), 1) for side in leaf.MediaBox[2:]) for leaf in pdf.pages}
        paper = result.judged.received.requirement.document.paper if result.judged.received.requirement else None
        assert sizes == {tuple(round(side, 1) for side in (LETTER if paper == "letter" else A4))}
        assert 3 <= len(pdf.pages) <= 20
        assert len(pdf.pages) == len(result.pages)
    assert len(result.pdf) < 600_000


def walk(box: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield every box of a page with the boxes around it, outermost first; list markers hang outside on purpose."""
    yield box, above
    for child in getattr(box, "children", None) or ():
        if not str(getattr(child, "element_tag", "")).endswith("::marker"):
            yield from walk(child, (*above, box))


def leaving(leaf: Any) -> Iterator[str]:
    """Yield every text or picture of a page that leaves the page, its margins, its cell or its field, by more than a pixel."""
    sheet, seen = leaf._page_box, 0
    is_cover = sheet.margin_left == 0
    for box, above in walk(sheet):
        if not isinstance(box, boxes.TextBox | boxes.ReplacedBox):
            continue
        seen += 1
        what = getattr(box, "text", None) or f"<{box.element_tag}>"
        left, right = box.position_x, box.position_x + box.width
        top, bottom = box.position_y, box.position_y + box.height
        in_margin = any(isinstance(around, boxes.MarginBox) for around in above)
        beyond = max(sheet.margin_left - left, right - leaf.width + sheet.margin_right)
        if beyond > 1:
            yield f"{what!r} leaves the type area sideways by {beyond:.0f} px"
        if top < 0 or bottom > leaf.height - (0 if is_cover or in_margin else sheet.margin_bottom) + 1:
            yield f"{what!r} leaves the page at top or bottom"
        inner = next(a for a in reversed(above) if isinstance(a, boxes.BlockContainerBox | boxes.TableCellBox | boxes.PageBox))
        start = inner.position_x + (0 if isinstance(inner, boxes.PageBox) else inner.margin_left)
        width = leaf.width if isinstance(inner, boxes.PageBox) else inner.border_width()
        if left < start - 1 or right > start + width + 1:
            yield f"{what!r} leaves its <{inner.element_tag}> by {max(start - left, right - start - width):.0f} px"
        for field in above:
            if field.element is not None and field.element.get("class") == "field":
                end = field.position_y + field.margin_top + field.border_height()
                if bottom > end + 1:
                    yield f"{what!r} falls out of the cover's field by {bottom - end:.0f} px"
    assert seen > 4, "an empty page"


def overlapping(leaf: Any) -> Iterator[str]:
    """Yield every two stretches of text that lie on each other: the middle of the one line within that of the other."""
    texts = [box for box, _ in walk(leaf._page_box) if isinstance(box, boxes.TextBox) and box.text.strip()]
    spans = [(b.position_x, b.position_x + b.width, b.position_y + b.height * 0.3, b.position_y + b.height * 0.7, b.text) for b in texts]
    for index, (left, right, top, bottom, text) in enumerate(spans):
        for x0, x1, y0, y1, other in spans[:index]:
            if min(right, x1) - max(left, x0) > 1 and min(bottom, y1) - max(top, y0) > 1:
                yield f"{other!r} and {text!r} lie on each other"


@every_page
def test_nothing_leaves_its_place(maker: str, file: Path) -> None:
    """Every word and picture stays on its page, within its margins, its cell and its field."""
    found = [f"page {number}: {problem}" for number, leaf in enumerate(rendered(maker, file).pages, 1) for problem in leaving(leaf)]
    assert found == []


@every_page
def test_no_text_lies_on_another(maker: str, file: Path) -> None:
    """Running heads, cover facts and table cells keep out of each other's way, however long the names."""
    found = [f"page {number}: {problem}" for number, leaf in enumerate(rendered(maker, file).pages, 1) for problem in overlapping(leaf)]
    assert found == []


def laid_out(body: str, css: str = "") -> Any:
    """Return the first page of a few words of HTML."""
    return weasyprint.HTML(string=f"<html lang=en><body>{body}").render(stylesheets=[weasyprint.CSS(string=css)]).pages[0]


FIVE = "<p>one</p><p>two</p><p>three</p><p>four</p><p>five</p>"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (FIVE + "<p style='margin-left: 900px'>outside</p>", "sideways"),
        (FIVE + "<p style='width: 30px'>unbreakablylongword</p>", "leaves its <p>"),
        (FIVE + "<div class=field style='height: 20px'>a<br>b<br>c</div>", "falls out of the cover's field"),
        (FIVE + "<p style='position: absolute; top: 1100px'>low</p>", "top or bottom"),
        (FIVE + "<p style='margin-top: -36px'>six on five</p>", "lie on each other"),
    ],
)
def test_the_guards_go_red(body: str, problem: str) -> None:
    """Each kind of overflow is seen, so that the two tests above prove something."""
    leaf = laid_out(body)
    assert any(problem in found for found in (*leaving(leaf), *overlapping(leaf)))


@every_page
def test_each_page_says_what_it_is_and_where_one_is(maker: str, file: Path) -> None:
    """Wordmark, reference and page of pages on every page but the cover, which has the whole answer."""
    result = rendered(maker, file)
    requirement = result.judged.received.requirement
    assert requirement is not None
    for number, leaf in enumerate(result.pages, 1):
        text = "".join(box.text for box, _ in walk(leaf._page_box) if isinstance(box, boxes.TextBox)).replace("\u200b", "")
        assert requirement.reference in text
        assert (f"{number} / {len(result.pages)}" in text) == (number > 1)


def test_paper_draft_and_brand_can_be_asked_for() -> None:
    """Letter paper, a draft that says so, and another maker's look, from the command line's wishes."""
    result = rendered("helmsdal", EXAMPLES / "incomplete.yaml", Wish(paper="letter", draft=True, brand="source-ray"))
    text = "".join(box.text for leaf in result.pages for box, _ in walk(leaf._page_box) if isinstance(box, boxes.TextBox))
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        assert [round(float(side)) for side in pdf.pages[0].MediaBox[2:]] == [612, 792]
    assert text.count("DRAFT") == len(result.pages)
    assert "Source-Ray" in text


def test_the_cover_is_one_page_where_it_has_most_to_say() -> None:
    """On letter paper, a draft by deviation with a long reason: the list of contents stays below it, and page 2 is the summary."""
    because = "One source for both lines halves the spares and the training of the staff, and was tried on samples in October."
    result = rendered("helmsdal", EXAMPLES / "battery-18650.yaml", Wish(paper="letter", draft=True, platform="hx-130-s", because=because))
    texts = ["".join(box.text for box, _ in walk(leaf._page_box) if isinstance(box, boxes.TextBox)) for leaf in result.pages[:2]]
    assert "Contents" in texts[0]
    assert "Summary" in texts[1]


def test_a_number_stands_on_one_line_with_its_unit() -> None:
    """In every text of a page, whoever wrote it: notes, warnings, terms."""
    document = example("helmsdal", "battery-18650").document
    made = page(document, load_brand(kit("helmsdal").library, "helmsdal"), kit("helmsdal").library.template)
    assert "the upper 15\u202fmm of the cell" in made.html
    assert not re.search(r"[0-9] (?:µm|mm|kV|W|s|min|%)[\s<,;.]", made.html)


# --- nothing outside --------------------------------------------------------------------------------------------------

# Each way in which markup can ask for something; {f} is a file with a secret, {h} an address on this machine.
REFUSED = {
    "img file": ('<img alt=x src="{f}">', ""),
    "img http": ('<img alt=x src="{h}">', ""),
    "img data": ('<img alt=x src="data:image/png;base64,iVBORw0KGgo=">', ""),
    "img relative": ('<img alt=x src="../../etc/passwd">', ""),
    "img absolute": ('<img alt=x src="/etc/passwd">', ""),
    "img not in the bundle": ('<img alt=x src="bundle:///nothing.png">', ""),
    "img out of the bundle": ('<img alt=x src="bundle:///../../etc/passwd">', ""),
    "img with a base": ('<base href="{f}"><img alt=x src="a.png">', ""),
    "picture": ('<picture><source srcset="{f}"><img alt=x src="{f}"></picture>', ""),
    "link stylesheet": ('<link rel=stylesheet href="{f}">x', ""),
    "import in the head": ('<style>@import url("{f}")</style>x', ""),
    "import in the sheet": ("x", '@import url("{h}");'),
    "font": ("<p style='font-family: E'>x</p>", '@font-face {{ font-family: E; src: url("{f}") }}'),
    "background": ("<p>x</p>", 'p {{ background: url("{f}") }}'),
    "style attribute": ("<p style='background-image: url({h})'>x</p>", ""),
    "list style": ("<ul><li>x</ul>", 'ul {{ list-style-image: url("{f}") }}'),
    "content": ("<p>x</p>", 'p::before {{ content: url("{f}") }}'),
    "border image": ("<p>x</p>", 'p {{ border: 1px solid; border-image: url("{f}") 1 }}'),
    "page background": ("x", '@page {{ background: url("{f}") }}'),
    "object": ('<object data="{f}">x</object>', ""),
    "embed": ('<embed src="{f}">', ""),
    "image in inline SVG": ('<svg width=9 height=9><title>t</title><image href="{f}" width=9 height=9 /></svg>', ""),
    "image in a bundled SVG": ('<img alt=x src="bundle:///image.svg">', ""),
    "attachment by a link": ('<a rel=attachment href="{f}">x</a>', ""),
}
# What asks for nothing today, or is not followed: it may pass, but must touch nothing either.
INERT = {
    "use in inline SVG": ('<svg width=9 height=9><title>t</title><use href="{f}#a"/></svg>', ""),
    "style in a bundled SVG": ('<img alt=x src="bundle:///style.svg">', ""),
    "attachment in the head": ('<link rel=attachment href="{f}">x', ""),
    "icon": ('<link rel=icon href="{f}">x', ""),
    "frame": ('<iframe src="{f}"></iframe>x', ""),
    "script": ('<script src="{f}"></script>x', ""),
    "video": ('<video src="{f}" poster="{f}"></video>x', ""),
    "input": ('<input type=image src="{f}">x', ""),
}
GUARDED = """
import datetime, json, sys, tempfile, warnings
warnings.simplefilter("ignore")
from pathlib import Path
from specgen.errors import MaintainerError
from specgen.render.pdf import to_pdf

secret, vectors = Path(sys.argv[1]), json.load(open(sys.argv[2]))
image = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="%s" width="9" height="9"/></svg>' % secret.as_uri()
style = '<?xml-stylesheet href="%s"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>@import url("%s");</style></svg>'
drawings = {"image.svg": image, "style.svg": style % (secret.as_uri(), secret.as_uri())}
bundle = {name: (text.encode(), "image/svg+xml") for name, text in drawings.items()}
touched, watches = [], False

def watch(event, arguments):
    if watches and (event == "open" or event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib."))):
        touched.append((event, str(arguments[0]) if arguments else ""))

def one(body, css):
    try:
        data = to_pdf(f"<html lang=en><title>t</title>{body}", css, dict(bundle), (), datetime.date(2026, 11, 20))
    except MaintainerError as error:
        return "refused", str(error)
    return "done", "the secret is inside" if b"hush" in data else ""

for body, css in (("<p>x</p>", ""), ('<img alt=x src="bundle:///style.svg">', "")):  # once unwatched: libraries load their parts
    one(body, css)
tempfile.gettempdir()  # which Python finds by writing into it once
sys.addaudithook(watch)
watches = True
found = {}
for name, (body, css) in vectors.items():
    touched.clear()
    outcome, said = one(body, css)
    found[name] = (outcome, said, list(touched))
watches = False
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, tuple[str, str, list[tuple[str, str]]]], str]:
    """Return, for each vector, what became of it, what was said, and what the process touched; and the secret's path."""
    folder = tmp_path_factory.mktemp("guarded")
    secret = folder / "secret.txt"
    secret.write_text("hush")
    places = {"f": secret.as_uri(), "h": "http://127.0.0.1:9/secret"}
    vectors = {name: [part.format(**places) for part in pair] for name, pair in (REFUSED | INERT).items()}
    (folder / "vectors.json").write_text(json.dumps(vectors))
    command = [sys.executable, "-c", GUARDED, str(secret), str(folder / "vectors.json")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout), str(secret)


@pytest.mark.parametrize("name", REFUSED)
def test_what_lies_outside_is_refused(guarded: tuple[dict[str, Any], str], name: str) -> None:
    """The document is not made at all, and the maintainer is told what it asked for."""
    outcome, said, _ = guarded[0][name]
    assert outcome == "refused"
    assert "asks for" in said or "Failed to render SVG" in said


@pytest.mark.parametrize("name", [*REFUSED, *INERT])
def test_nothing_outside_is_touched(guarded: tuple[dict[str, Any], str], name: str) -> None:
    """No socket, no process, no file but the engine's own: seen by an audit hook of the interpreter."""
    found, secret = guarded
    _, said, touched = found[name]
    assert said != "the secret is inside"
    own = ("/weasyprint", "site-packages", "/lib/python", "pyvenv.cfg")
    assert [(event, what) for event, what in touched if secret in what or event != "open" or not any(part in what for part in own)] == []


def test_the_audit_hook_goes_red(tmp_path: Path) -> None:
    """It does see a file that is opened and a socket that is made; else silence would prove nothing."""
    code = (
        "import sys, socket\nseen = []\nsys.addaudithook(lambda e, a: seen.append(e))\n"
        "open(sys.argv[1]).close()\nsocket.socket().close()\nprint('open' in seen, any(e.startswith('socket.') for e in seen))"
    )
    file = tmp_path / "a"
    file.touch()
    run = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "True"]


def test_an_enclosure_is_handed_over_not_fetched() -> None:
    """Its bytes come from memory, whatever its name looks like."""
    enclosure = Enclosure("../../etc/passwd", b"mine", "Data", "x")
    with icc_profile_left_open(), pikepdf.open(io.BytesIO(to_pdf("<html lang=en><title>t</title>x", "", {}, (enclosure,), DATE))) as pdf:
        (name,) = pdf.attachments
        assert pdf.attachments[name].get_file().read_bytes() == b"mine"


# --- what fails a document --------------------------------------------------------------------------------------------


def render(body: str, css: str = "", bundle: dict[str, tuple[bytes, str]] | None = None) -> bytes:
    """Return the PDF of a few words."""
    with icc_profile_left_open():
        return to_pdf(f"<html lang=en><title>t</title>{body}", css, bundle or {}, (), datetime.date(2026, 11, 20))


def test_an_error_of_the_layout_engine_fails_the_document() -> None:
    """A picture that cannot be read would be missing in silence."""
    with pytest.raises(MaintainerError, match=r"(?i)image|svg"):
        render('<img alt=x src="bundle:///broken.png">', bundle={"broken.png": (b"no picture", "image/png")})


def test_a_warning_of_the_layout_engine_is_a_python_warning() -> None:
    """Seen by whoever develops a template; an error in tests, where warnings are errors."""
    with pytest.warns(UserWarning, match="layout: .*colour"):
        render("<p>x</p>", "p { colour: red }")


def test_a_clean_document_warns_of_nothing() -> None:
    """And leaves the engine's logger as it was."""
    logger = logging.getLogger("weasyprint")
    before = list(logger.handlers), logger.propagate, logger.level
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert render("<p>x</p>").startswith(b"%PDF-")
    assert (list(logger.handlers), logger.propagate, logger.level) == before


def template_of(maker: str, change: Callable[[str, str], str]) -> Callable[[str], str]:
    """Return the maker's templates with *change* made to the text of each."""
    return lambda name: change(name, kit(maker).library.find("templates", name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("document.html.j2", "{{ document.foot }}", "{{ document.footer }}", "footer"),
        ("blocks.html.j2", "{{ block.caption }}", "{{ block.captoin }}", "captoin"),
        ("base.css.j2", "{{ c.ink }}", "{{ c.inc }}", "inc"),
        ("document.html.j2", "{{ document.foot }}", "{{ nothing }}", "nothing"),
        ("document.html.j2", "{{ document.foot }}", "{{ document.foot", "expected token"),
        ("document.html.j2", "blocks.html.j2", "block.html.j2", "block.html.j2"),
    ],
)
def test_an_unknown_name_in_a_template_fails_it(file: str, old: str, new: str, named: str) -> None:
    """A template that misses a value is the maintainer's error, with the name that is unknown; it never prints a gap."""
    tools, document = kit(), example("packaged", "battery-18650").document
    text = kit().library.find("templates", file).read_text("utf-8")
    assert old in text
    changed = template_of("packaged", lambda name, text: text.replace(old, new) if name == file else text)
    with pytest.raises(MaintainerError, match=re.escape(named)):
        page(document, load_brand(tools.library, "source-ray"), changed)


def test_a_character_without_a_font_stops_the_rendering() -> None:
    """The last wall: the reader refuses such a file before; a template that brings one is named."""
    document: Document = example("packaged", "incomplete").document
    first = replace(document.sections[0], blocks=(Paragraph((Run("電池"),)),))
    wrong = replace(document, sections=(first, *document.sections[1:]))
    with pytest.raises(MaintainerError, match="no font has the characters '電池'"):
        render_pdf(wrong, load_brand(kit().library, "source-ray"), template_of("packaged", lambda _, text: text), ())


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        *(("Prüfung, Łódź, Ærø, Žilina", ""), ("50 µm ± 5 %, −7.3 × 10, “quoted” – …", ""), ("a\nb\tc\u200bd", "")),
        *(("電池 cell", "電池"), ("🙂", "🙂")),
    ],
)
def test_characters_are_looked_up_in_the_documents_font(text: str, absent: str) -> None:
    """Latin scripts, signs and dashes are there; what is not is named, each once."""
    assert missing(text) == absent


def test_every_phrase_can_be_printed() -> None:
    """The program's own words need no character that the fonts lack."""
    assert missing("".join(text for key, text in kit().wording.phrases.items() if not key.startswith("terminal."))) == ""


@pytest.mark.parametrize("family", fonts.FACES)
def test_every_face_is_a_file_of_a_declared_package(family: str) -> None:
    """Not the machine's: it lies among the installed packages."""
    for weight, style in fonts.FACES[family]:
        file = fonts.path(family, weight, style)
        assert file.is_file()
        assert "font" in file.parts[-3] or "font" in str(file.parent)


# --- words that are too long ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("a" * 40, 1),
        ("a" * 41, 3),
        ("a" * 60, 3),
        ("short words only " * 9, 1),
        ("x " + "b" * 100 + " y", 5),
        ("imaging.detector.basic_spatial_resolution", 5),
    ],
)
def test_an_overlong_word_can_break_every_twenty_characters(word: str, pieces: int) -> None:
    """Zero-width spaces, which cost nothing; words of a usual length stay whole, and nothing else is changed."""
    assert breakable(word).count("\u200b") == pieces - 1
    assert breakable(word).replace("\u200b", "") == word


def test_a_long_word_costs_no_time() -> None:
    """20,000 characters in one word, the most that the reader takes, in a moment: no quadratic wrapping."""
    start = time.perf_counter()
    assert render(f"<p>{breakable('a' * 20_000)}</p>")
    assert time.perf_counter() - start < 5


def test_marks_are_drawn_not_typed() -> None:
    """The fonts have no such signs: every mark of the matrix is a small drawing of the brand's colours."""
    document, brand = example("packaged", "battery-18650").document, load_brand(kit().library, "source-ray")
    laid = page(document, brand, template_of("packaged", lambda _, text: text))
    assert {name for name, _ in laid.marks} == set(html.MARKS)
    assert all(ET.fromstring(data).tag.endswith("svg") for _, data in laid.marks)
    assert not re.search("[●○◐✓✗✕■▲]", laid.html)

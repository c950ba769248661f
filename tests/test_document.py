"""The document before it is rendered: no gap, no markup from outside, numbers that can be trusted, one set of verdicts."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from making import CASES, EVERY, EXAMPLES, MAKERS, SETTINGS, Made, example, kit, made, made_of, parts_of, tree_of
from rich.console import Console

from specgen import pipeline
from specgen.cli import decided
from specgen.decision import Decision, Outcome, Status
from specgen.document import Document, compose
from specgen.document.blocks import (
    Bar,
    Cell,
    Facts,
    Figure,
    KeyFigure,
    Labelled,
    Listing,
    Mark,
    Paragraph,
    Part,
    Run,
    Section,
    Table,
    Tally,
)
from specgen.document.words import reading, rich, text_of, tied, told
from specgen.files.looks import load_brand
from specgen.issue import Issue
from specgen.proposal import Reading
from specgen.render.html import figures, page
from specgen.render.pictures import drawn, style_of

# What is composed: every example on both catalogues, and the cases made to break a document.
SOURCES: list[tuple[str, Path]] = [(maker, EXAMPLES / f"{name}.yaml") for maker, name in EVERY]
SOURCES += [(maker, case) for maker in MAKERS for case in CASES]
IDS = [f"{maker}-{file.stem if file.stem != 'requirement' else file.parent.name}" for maker, file in SOURCES]
every_document = pytest.mark.parametrize(("maker", "file"), SOURCES, ids=IDS)


STYLES = {maker: style_of(load_brand(kit(maker).library, kit(maker).workspace.brand or "source-ray")) for maker in MAKERS}


def all_of(document: Any, kind: type) -> list[Any]:
    """Return every part of one kind, at any depth."""
    return [part for part in parts_of(document) if isinstance(part, kind)]


def cell_text(cell: Cell) -> str:
    """Return what a cell says."""
    match cell.content:
        case Mark(word=word):
            return word
        case Bar(text=text):
            return text or "–"  # a bar draws a margin that the cell beside it writes out
        case runs:
            return text_of(runs)


def matrix_of(document: Document) -> list[tuple[Cell, ...]]:
    """Return the lines of the compliance matrix."""
    tables = [table for table in all_of(document, Table) if table.kind == "matrix"]
    return [row.cells for table in tables for row in table.rows if row.tone != "group"]


# --- no gap -----------------------------------------------------------------------------------------------------------


@every_document
def test_no_cell_of_any_table_is_empty(maker: str, file: Path) -> None:
    """What is not known says so; an empty cell would leave the reader to guess."""
    document = made(maker, file).document
    empty = [
        (table.caption, index, number)
        for table in all_of(document, Table)
        for index, row in enumerate(table.rows)
        for number, cell in enumerate(row.cells)
        if not cell_text(cell).strip()
    ]
    assert empty == []


@every_document
def test_every_row_fits_its_columns(maker: str, file: Path) -> None:
    """As many cells as columns, widths that fill the table, and a caption to be read out."""
    for table in all_of(made(maker, file).document, Table):
        assert table.caption.strip()
        assert sum(column.width for column in table.columns) == pytest.approx(100)
        assert {len(row.cells) for row in table.rows if row.tone not in {"group", "sum"}} <= {len(table.columns)}
        assert {len(row.cells) for row in table.rows if row.tone == "sum"} <= {2}
        assert table.rows


@every_document
def test_no_word_is_missing(maker: str, file: Path) -> None:
    """Headings, labels, facts, lists and paragraphs all say something, and no place in a phrase stays open."""
    document = made(maker, file).document
    for section in document.sections:
        assert section.topic.strip()
        assert section.heading.strip()
    texts = [pair[0] for facts in all_of(document, Facts) for pair in facts.pairs]
    texts += [text_of(pair[1]) for facts in all_of(document, Facts) for pair in facts.pairs]
    texts += [text_of(item) for listing in all_of(document, Listing) for item in listing.items]
    texts += [text_of(paragraph.runs) for paragraph in all_of(document, Paragraph)]
    texts += [block.label for block in all_of(document, Labelled)] + [part.title for part in all_of(document, Part)]
    texts += [f"{figure.value}" for figure in all_of(document, KeyFigure)]
    assert len(texts) > 10
    assert [text for text in texts if not text.strip()] == []
    assert all(facts.pairs for facts in all_of(document, Facts))
    assert all(listing.items for listing in all_of(document, Listing))


@every_document
def test_sentences_end_once(maker: str, file: Path) -> None:
    """No doubled stop, no blank before one, no `None`: phrases put together read as if written in one go."""
    document = made(maker, file).document
    received = {
        cell_text(row.cells[2])
        for table in all_of(document, Table)
        if table.caption == kit(maker).wording("given.caption")
        for row in table.rows
    }
    received |= {text_of(p.runs) for s in document.sections if s.anchor == "requirement" for p in all_of(s, Paragraph)}
    texts = {text_of(paragraph.runs) for paragraph in all_of(document, Paragraph)} | {section.heading for section in document.sections}
    texts |= {section.lead for section in document.sections} | {document.cover.lead, text_of(document.cover.answer)}
    texts |= {text_of(item) for listing in all_of(document, Listing) for item in listing.items}
    assert [text for text in texts - received if GAP.search(text)] == []


@every_document
def test_every_figure_says_in_words_what_it_shows(maker: str, file: Path) -> None:
    """An alternative text with figures in it, and one name for each picture."""
    found = list(figures(made(maker, file).document))
    assert len({figure.name for figure in found}) == len(found) == len(all_of(made(maker, file).document, Figure))
    for figure in found:
        assert len(figure.alt) > 40, figure.name
        assert re.search("[0-9]", figure.alt), figure.name
        assert figure.layout != "row" or figure.title.strip()


def test_there_are_figures_to_speak_of() -> None:
    """Else the test above proves nothing."""
    assert {figure.name for figure in figures(example("packaged", "battery-18650").document)} == {
        *("spots", "budget", "sketch", "magnification", "power", "output", "penetration", "picture")
    }


# --- HTML -------------------------------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """The headings, the images and the ids of a page, and whether every element is closed."""

    VOID = frozenset({"meta", "br", "img", "col", "link", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.images: list[dict[str, str | None]] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.heads: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "img":
            self.images.append(given)
        if "id" in given:
            self.ids.append(str(given["id"]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def html_of(maker: str, document: Document) -> str:
    """Return the document as HTML."""
    brand = load_brand(kit(maker).library, kit(maker).workspace.brand or "source-ray")
    return page(document, brand, lambda name: kit(maker).library.find("templates", name).read_text("utf-8")).html


@every_document
def test_headings_step_down_one_level_at_a_time(maker: str, file: Path) -> None:
    """One first-level heading, no level skipped (PDF/UA 7.4.2), every element closed, every id once."""
    outline = Outline(html_of(maker, made(maker, file).document))
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert len(outline.levels) > 4
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)


@every_document
def test_every_image_has_an_alternative_text(maker: str, file: Path) -> None:
    """Charts tell their takeaway, marks that stand alone their verdict (PDF/UA 7.3)."""
    images = Outline(html_of(maker, made(maker, file).document)).images
    assert all((image.get("alt") or "").strip() for image in images)
    assert all((image.get("src") or "").startswith("bundle:///") for image in images)


def test_templates_have_neither_words_nor_safe_text() -> None:
    """Structure only: no filter that lets markup through, no letters between the tags."""
    folder = kit().library.roots("templates")[-1]
    files = sorted(folder.rglob("*.html.j2"))
    assert len(files) >= 2
    for file in files:
        text = file.read_text("utf-8")
        assert not re.search(r"\|\s*safe|Markup|autoescape\s+false", text), file
        bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", text, flags=re.DOTALL)
        assert re.findall(r"[A-Za-z]{2,}", bare) == [], file


# --- nothing of a customer's is markup --------------------------------------------------------------------------------

MARKUP = Path(__file__).parent / "cases" / "markup" / "requirement.yaml"


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text of the document."""
    yield from (part for part in parts_of(value) if isinstance(part, str))


# As they stand in the case.
WRITTEN = [
    *("<b>bold</b> & {{ 7*191 }} **strong** _x_ ~y~", "<script>alert(1)</script>", "{% for x in y %}"),
    *("&lt;i&gt;", "@folder", "${7*191}"),
]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_customers_markup_is_text(maker: str) -> None:
    """It stands in the document letter by letter; nothing is evaluated, nothing becomes a style."""
    document = made(maker, MARKUP).document
    whole = "\n".join(texts_of(document))
    assert [text for text in WRITTEN if text not in whole] == []
    assert "1337" not in whole  # 7 * 191
    styled = {run.text for run in all_of(document, Run) if run.style in {"var", "sub"}}
    assert not styled & {"x", "y"}


@pytest.mark.parametrize("maker", MAKERS)
def test_a_customers_markup_is_escaped(maker: str) -> None:
    """In the HTML it reads as it was written, and brings no element along."""
    html = html_of(maker, made(maker, MARKUP).document)
    outline = Outline(html)
    assert "<b>" not in html
    assert "<script" not in html
    assert "<i>" not in html
    squeezed = outline.text.replace("\u200b", "")
    assert [text for text in WRITTEN if text not in squeezed] == []


@pytest.mark.parametrize("text", ["**x**", "_x_", "~x~", "\x000\x00", "{feature}", "@folder", "\\1"])
def test_values_bring_no_markup_into_a_phrase(text: str) -> None:
    """The phrase's own markup is read before the values are put in."""
    runs = rich(kit().wording, "limits.stated", spot_limit=text)
    assert text in text_of(runs)
    assert [run.text for run in runs if run.style == "strong"] == ["The stated focal spot sets the limit."]


def test_numbers_are_tied_to_their_units() -> None:
    """In headings and leads a line never ends between a number and its unit."""
    assert tied("resolve 50 µm at magnification 10 with 33 W") == "resolve 50\u00a0µm at magnification\u00a010 with 33\u00a0W"
    assert tied("of 3 platforms") == "of 3 platforms"


READINGS: list[tuple[tuple[Reading, ...], str]] = [
    ((Reading(120, "kV"), Reading(160, "kV")), "120–160 kV"),
    ((Reading(-10, "degC"), Reading(35, "degC")), "−10 °C – 35 °C"),
    ((Reading(60, "um", bound="at_most"),), "≤ 60 µm"),
    ((Reading(20, "W", bound="at_least"),), "≥ 20 W"),
    ((Reading(None, words="LiCoO2"), Reading(6.4, "mm"), Reading(3.2, "g/cm3")), "LiCoO2, 6.4 mm, 3.2 g/cm³"),
    ((Reading(None, words="forced air, conduction"),), "forced air, conduction"),
]


@pytest.mark.parametrize(("readings", "printed"), READINGS)
def test_what_was_read_is_printed_with_its_bound_its_unit_and_its_material(readings: tuple[Reading, ...], printed: str) -> None:
    """A range has its unit once unless a minus would stand beside its dash; a least and a most carry their sign."""
    assert reading(readings, kit().wording).replace("\u202f", " ") == printed


def test_one_layer_of_filter_has_the_line_on_which_it_stands() -> None:
    """Written without a list, it is no element of one, and its material is read with it."""
    rows = [row for table in all_of(example("packaged", "battery-18650").document, Table) for row in table.rows]
    texts = [[cell_text(cell).replace("\u202f", " ") for cell in row.cells[:4]] for row in rows]
    assert ["59", "source.filter", "aluminium, 1 mm", "aluminium, 1 mm"] in texts


def test_nothing_is_shown_of_what_scatter_would_hide() -> None:
    """A path that lets too little through gets no computed picture: it would show lines that nobody will see."""
    told = "\n".join(texts_of(example("packaged", "infeasible-penetration").document))
    assert "The computed picture is left out: scattered radiation would outweigh what passes the path." in told


# --- numbers ----------------------------------------------------------------------------------------------------------


def digits(number: str) -> int:
    """Return how many significant digits a written number has; zeros at the end of a whole number count as none."""
    bare = number.lstrip("−+0.")
    return len(bare.replace(".", "")) if "." in number else len(bare.rstrip("0"))


@pytest.mark.parametrize(
    ("number", "count"), [("50.9", 3), ("0.0512", 3), ("2050", 3), ("33", 2), ("1000", 1), ("50.91", 4), ("0", 0), ("−7.25", 3)]
)
def test_digits_are_counted_rightly(number: str, count: int) -> None:
    """The helper itself."""
    assert digits(number) == count


@every_document
def test_the_matrix_prints_at_most_three_digits(maker: str, file: Path) -> None:
    """Geometry is good to 1 or 2 %: four digits would claim more. What a customer wrote stays as written."""
    result = made(maker, file)
    lines = matrix_of(result.document)
    for verdict, cells in zip(result.proposal.compliance, lines, strict=bool(lines)):
        if not isinstance(verdict.needed, float):
            continue
        for cell in (cells[2], cells[3], cells[5]):
            for number in re.findall(r"−?[0-9]+(?:\.[0-9]+)?", cell_text(cell)):
                assert digits(number) <= 3, (verdict.rule.id, cell_text(cell))


@every_document
def test_key_figures_are_those_of_the_matrix(maker: str, file: Path) -> None:
    """The large numbers of the summary stand in the matrix too, digit by digit: one number, one form."""
    result = made(maker, file)
    offered = {cell_text(cells[3]).split("\u202f")[0] for cells in matrix_of(result.document)}
    figures_ = all_of(result.document, KeyFigure)
    assert {figure.value.split("\u202f")[0] for figure in figures_} <= offered or not offered


# --- one set of verdicts ----------------------------------------------------------------------------------------------

SIGNS = {"✓": "met", "✗": "not met", "?": "to be confirmed", "–": "not applicable"}


def on_the_terminal(maker: str, decision: Decision) -> dict[str, list[str]]:
    """Return the verdicts that the terminal shows, by rule, in the column of the first candidate."""
    out = io.StringIO()
    decided.show_decision(decision, kit(maker).wording, Console(file=out, width=400, no_color=True))
    shown: dict[str, list[str]] = {}
    for line in out.getvalue().splitlines():
        if line.startswith("SG-R"):
            signs = re.findall(r"[✓✗?–](?= {2,}|$)", line.rstrip() + "  ")
            assert len(signs) == len(decision.candidates), line
            shown.setdefault(line.split()[0], []).append(SIGNS[signs[0]])
    return shown


@every_document
def test_matrix_json_and_terminal_tell_the_same(maker: str, file: Path) -> None:
    """Three outputs, one decision: the same rules in the same order with the same verdicts."""
    check_three_outputs(maker, made(maker, file))


def check_three_outputs(maker: str, result: Made) -> None:
    """Hold the matrix, the JSON and the terminal against each other."""
    candidates = result.json["candidates"]
    told = [(v["rule"], v["verdict"]) for v in candidates[0]["verdicts"]] if candidates else []
    matrix = [cell_text(cells[7]) for cells in matrix_of(result.document)]
    if result.proposal.decision.status not in {Status.INFEASIBLE, Status.INCOMPLETE}:
        assert matrix == [verdict for _, verdict in told]
        assert matrix
    by_rule: dict[str, list[str]] = {}
    for rule, verdict in told:
        by_rule.setdefault(rule, []).append(verdict)
    if candidates:
        assert on_the_terminal(maker, result.proposal.decision) == by_rule


@every_document
def test_counts_are_those_of_the_matrix(maker: str, file: Path) -> None:
    """The tally of the summary shows each line once, in the order of the matrix, and counts right."""
    result = made(maker, file)
    verdicts = [cell_text(cells[7]) for cells in matrix_of(result.document)]
    for tally in all_of(result.document, Tally):
        assert [mark.word for mark in tally.marks] == verdicts
        assert {mark.word: int(count) for count, mark in tally.counts} == {o.value: verdicts.count(o.value) for o in Outcome}


@every_document
def test_the_margin_has_the_sign_of_its_verdict(maker: str, file: Path) -> None:
    """A met line never shows a minus, a failed one never a plus; figures rounded for print do not contradict it."""
    for cells in matrix_of(made(maker, file).document):
        margin, verdict = cell_text(cells[5]), cell_text(cells[7])
        assert not (verdict == "met" and margin.startswith("−"))
        assert not (verdict == "not met" and margin.startswith("+"))


# --- any set-up -------------------------------------------------------------------------------------------------------

ASKS = {
    # what makes the matrix long and the sentences rare
    "application.kind": st.sampled_from([None, "battery inspection", "medical imaging", "something else"]),
    "imaging.criterion": st.sampled_from([None, "resolve", "detect"]),
    "imaging.smallest_feature": st.sampled_from([None, "0.4 um", "3 um", "22 um", "50 um", "400 um"]),
    "imaging.magnification": st.sampled_from([None, None, None, "1", "8"]),
    "imaging.voxel": st.sampled_from([None, None, "2 um", "40 um"]),
    "imaging.clearance": st.sampled_from([None, "5 mm", "80 mm"]),
    "imaging.frame_time": st.sampled_from([None, "1 s"]),
    "imaging.time_per_part": st.sampled_from([None, "2 s", "3 h"]),
    "imaging.signal_to_noise": st.sampled_from([None, "20"]),
    "source.tube_voltage": st.sampled_from([None, "20 kV", "130 kV", "300 kV"]),
    "source.target_power": st.sampled_from([None, "1 W", "80 W"]),
    "source.duty_cycle": st.sampled_from([None, "continuous", "20 %", {"on": "30 s", "period": "120 s"}]),
    "source.cooling": st.sampled_from([None, ["fan"], ["water", "oil"]]),
    "integration.standards": st.sampled_from([None, ["CE", "21 CFR 1020.40"]]),
    "integration.mass.max": st.sampled_from([None, "10 kg"]),
    "should": st.sampled_from([None, ["integration", "source.cooling"]]),
    "specimen.path": st.sampled_from([None, *([{"material": name, "thickness": "1 mm"}] for name in ("steel", "nothing known"))]),
    "specimen.material": st.sampled_from([None, "aluminium"]),
}


# What a value that is not there leaves behind: two blanks, a blank before a stop, a doubled stop, a name in braces.
GAP = re.compile(r"  | [.,;:](?![0-9])|(?<!\.)\.\.(?!\.)|\?\.|\bNone\b(?! is)|\{[a-z_]+\}")


def judged_from(maker: str, changes: dict[str, Any], folder: Path) -> pipeline.Judged:
    """Return the judged file of `BASE` with *changes*."""
    file = folder / "any.yaml"
    file.write_text(json.dumps(tree_of(changes)))
    return pipeline.judge(kit(maker), str(file))


def check_whole(maker: str, result: Made) -> None:
    """Hold a document of any kind against all that must be true of every one."""
    for table in all_of(result.document, Table):
        assert not [cell for row in table.rows for cell in row.cells if not cell_text(cell).strip()]
    assert [text for text in texts_of(result.document) if GAP.search(text)] == []
    assert not Outline(html_of(maker, result.document)).open
    check_three_outputs(maker, result)


@pytest.mark.parametrize("maker", MAKERS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(setting=SETTINGS, more=st.fixed_dictionaries(ASKS))
def test_any_set_up_has_its_document(maker: str, setting: dict[str, Any], more: dict[str, Any], tmp_path: Path) -> None:
    """Whatever the combination: a file that is accepted composes, without a gap, and its three outputs agree."""
    judged = judged_from(maker, setting | more, tmp_path)
    assume(judged.decision is not None)
    check_whole(maker, made_of(maker, judged))


NO_SOD, FAR = {"imaging.source_object_distance": None}, {"imaging.source_object_distance": None, "imaging.source_detector_distance": None}
RARE: dict[str, dict[str, Any]] = {
    "contact, and a power that nobody has": {
        "imaging.source_object_distance": "600 mm",
        "imaging.detector.basic_spatial_resolution": "8 um",
        "source.target_power": "900 W",
        "source.tube_voltage": "300 kV",
        "integration.mass.max": "1 kg",
    },
    "a stated voxel too large, no pixel": FAR
    | {"application.technique": "ct", "imaging.voxel": "40 um", "imaging.detector.pixel_pitch": None},
    "a stated voxel, no pixel": FAR | {"application.technique": "ct", "imaging.voxel": "4 um", "imaging.detector.pixel_pitch": None},
    "the object's distance alone": {"imaging.source_detector_distance": None},
    "no detector": {"imaging.detector.pixel_pitch": None, "imaging.detector.basic_spatial_resolution": None},
    "no room": {"specimen.diameter": "100 mm", "imaging.clearance": "11 mm"},
    "a field too small": {"imaging.field_of_view": "30 mm", "imaging.detector.columns": "2000"},
    "derived, larger than any field": NO_SOD
    | {"application.technique": "ct", "specimen.diameter": "400 mm", "imaging.detector.columns": "2000"}
    | {"imaging.smallest_feature": "500 um"},
    "derived, optimum": NO_SOD,
    "nanofocus, at the highest magnification": {"imaging.smallest_feature": "0.4 um", "imaging.source_object_distance": "0.4 mm"},
    "a spot and nothing else": FAR | {"imaging.smallest_feature": None, "imaging.criterion": None, "source.focal_spot.max": "3 um"},
    "a spot above all classes": FAR | {"imaging.smallest_feature": None, "imaging.criterion": None, "source.focal_spot.max": "2 mm"},
    "a stated spot in contact": {
        "imaging.source_object_distance": "600 mm",
        "imaging.detector.basic_spatial_resolution": "8 um",
        "source.focal_spot.max": "40 um",
    },
    "only detected": {"imaging.source_object_distance": "160 mm", "imaging.criterion": None},
    "all wishes": {"should": ["imaging", "source", "integration"], "source.cooling": ["oil"], "integration.mass.max": "1 kg"},
}


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("case", RARE)
def test_rare_set_ups_have_their_document(maker: str, case: str, tmp_path: Path) -> None:
    """Each sentence and each chart that hardly any example needs."""
    judged = judged_from(maker, RARE[case], tmp_path)
    assert judged.decision is not None, judged.findings
    result = made_of(maker, judged)
    check_whole(maker, result)
    for figure in figures(result.document):
        drawn(figure.chart, STYLES[maker])


# --- kinds of document ------------------------------------------------------------------------------------------------

LATER = ("penetration", "picture", "scenarios")
KINDS = {
    "recommended": (
        "Proposal",
        ["summary", "requirement", "setup", "selection", "matrix", "charts", *LATER, "scope", "commercial", "appendix"],
    ),
    "custom": (
        "Custom enquiry",
        ["summary", "requirement", "setup", "selection", "matrix", "charts", *LATER, "scope", "appendix"],
    ),
    "infeasible": ("Feasibility statement", ["summary", "requirement", "setup", "charts", *LATER, "appendix"]),
    "incomplete": ("Questions", ["questions", "requirement", "appendix"]),
}


@every_document
def test_each_status_has_its_document(maker: str, file: Path) -> None:
    """A proposal, an enquiry, a feasibility statement or a list of questions, its sections in order and numbered."""
    result = made(maker, file)
    kind, anchors = KINDS[result.json["status"]]
    found = [section.anchor for section in result.document.sections]
    may_lack = {"setup", "charts", *LATER}  # where no feature is named, or nothing can be drawn
    assert result.document.cover.kind == kind
    assert [anchor for anchor in anchors if anchor in found] == found
    assert set(anchors) - set(found) <= may_lack
    assert [section.number for section in result.document.sections] == list(range(1, len(found) + 1))


@every_document
def test_what_was_assumed_asked_and_warned_of_is_printed(maker: str, file: Path) -> None:
    """Every assumption under *Assumptions* and in the requirement, every question and warning among the open points."""
    result = made(maker, file)
    appendix = next(section for section in result.document.sections if section.anchor == "appendix")
    text = "\n".join(texts_of(appendix))
    wording = kit(maker).wording
    assumptions = result.proposal.decision.need.assumptions
    assert [a.where for a in assumptions if a.where not in text] == []
    asked = [f for f in result.judged.findings if f.severity.value in {"question", "warning"}]
    assert [f.code for f in asked if told(wording.message(f)).rstrip(".?")[1:] not in text] == []


@every_document
def test_every_line_of_the_requirement_is_shown_as_received(maker: str, file: Path) -> None:
    """Beside its line number in the customer's file: they can check that they were read right."""
    result = made(maker, file)
    (table,) = [t for s in result.document.sections if s.anchor == "requirement" for t in all_of(s, Table)]
    source = result.judged.received.data.decode().splitlines()
    seen = 0
    for row in table.rows:
        number, path, received = (cell_text(cell) for cell in row.cells[:3])
        if not number.isdigit() or path.startswith(("specimen.path", "source.filter", "source.duty_cycle")):
            continue
        words = [word for word in re.split(r"[\s,–]+", received) if len(word) > 1]
        following = " ".join(source[int(number) - 1 : int(number) + 3])
        assert all(word.strip("≤≥") in following for word in words), (number, path, received)
        seen += 1
    assert seen >= 1


def test_a_derived_magnification_says_so() -> None:
    """`interface.md` 5: with one distance alone the document says how the magnification came about."""
    text = "\n".join(texts_of(example("packaged", "additive-bracket").document))
    assert "derived: only the source-detector distance" in text


@pytest.mark.parametrize("name", ["infeasible-detector", "infeasible-geometry"])
def test_an_infeasible_task_is_told_what_would_have_to_change(name: str) -> None:
    """And what forbids it; no platform is compared, no compliance is claimed."""
    document = example("packaged", name).document
    summary = "\n".join(texts_of(document.sections[0]))
    assert "What would have to change" in summary
    assert "Magnification" in summary
    assert matrix_of(document) == []


def test_a_guideline_is_never_printed_as_a_rating() -> None:
    """Every power of the packaged catalogue is the guideline's and says so: in the matrix, the table of candidates and the data sheet."""
    document = example("packaged", "battery-18650").document
    text = "\n".join(texts_of(document))
    assert "33\u202fW (guideline)" in text
    (line,) = [cells for cells in matrix_of(document) if cell_text(cells[1]) == "Target power"]
    assert (cell_text(line[7]), cell_text(line[8])) == ("to be confirmed", "guideline")


def test_a_fictitious_maker_is_called_so_on_every_page() -> None:
    """The running foot, the cover and the law line."""
    document = example("helmsdal", "battery-18650").document
    assert "fictitious" in document.foot
    assert "fictitious" in document.cover.note
    assert "fictitious" not in example("packaged", "battery-18650").document.foot


def test_a_draft_says_so() -> None:
    """In the running head and on the cover; a released document does not."""
    proposal = example("packaged", "battery-18650").proposal
    issue: Issue = replace(proposal.issue, draft=True)
    assert compose(replace(proposal, issue=issue), pipeline.words(kit(), "en")).draft == "DRAFT"
    assert example("packaged", "battery-18650").document.draft == ""


@pytest.mark.parametrize(
    ("name", "legend"), [("battery-18650", "Each dot is one platform."), ("mems-nanofocus", "beyond the picture, to the right.")]
)
def test_the_budget_says_where_the_platforms_are(name: str, legend: str) -> None:
    """As dots, or all beyond the picture: three spots of 8 µm and more where 1 µm is to be resolved."""
    (budget,) = [figure for figure in all_of(example("packaged", name).document, Figure) if figure.name == "budget"]
    assert budget.legend.endswith(legend)


def test_composing_twice_gives_the_same_document() -> None:
    """Data in, data out."""
    proposal = example("packaged", "battery-18650").proposal
    one, two = (compose(proposal, pipeline.words(kit(), "en")) for _ in range(2))
    assert one == two
    assert len(one.sections) == 11


def test_sections_are_blocks_all_the_way_down() -> None:
    """No HTML in the tree: that is the templates' business."""
    for maker, name in EVERY:
        section: Section
        for section in example(maker, name).document.sections:
            assert not [text for text in texts_of(section) if re.search(r"</?[a-z]+[ >]", text)]

"""The document as one HTML file: complete, offline, and of the same words as the PDF."""

import base64
import io
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from making import CASES, DATE, EXAMPLES, MAKERS, kit

from specgen import pipeline
from specgen.render.screen import reduced, self_contained

DEMO = EXAMPLES / "battery-18650.yaml"
MARKUP = Path(__file__).parent / "cases" / "markup" / "requirement.yaml"
FILES = [
    *(("packaged", EXAMPLES / f"{name}.yaml") for name in ("battery-18650", "hole-1-to-5-um", "infeasible-detector", "incomplete")),
    ("helmsdal", DEMO),
    *(("packaged", case) for case in CASES),
]
IDS = [f"{maker}-{file.stem if file.stem != 'requirement' else file.parent.name}" for maker, file in FILES]
every_page = pytest.mark.parametrize(("maker", "file"), FILES, ids=IDS)


@cache
def made(maker: str, file: Path) -> tuple[str, pipeline.Judged]:
    """Return the HTML of *file*, with what was judged."""
    judged = pipeline.judge(kit(maker), str(file))
    result, outputs = pipeline.propose(kit(maker), judged, pipeline.Wish(formats=("html",)), DATE)
    ((name, data),) = outputs.items()
    assert result.outcome == "done"
    assert name.endswith(".html")
    return data.decode(), judged


class Seen(HTMLParser):
    """Every element with its attributes, the text outside styles, and what was left open."""

    VOID = frozenset({"meta", "link", "img", "br", "col"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open[-1:]:
            self.texts.append(data)

    def all(self, name: str) -> list[dict[str, str]]:
        """Return the attributes of every element *name*."""
        return [attributes for tag, attributes in self.elements if tag == name]


@every_page
def test_nothing_points_outside_the_file(maker: str, file: Path) -> None:
    """Every address is a place in the page or the thing itself; no script, no frame; and the page forbids itself to fetch."""
    text, _ = made(maker, file)
    seen = Seen(text)
    addresses = [value for _, attributes in seen.elements for name, value in attributes.items() if name in {"src", "href", "xlink:href"}]
    addresses += re.findall(r"url\(\s*[\"']?([^\"')]*)", text)
    assert len(addresses) > 10
    assert [address[:60] for address in addresses if not address.startswith(("data:", "#"))] == []
    assert "bundle:" not in re.sub(r"base64,[^\"]*", "", text)
    assert "@import" not in text
    assert not {"script", "iframe", "object", "embed", "form", "base"} & {tag for tag, _ in seen.elements}
    (policy,) = [meta["content"] for meta in seen.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")


@every_page
def test_the_page_is_well_formed_and_its_contents_lead_somewhere(maker: str, file: Path) -> None:
    """Every element is closed, every id is there once, and the list of contents names each section."""
    seen = Seen(made(maker, file)[0])
    assert seen.open == []
    ids = [attributes["id"] for _, attributes in seen.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    led = [anchor["href"][1:] for anchor in seen.all("a") if anchor["href"].startswith("#")]
    assert len(led) >= 3
    assert set(led) == {section["id"] for section in seen.all("section")} - {"cover"}


@every_page
def test_every_picture_says_what_it_shows(maker: str, file: Path) -> None:
    """Charts are drawn into the page with a label; marks have their word."""
    seen = Seen(made(maker, file)[0])
    charts = [svg for svg in seen.all("svg") if svg.get("class") == "chart"]
    assert all(chart["role"] == "img" and chart["aria-label"].strip() for chart in charts)
    assert all(image["alt"].strip() for image in seen.all("img"))
    assert bool(charts) == (file.stem != "incomplete")


@every_page
def test_requirement_and_decision_can_be_taken_out(maker: str, file: Path) -> None:
    """Byte for byte, as they travel in the PDF."""
    text, judged = made(maker, file)
    carried = {a["download"]: base64.b64decode(a["href"].partition("base64,")[2]) for a in Seen(text).all("a") if "download" in a}
    assert set(carried) == {"requirement.yaml", "decision.json"}
    assert carried["requirement.yaml"] == judged.received.data
    assert b'"specgen-decision/1"' in carried["decision.json"]


@pytest.mark.parametrize("maker", MAKERS)
def test_the_fonts_inside_have_every_character(maker: str) -> None:
    """Reduced to what is shown, and nothing that is shown is left out."""
    text, _ = made(maker, DEMO)
    faces = re.findall(r"data:font/woff2;base64,([^\"]+)", text)
    assert len(faces) == {"packaged": 4, "helmsdal": 5}[maker]
    shown = {ord(c) for c in "".join(Seen(text).texts) if not c.isspace() and c != "\u200b"}
    with TTFont(io.BytesIO(base64.b64decode(faces[0]))) as font:
        assert shown <= set(font.getBestCmap())
        assert len(font.getBestCmap()) < 200


def test_a_customers_text_is_never_taken_for_an_address_or_a_tag() -> None:
    """What looks like markup is shown as it was written."""
    text, _ = made("packaged", MARKUP)
    assert "<script>alert(1)</script>" in "".join(Seen(text).texts)
    hostile = '<p>src="bundle:///secret" url("bundle:///secret")</p>'.replace('"', "&#34;")
    assert self_contained(hostile, "", {"secret": (b"x", "text/plain")}).decode() == hostile


def test_the_same_document_has_the_same_bytes() -> None:
    """A font is reduced without a date of the day."""
    first, judged = made("helmsdal", DEMO)
    _, outputs = pipeline.propose(kit("helmsdal"), judged, pipeline.Wish(formats=("html",)), DATE)
    assert list(outputs.values()) == [first.encode()]
    assert len(first) < 520_000  # of which the computed picture is some 40,000 and the decision that it carries 138,000 as base64


def test_two_charts_keep_their_names_apart() -> None:
    """The same drawing twice: each refers to its own parts."""
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><defs><style>*{x}</style><path id="p"/></defs><g clip-path="url(#p)"/></svg>'
    page = "".join(f'<img class="chart" src="bundle:///charts/{name}.svg" alt="a &#34;b&#34;">' for name in ("one", "two"))
    text = self_contained(page, "", {f"charts/{name}.svg": (drawing, "image/svg+xml") for name in ("one", "two")}).decode()
    assert re.findall(r'id="([^"]+)"', text) == ["one-p", "two-p"]
    assert re.findall(r"url\(#([^)]+)\)", text) == ["one-p", "two-p"]
    assert "<style>" not in text
    assert [svg["aria-label"] for svg in Seen(text).all("svg")] == ['a "b"'] * 2


def test_a_reduced_font_is_small() -> None:
    """Three letters of two thousand."""
    from specgen.render import fonts  # noqa: PLC0415

    whole = fonts.path("Source Sans Pro", 400).read_bytes()
    assert len(reduced(whole, "abc")) < len(whole) / 20

"""The structure of a document without an element for each line of text: smaller, and as true as before."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from making import EXAMPLES, rendered

GROUPING = {"/Document", "/Part", "/Sect", "/Div", "/Table", "/THead", "/TBody", "/TR", "/L", "/LI", "/TOC", "/TOCI", "/NonStruct"}
LARGEST = EXAMPLES / "battery-18650.yaml"  # of all examples, by the maker that states everything
MOST = 250_000  # bytes, without the computed picture


@pytest.fixture(scope="module")
def pdf() -> Iterator[pikepdf.Pdf]:
    """Return the largest document of the examples."""
    with pikepdf.open(io.BytesIO(rendered("helmsdal", LARGEST).pdf)) as opened:
        yield opened


def elements(above: Any) -> Iterator[Any]:
    """Yield every structure element below one, in reading order."""
    for kid in above.K:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            yield kid
            yield from elements(kid)


def test_no_element_stands_for_a_line_of_text_alone(pdf: pikepdf.Pdf) -> None:
    """A span without a word of its own is left only where what is above it may hold no text."""
    for above in elements(pdf.Root.StructTreeRoot):
        spans = [kid for kid in above.K if isinstance(kid, pikepdf.Dictionary) and kid.get("/S") == "/Span"]
        assert not spans or above.S in GROUPING | {"/Reference"}, above.S


def test_what_groups_holds_no_text(pdf: pikepdf.Pdf) -> None:
    """Marked content stands in elements for text, links and figures alone (ISO 32000-1, 14.8.4.2)."""
    holding = {str(element.S) for element in elements(pdf.Root.StructTreeRoot) if any(isinstance(kid, int) for kid in element.K)}
    assert {"/P", "/TD", "/H2"} <= holding
    assert holding & GROUPING == set()


def test_every_marked_text_leads_to_the_element_that_holds_it(pdf: pikepdf.Pdf) -> None:
    """The tree of parents agrees with the tree, each number once on its page."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    pages = {page.objgen: int(page.StructParents) for page in pdf.pages}
    held = [
        (pages[element.Pg.objgen], kid, element.objgen)
        for element in elements(pdf.Root.StructTreeRoot)
        for kid in element.K
        if isinstance(kid, int)
    ]
    assert len(held) > 1500
    assert len({(page, number) for page, number, _ in held}) == len(held)
    assert [(page, number) for page, number, holder in held if parents[page][number].objgen != holder] == []


def test_the_largest_document_keeps_to_its_size(pdf: pikepdf.Pdf) -> None:
    """Without the one large picture."""
    images = [made for made in pdf.objects if isinstance(made, pikepdf.Stream) and made.get("/Subtype") == "/Image"]
    picture = max(images, key=lambda image: int(image.Width))
    assert int(picture.Width) > 1000
    assert len(rendered("helmsdal", LARGEST).pdf) - len(picture.read_raw_bytes()) <= MOST

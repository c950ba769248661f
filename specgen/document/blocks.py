"""The document as a tree of a few typed blocks: final words, charts still data, no HTML.

Each output is one set of block templates over this tree; nothing else knows how it will look.
"""

from dataclasses import dataclass
from typing import Final

from specgen.charts import Chart, Raster


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style: plain (empty), strong, quiet, code, mark, bad, var, sub or sup."""

    text: str
    style: str = ""


Runs = tuple[Run, ...]
_LISTED: Final = 5  # sections from which on a reader looks for a list of contents


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict's mark: its name (met, not-met, open, none), its word, and whether the word is written out."""

    name: str
    word: str
    shows_word: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """A margin as a bar from a zero line; start and width in per cent of the cell."""

    start: float
    width: float
    tone: str
    goes_on: bool
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    content: Runs | Mark | Bar
    tone: str = ""
    lead: Mark | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its width in per cent, and whether it holds numbers (right), words (left) or marks (center)."""

    head: Runs
    width: float
    align: str = "left"
    tone: str = ""
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; *tone* is empty, group, assumed, total, or sum: a label over all columns but the last, and an amount."""

    cells: tuple[Cell, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; *tone* is empty, lead, note or small."""

    runs: Runs
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of points, numbered where order or reference counts."""

    items: tuple[Runs, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms and what is known of them, in one or two columns; *is_narrow* where the terms are mere ids."""

    pairs: tuple[tuple[str, Runs], ...]
    columns: int = 1
    is_narrow: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; *kind* names its look: dense, matrix, compare, small or plain. *caption* is read out, not printed."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A large number with its unit, what it is, its limit, and a bar from 0 to 100 with the limit's stroke."""

    value: str
    unit: str
    label: str
    note: str
    bar: float
    stroke: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Up to four key figures side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Every verdict as one mark, in the order of the matrix, and the count of each kind."""

    marks: tuple[Mark, ...]
    counts: tuple[tuple[str, Mark], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its takeaway as title, its data as a small table, a legend and an alternative text."""

    name: str
    topic: str
    title: str
    alt: str
    chart: Chart | Raster
    table: Table | None = None
    legend: str = ""
    layout: str = "row"

    @property
    def file(self) -> str:
        """Return the name under which the drawing is handed over."""
        return f"{self.name}.png" if isinstance(self.chart, Raster) else f"{self.name}.svg"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on."""

    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with its legend in the first column, the matter in the other three."""

    label: str
    legend: str
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Callout:
    """What no reader may miss: a title, and what is to be known."""

    title: str
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Part:
    """A titled part over the full width, opened by a rule; one that *stays_whole* is short enough never to break over pages."""

    title: str
    blocks: "tuple[Block, ...]"
    stays_whole: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Two halves side by side."""

    left: tuple["Block", ...]
    right: tuple["Block", ...]


Block = (
    Paragraph | Listing | Facts | Table | KeyFigures | Tally | Figure | Signatures | Labelled | Callout | Part | Columns
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document: topic, a heading that is a finding, a lead, and the blocks; most start a page."""

    number: int
    anchor: str
    topic: str
    heading: str
    lead: str
    blocks: tuple[Block, ...]
    starts_page: bool = True


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: the answer in one sentence."""

    kind: str
    reference: str
    topic: str
    answer: Runs
    lead: str
    strip: Figure | None
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    note: str
    number: str = ""
    draft: str = ""
    callout: Callout | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, ready to be rendered by any writer."""

    title: str
    subject: str
    author: str
    language: str
    paper: str
    date: str
    reference: str
    running_head: str
    foot: str
    page_words: tuple[str, str]
    screen_words: tuple[str, str]
    draft: str
    cover: Cover
    sections: tuple[Section, ...]

    @property
    def has_contents(self) -> bool:
        """Return whether the document is long enough for a list of contents to help."""
        return len(self.sections) >= _LISTED

"""A document as HTML: block templates over the tree, every text escaped, every unknown name an error."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError

from specgen.brand import Brand
from specgen.document import Document
from specgen.document.blocks import Block, Callout, Columns, Figure, Labelled, Part
from specgen.errors import MaintainerError
from specgen.formats import NARROW_SPACE, UNIT_SYMBOLS
from specgen.render import fonts
from specgen.render.fetcher import SCHEME

_LONG_WORD: Final = re.compile(r"(?P<path>(?<!\S)[a-z]+(?:[._][a-z]+){3,}(?![^\s,.;]))|\S{41,}")
_CHUNK: Final = 20
_BEFORE_UNIT: Final = re.compile(rf"(?<=[0-9]) (?=(?:{UNIT_SYMBOLS})(?![A-Za-z0-9/]))")
MARKS: Final = ("met", "not-met", "open", "none")


@dataclass(frozen=True, slots=True)
class Medium:
    """What a document is laid out for: the templates of its structure and its style, and whether it is read on a screen."""

    structure: str
    style: str
    is_screen: bool = False


PAPER: Final = Medium("document.html.j2", "base.css.j2")
SCREEN: Final = Medium("screen.html.j2", "screen.css.j2", is_screen=True)


@dataclass(frozen=True, slots=True)
class Page:
    """What the layout engine gets: HTML, CSS and the small drawings that templates bring."""

    html: str
    css: str
    marks: tuple[tuple[str, bytes], ...]
    fallbacks: tuple[str, ...] = ()


def page(document: Document, brand: Brand, template: Callable[[str], str], medium: Medium = PAPER, carried: tuple[str, ...] = ()) -> Page:
    """Return *document* as HTML and CSS for *medium*; *template* gives the text of a file below `templates/`.

    *carried* names the files that a reader can take out of it.
    """
    environment = _environment(template)
    try:
        html = environment.get_template(medium.structure).render(
            document=document, brand=brand, scheme=SCHEME, is_screen=medium.is_screen, carried=carried
        )
        html = _BEFORE_UNIT.sub(NARROW_SPACE, html)
        fallbacks = fonts.needed(html, brand.fallback_families)
        faces = tuple((*face, fonts.path(*face).name) for face in fonts.faces(brand.head_family, fallbacks))
        css = environment.get_template(medium.style).render(
            brand=brand, document=document, faces=faces, fallbacks=fallbacks, marks=MARKS, scheme=SCHEME
        )
        marks = [(name, environment.get_template(f"marks/{name}.svg.j2").render(c=brand.colours).encode()) for name in MARKS]
        if document.draft:
            path, width = fonts.outline(document.draft, fallbacks)
            drawn = environment.get_template("marks/draft.svg.j2").render(c=brand.colours, path=path, width=width)
            marks.append(("draft", drawn.encode()))
    except TemplateError as error:
        raise MaintainerError("templates", getattr(error, "name", None) or "", str(error)) from error
    return Page(html, css, tuple(marks), fallbacks)


@lru_cache(maxsize=4)  # of this process: reading and compiling the templates costs as much as filling them in three times
def _environment(template: Callable[[str], str]) -> Environment:
    environment = Environment(
        loader=FunctionLoader(template), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["breakable"] = breakable
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment


def breakable(text: str) -> str:
    """Return *text* with a zero-width space after each step of a long path, and after every 20 characters of another overlong word.

    Breaking anywhere by CSS costs time with the square of the length; this costs nothing.
    """
    return _LONG_WORD.sub(lambda match: "\u200b".join(_pieces(match)), text)


def _pieces(match: re.Match[str]) -> list[str]:
    word = match[0]
    return re.split(r"(?<=[._])", word) if match["path"] else [word[i : i + _CHUNK] for i in range(0, len(word), _CHUNK)]


def figures(document: Document) -> Iterator[Figure]:
    """Yield every figure of *document*, the cover's first."""
    if document.cover.strip:
        yield document.cover.strip
    for section in document.sections:
        yield from _figures_in(section.blocks)


def _figures_in(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    for block in blocks:
        match block:
            case Figure():
                yield block
            case Labelled() | Part() | Callout():
                yield from _figures_in(block.blocks)
            case Columns():
                yield from _figures_in((*block.left, *block.right))

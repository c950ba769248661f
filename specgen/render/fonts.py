"""The fonts that documents use: from declared packages, never the machine's, so that bytes are the same everywhere."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import font_manrope
import font_source_sans_pro
import matplotlib
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

# family -> (weight, style) -> file
FACES: Final[Mapping[str, Mapping[tuple[int, str], str]]] = MappingProxyType(
    {
        "Source Sans Pro": MappingProxyType(
            {
                (400, "normal"): "SourceSansPro-Regular.ttf",
                (400, "italic"): "SourceSansPro-It.ttf",
                (600, "normal"): "SourceSansPro-Semibold.ttf",
                (700, "normal"): "SourceSansPro-Bold.ttf",
            }
        ),
        "Manrope": MappingProxyType({(800, "normal"): "Manrope-ExtraBold.ttf"}),
        "DejaVu Sans": MappingProxyType(
            {(400, "normal"): "DejaVuSans.ttf", (400, "italic"): "DejaVuSans-Oblique.ttf", (700, "normal"): "DejaVuSans-Bold.ttf"}
        ),
    }
)
TEXT_FAMILY: Final = "Source Sans Pro"
_FOLDERS: Final = MappingProxyType(
    {
        "Source Sans Pro": font_source_sans_pro.font_directory,
        "Manrope": font_manrope.font_directory,
        "DejaVu Sans": f"{matplotlib.get_data_path()}/fonts/ttf",  # comes with the charts
    }
)


def faces(head_family: str, fallbacks: tuple[str, ...] = ()) -> Iterator[tuple[str, int, str]]:
    """Yield family, weight and style of every face of a document whose headings are set in *head_family*."""
    for family in dict.fromkeys((TEXT_FAMILY, head_family, *fallbacks)):
        for weight, style in FACES[family]:
            yield family, weight, style


def path(family: str, weight: int, style: str = "normal") -> Path:
    """Return the file of one face."""
    return Path(_FOLDERS[family]) / FACES[family][weight, style]


@cache  # a fixed file of an installed package
def characters(family: str = TEXT_FAMILY) -> frozenset[int]:
    """Return the code points that a family of texts covers; every family of headings falls back to the text family."""
    with TTFont(path(family, 400), lazy=True) as font:
        return frozenset(font.getBestCmap())


def outline(word: str, fallbacks: tuple[str, ...] = ()) -> tuple[str, float]:
    """Return *word* as the path of a drawing, one unit high for each em, with its width: seen, but no text to extract or to read out.

    It is set in the first family that has all of its characters.
    """
    family = next((family for family in (TEXT_FAMILY, *fallbacks) if set(map(ord, word)) <= characters(family)), TEXT_FAMILY)
    with TTFont(path(family, 700), lazy=True) as font:
        glyphs, names, scale = font.getGlyphSet(), font.getBestCmap(), 1 / font["head"].unitsPerEm
        pen, at = SVGPathPen(glyphs, lambda number: f"{number:.4f}"), 0.0
        for character in word:
            glyph = glyphs[names.get(ord(character), ".notdef")]
            glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, at, 0)))
            at += glyph.width * scale
    return pen.getCommands(), at


def needed(text: str, fallbacks: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of *fallbacks* that have a character of *text* which neither the text family nor one before them has."""
    found: tuple[str, ...] = ()
    for family in fallbacks:
        if missing(text, found) != missing(text, (*found, family)):
            found = (*found, family)
    return found


def missing(text: str, fallbacks: tuple[str, ...] = ()) -> str:
    """Return the characters of *text* that neither the text family nor *fallbacks* have, each once, in order."""
    known = characters().union(*map(characters, fallbacks))
    return "".join(dict.fromkeys(c for c in text if ord(c) not in known and c not in "\n\r\t\u200b"))

"""The fonts that documents use: from declared packages, never the machine's, so that bytes are the same everywhere."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import font_manrope
import font_source_sans_pro
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
    }
)
TEXT_FAMILY: Final = "Source Sans Pro"
_FOLDERS: Final = MappingProxyType({"Source Sans Pro": font_source_sans_pro.font_directory, "Manrope": font_manrope.font_directory})


def path(family: str, weight: int, style: str = "normal") -> Path:
    """Return the file of one face."""
    return Path(_FOLDERS[family]) / FACES[family][weight, style]


@cache  # a fixed file of an installed package
def characters() -> frozenset[int]:
    """Return the code points that the text family covers; every other family falls back to it."""
    with TTFont(path(TEXT_FAMILY, 400), lazy=True) as font:
        return frozenset(font.getBestCmap())


def outline(word: str) -> tuple[str, float]:
    """Return *word* as the path of a drawing, one unit high for each em, with its width: seen, but no text to extract or to read out."""
    with TTFont(path(TEXT_FAMILY, 700), lazy=True) as font:
        glyphs, names, scale = font.getGlyphSet(), font.getBestCmap(), 1 / font["head"].unitsPerEm
        pen, at = SVGPathPen(glyphs, lambda number: f"{number:.4f}"), 0.0
        for character in word:
            glyph = glyphs[names.get(ord(character), ".notdef")]
            glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, at, 0)))
            at += glyph.width * scale
    return pen.getCommands(), at


def missing(text: str) -> str:
    """Return the characters of *text* that no font of the document has, each once, in order."""
    known = characters()
    return "".join(dict.fromkeys(c for c in text if ord(c) not in known and c not in "\n\r\t\u200b"))

"""A brand: colour roles, two font families, a wordmark, a cover. Data only; no brand may move a column."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Self

from pydantic import Field

from specgen import vision
from specgen.fields import Leaf, Line, OneOrMany, Values, named, one_of, text_of

Colour = Annotated[str, named(r"#[0-9A-Fa-f]{6}", "#17324A")]
Weight = Annotated[int, Leaf(lambda value: int(text_of(value)), {"type": "integer"})]
BRAND_LANGUAGE: Final = "en"  # of what a brand says of itself without a translation
LEAST_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3: text of normal size


class Colours(Values):
    """What each colour is for; *mark* says "this is proposed", *bad* and *open* belong to verdicts alone."""

    ink: Colour
    text: Colour
    quiet: Colour
    grey: Colour
    bad: Colour
    open: Colour
    mark: Colour
    on_mark: Colour
    tint: Colour
    veil: Colour
    deep_veil: Colour
    line: Colour
    hair: Colour
    cover: Colour
    on_cover: Colour
    quiet_on_cover: Colour
    accent_on_cover: Colour


class Sayings(Values):
    """What a brand says of itself in one more language."""

    tagline: Line | None = None
    legal: Line | None = None


class Brand(Values):
    """How documents of one maker look."""

    id: Annotated[str, named(r"[a-z0-9][a-z0-9-]{0,39}", "source-ray")]
    name: Line
    wordmark: Line
    logo: Annotated[str, named(r"[a-z0-9][a-z0-9_-]{0,39}\.svg", "logo.svg")] | None = None  # on the cover, in place of the wordmark
    tagline: Line | None = None
    legal: Line | None = None
    head_family: Annotated[str, one_of("Source Sans Pro", "Manrope")]
    head_weight: Weight
    fallback_families: Annotated[tuple[Annotated[str, one_of("DejaVu Sans")], ...], OneOrMany] = Field(
        (), description="For characters that the text family lacks, the first that has them; embedded only where one is used."
    )
    wordmark_tracking: Annotated[str, named(r"-?0(\.[0-9]+)?em", "0.1em")] = "0em"
    colours: Colours
    translations: Mapping[str, Sayings] = Field({}, description="By language: tagline and legal line, where there are any.")

    def lacking(self, language: str) -> str:
        """Return which of the brand's sayings has no words in *language*, by its key; empty where none is missing."""
        there = self.translations.get(language, Sayings())
        keys = (name for name in Sayings.model_fields if getattr(self, name) and not getattr(there, name))
        return "" if language == BRAND_LANGUAGE else next((f"translations.{language}.{name}" for name in keys), "")

    def saying(self, language: str) -> Self:
        """Return the brand with what it says of itself in *language*."""
        there = self.translations.get(language, Sayings())
        return self.model_copy(update={name: text for name, text in there if text})


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# What is set on which ground; paper is white.
_TEXTS: Final = ("ink", "text", "quiet", "grey", "bad", "open")
_SET_ON: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "paper": _TEXTS,
        "veil": _TEXTS,
        "tint": _TEXTS,
        "deep_veil": ("ink", "text", "quiet"),
        "mark": ("on_mark",),
        "cover": ("on_cover", "quiet_on_cover", "accent_on_cover"),
    }
)


def contrasts(colours: Colours) -> tuple[tuple[str, str, float], ...]:
    """Return role, ground and contrast of every text that a document sets; each must reach `LEAST_CONTRAST`."""
    return tuple(
        (role, ground, contrast(getattr(colours, role), "#FFFFFF" if ground == "paper" else getattr(colours, ground)))
        for ground, roles in _SET_ON.items()
        for role in roles
    )


# Verdicts are told apart by colour too. Mark and ink may be kin, since the mark is always also a dot, a bar or a frame.
_APART: Final = (("bad", "open"), ("bad", "mark"), ("bad", "ink"), ("open", "mark"), ("open", "ink"))
LEAST_DISTANCE: Final = 25.0  # CIE76


def distances(colours: Colours) -> tuple[tuple[str, str, str, float], ...]:
    """Return two roles, a kind of colour vision, and how far apart the two look to it; each must reach `LEAST_DISTANCE`."""
    return tuple(
        (one, other, sight, vision.distance(getattr(colours, one), getattr(colours, other), sight))
        for one, other in _APART
        for sight in vision.MATRICES
    )

"""A brand: colour roles, two font families, a wordmark, a cover. Data only; no brand may move a column."""

from typing import Annotated, Final

from specgen.fields import Leaf, Line, Values, named, one_of, text_of

Colour = Annotated[str, named(r"#[0-9A-Fa-f]{6}", "#17324A")]
Weight = Annotated[int, Leaf(lambda value: int(text_of(value)), {"type": "integer"})]
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


class Brand(Values):
    """How documents of one maker look."""

    id: Annotated[str, named(r"[a-z0-9][a-z0-9-]{0,39}", "source-ray")]
    name: Line
    wordmark: Line
    tagline: Line | None = None
    legal: Line | None = None
    head_family: Annotated[str, one_of("Source Sans Pro", "Manrope")]
    head_weight: Weight
    wordmark_tracking: Annotated[str, named(r"-?0(\.[0-9]+)?em", "0.1em")] = "0em"
    colours: Colours


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def text_pairs(colours: Colours) -> tuple[tuple[str, str], ...]:
    """Return every pair (text, ground) of roles that a document sets; each must reach `LEAST_CONTRAST`."""
    on_white = [(role, "#FFFFFF") for role in (colours.ink, colours.text, colours.quiet, colours.grey, colours.bad, colours.open)]
    on_grounds = [(role, ground) for role in (colours.ink, colours.text, colours.quiet) for ground in (colours.tint, colours.veil)]
    on_cover = [(role, colours.cover) for role in (colours.on_cover, colours.quiet_on_cover, colours.accent_on_cover)]
    return (*on_white, *on_grounds, (colours.on_mark, colours.mark), *on_cover)

"""Whether a brand can go out: texts readable on their grounds, verdicts told apart by everyone, characters in its fonts, its logo there."""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from specgen import pipeline
from specgen.brand import LEAST_CONTRAST, LEAST_DISTANCE, Brand, contrasts, distances
from specgen.errors import MaintainerError, UsageError
from specgen.fields import Prose
from specgen.files.library import Library
from specgen.files.looks import load_brand, load_language
from specgen.files.maintained import load_model
from specgen.files.words import load_wording
from specgen.wording import Wording

FORMAT: Final = "specgen-brands/1"
MOST_LOGO_BYTES: Final = 100_000
# What a logo must not hold: it fetches, acts, declares entities, or needs a font that the document may not have.
_NOT_IN_A_LOGO: Final = re.compile(
    r"<!(?:DOCTYPE|ENTITY)|<(?:script|image|text|foreignObject|style)\b|href\s*=\s*[\"'](?!#)|opacity", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a brand from going out; *name* names its sentence."""

    name: str
    facts: tuple[tuple[str, str], ...]

    def told(self, wording: Wording) -> str:
        """Return it as a sentence."""
        return wording(f"brand.{self.name}", **dict(self.facts))


@dataclass(frozen=True, slots=True)
class Report:
    """What was found of one brand; the figures are zero where it could not be read."""

    brand: str
    faults: tuple[Fault, ...]
    lowest_contrast: float = 0.0
    lowest_distance: float = 0.0
    characters: int = 0


def check(library: Library, name: str | None) -> tuple[Report, ...]:
    """Return a report on the brand *name*, or on every brand that *library* has."""
    known = [Path(file).parent.name for file in library.names("templates", "brands/*/brand.yaml")]
    if name is not None and name not in known:
        raise UsageError(f"there is no brand {name!r}; take one of: {', '.join(known)}")
    return tuple(_report(library, brand) for brand in ([name] if name else known))


def as_json(reports: tuple[Report, ...], wording: Wording) -> dict[str, Any]:
    """Return the reports as one JSON document."""
    entries = [
        {
            "brand": report.brand,
            "ok": not report.faults,
            "lowest_contrast": round(report.lowest_contrast, 2),
            "lowest_distance": round(report.lowest_distance, 1),
            "characters": report.characters,
            "faults": [{"check": fault.name, **dict(fault.facts), "message": fault.told(wording)} for fault in report.faults],
        }
        for report in reports
    ]
    return {"format": FORMAT, "ok": all(entry["ok"] for entry in entries), "brands": entries}


def _report(library: Library, name: str) -> Report:
    try:
        brand = load_brand(library, name)
    except MaintainerError as error:  # an unknown key, a colour that is none: with file, line and column
        return Report(name, (Fault("file", (("problem", str(error)),)),))
    characters = _characters(library, brand)
    faults = [*_named(brand, name), *_readable(brand), *_apart(brand), *_printable(brand, characters), *_logo(library, brand)]
    return Report(
        name,
        tuple(faults),
        min(ratio for *_, ratio in contrasts(brand.colours)),
        min(far for *_, far in distances(brand.colours)),
        len(characters),
    )


def _fault(name: str, **facts: str) -> Fault:
    return Fault(name, tuple(facts.items()))


def _named(brand: Brand, folder: str) -> list[Fault]:
    return [] if brand.id == folder else [_fault("id", id=brand.id, folder=folder)]


def _readable(brand: Brand) -> list[Fault]:
    return [
        _fault("contrast", role=role, ground=ground, ratio=f"{ratio:.2f}", least=f"{LEAST_CONTRAST:g}")
        for role, ground, ratio in contrasts(brand.colours)
        if ratio < LEAST_CONTRAST
    ]


def _apart(brand: Brand) -> list[Fault]:
    return [
        _fault("distance", one=one, other=other, sight=sight, distance=f"{far:.0f}", least=f"{LEAST_DISTANCE:g}")
        for one, other, sight, far in distances(brand.colours)
        if far < LEAST_DISTANCE
    ]


def _characters(library: Library, brand: Brand) -> frozenset[str]:
    """Return every character that documents of this brand may set of themselves: its own words, and those of every language."""
    texts, english = [brand.name, brand.wordmark, brand.tagline or "", brand.legal or ""], load_wording(library)
    texts += [text for there in brand.translations.values() for text in (there.tagline, there.legal) if text]
    for file in library.names("templates", "wording/*.yaml"):
        wording = load_language(library, Path(file).stem, english)
        texts += [text for key, text in wording.phrases.items() if not key.startswith("terminal.")]
        texts += [wording.formats.day(datetime.date(2026, month, 1)) for month in range(1, 13)]
    for file in library.names("catalog", "wording/*/*.yaml"):
        texts += load_model(library.find("catalog", file), dict[str, Prose]).values()
    return frozenset("".join(texts))


def _printable(brand: Brand, characters: frozenset[str]) -> list[Fault]:
    """Return a fault for the weight that its head font lacks, and one for the characters that no font of it has."""
    render = pipeline.renderer()
    weights = sorted({weight for weight, _ in render.fonts.FACES[brand.head_family]})
    faults = [] if brand.head_weight in weights else [
        _fault("weight", family=brand.head_family, weight=str(brand.head_weight), weights=", ".join(map(str, weights)))
    ]  # fmt: skip
    absent = render.missing("".join(sorted(characters)), brand.fallback_families)
    return faults + ([_fault("glyphs", characters=" ".join(f"{c} (U+{ord(c):04X})" for c in absent))] if absent else [])


def _logo(library: Library, brand: Brand) -> list[Fault]:
    """Return what is wrong with the logo, which need not be there; a brand without one sets its wordmark."""
    if brand.logo is None:
        return []
    name = f"brands/{brand.id}/{brand.logo}"
    try:
        data = library.find("templates", name).read_bytes()
    except MaintainerError:
        return [_fault("no-logo", file=f"templates/{name}")]
    text = data.decode("utf-8", "replace")
    if len(data) > MOST_LOGO_BYTES:
        return [_fault("large-logo", file=name, size=str(len(data)), most=str(MOST_LOGO_BYTES))]
    if "<svg" not in text or "viewBox" not in text:
        return [_fault("shape-of-logo", file=name)]
    found = _NOT_IN_A_LOGO.search(text)
    return [_fault("content-of-logo", file=name, found=found[0])] if found else []

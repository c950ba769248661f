"""Words: every sentence that users read, by key and language. Nothing else in the package holds prose.

A missing key or a missing value is the maintainer's error and is named; it never reaches a customer as a gap.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from specgen.errors import MaintainerError
from specgen.findings import Finding, Phrase
from specgen.units import INCH, METRIC, in_mils, shown_in

NARROW_SPACE: Final = "\u202f"
_LONG_S: Final = 1000
_DIGITS: Final = 3
_WRITTEN: Final = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) (mm|mm/s|kg|degC)")  # a figure among the facts of a finding
_PLACEHOLDER: Final = re.compile(r"\{([a-z_0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of one language. A phrase holds `{name}` where a value goes; `{@key}` inserts another phrase.

    *system* is METRIC, or INCH where quantities are shown in inches, pounds and °F with the metric value beside.
    """

    language: str
    phrases: Mapping[str, str]
    system: str = METRIC

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the phrase *key* with *values* in place; a value may itself name a phrase."""
        phrase = self.phrases.get(key)
        if phrase is None:
            raise MaintainerError(f"templates/wording/{self.language}.yaml", key, "this phrase is missing")

        def put(match: re.Match[str]) -> str:
            if match[1] not in values:
                raise MaintainerError(f"templates/wording/{self.language}.yaml", key, f"no value is given for {{{match[1]}}}")
            return self.resolved(values[match[1]], values)

        return _PLACEHOLDER.sub(put, phrase)

    def resolved(self, value: object, values: Mapping[str, object]) -> str:
        """Return *value* as text; a `Phrase` becomes the phrase that it names."""
        if isinstance(value, Phrase):
            return self(f"phrase.{value[1:]}", **values)
        text = str(value)
        written = _WRITTEN.fullmatch(text) if self.system == INCH else None
        return self.quantity(float(written[1]), written[2], " ") if written else text

    def showing(self, system: str) -> "Wording":
        """Return the same phrases with quantities shown in *system*."""
        return replace(self, system=system)

    def shown(self, value: float, unit: str) -> tuple[float, str]:
        """Return a number with its unit as they are shown where the unit stands apart, such as in the column of a table."""
        return shown_in(self.system, value, unit)

    def number(self, value: float, digits: int = _DIGITS) -> str:
        """Return *value* with at most *digits* significant digits, rounded half up, with a true minus.

        Every number of a document is rounded here, once, at the end.
        """
        if value == 0 or not math.isfinite(value):
            return "0" if value == 0 else "∞"
        exact = Decimal(repr(value))
        step = Decimal(1).scaleb(exact.adjusted() - digits + 1)
        rounded = exact.quantize(step, ROUND_HALF_UP) if step < 1 else (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        text = format(rounded, "f")
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")

    def quantity(self, value: float, unit: str, space: str = NARROW_SPACE) -> str:
        """Return *value* with its unit; times above 1000 s in minutes or hours; in inches with the metric value beside."""
        other, symbol = in_mils(*self.shown(value, unit))
        if symbol != unit:
            return f"{self._quantity(other, symbol, space)}{space}({self._quantity(value, unit, space, _beside(value))})"
        return self._quantity(value, unit, space)

    def _quantity(self, value: float, unit: str, space: str, digits: int = _DIGITS) -> str:
        if unit == "s" and value > _LONG_S:
            unit, value = ("min", value / 60) if value < _LONG_S * 10 else ("h", value / 3600)
        symbol = self(f"unit.{unit}")
        return self.number(value, digits) + ("" if symbol in {"", "°"} else space) + symbol

    def message(self, finding: Finding) -> str:
        """Return what a finding says."""
        return self(f"finding.{finding.code}.message", **dict(finding.facts))

    def help(self, finding: Finding) -> str:
        """Return what to do about a finding."""
        return self(f"finding.{finding.code}.help", **dict(finding.facts))

    def hint(self, finding: Finding) -> str:
        """Return the likely meaning of what was written, or nothing."""
        suggestion = dict(finding.facts).get("suggestion", "")
        return self("finding.hint", suggestion=suggestion) if suggestion else ""


def _beside(value: float) -> int:
    """Return the digits of a metric value beside one in inches: one more where that makes it exact, so that 40 in are 1016 mm."""
    return _DIGITS + 1 if float(f"{value:.{_DIGITS}e}") == float(f"{value:.12g}") else _DIGITS


def flatten(tree: Mapping[str, object], above: str = "") -> dict[str, str]:
    """Return the nested phrases of a wording file as dotted keys."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{above}.{key}" if above else key
        flat.update(flatten(value, name) if isinstance(value, Mapping) else {name: str(value)})
    return flat

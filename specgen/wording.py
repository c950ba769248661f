"""Words: every sentence that users read, by key and language. Nothing else in the package holds prose.

A missing key or a missing value is the maintainer's error and is named; it never reaches a customer as a gap.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from specgen.errors import MaintainerError
from specgen.findings import Finding, Phrase, Term
from specgen.formats import NARROW_SPACE, PLAIN, PLURALS, Formats
from specgen.units import INCH, METRIC, in_mils, readable_time, shown_in

_DIGITS: Final = 3
_WRITTEN: Final = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) (mm|mm/s|kg|degC)")  # a figure among the facts of a finding
_PLACEHOLDER: Final = re.compile(r"\{([a-z_0-9]+)\}")
_FIGURE: Final = re.compile(r"[0-9]+(\.[0-9]+)?(\s?[^\s0-9]{1,5})?")  # a number, perhaps with its unit, and nothing else
_AS_RECEIVED: Final = ("text",)  # facts that quote a customer


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of one language. A phrase holds `{name}` where a value goes; one with `{count}` may have several forms.

    *locale* says by whose conventions documents are set, *formats* by which these words are; *terms* has the catalogue's
    texts in this language, where it is not their own. *system* is METRIC, or INCH where quantities are shown in inches,
    pounds and °F with the metric value beside.
    """

    language: str
    phrases: Mapping[str, str]
    locale: str = ""
    formats: Formats = PLAIN
    terms: Mapping[str, str] = field(default_factory=dict)
    system: str = METRIC

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the phrase *key* with *values* in place; a value may itself name a phrase, or be a text of the catalogue."""
        return self.filled(self.phrase(key, values), key, values)

    def phrase(self, key: str, values: Mapping[str, object]) -> str:
        """Return the phrase *key* as it is written, in the form that goes with the value *count* where it has several."""
        count = values.get("count")
        form = self.formats.plural(count) if isinstance(count, int | float) else "other"
        phrase = self.phrases.get(key, self.phrases.get(f"{key}.{form}"))
        if phrase is None:
            raise MaintainerError(f"templates/wording/{self.language}.yaml", key, "this phrase is missing")
        return phrase

    def filled(self, phrase: str, key: str, values: Mapping[str, object]) -> str:
        """Return *phrase*, or a part of it, with *values* in place."""

        def put(match: re.Match[str]) -> str:
            if match[1] not in values:
                raise MaintainerError(f"templates/wording/{self.language}.yaml", key, f"no value is given for {{{match[1]}}}")
            return self.resolved(values[match[1]], values)

        return _PLACEHOLDER.sub(put, phrase)

    def resolved(self, value: object, values: Mapping[str, object]) -> str:
        """Return *value* as text; a `Phrase` becomes the phrase that it names, a `Term` what this language calls it."""
        if isinstance(value, Phrase):
            return self(f"phrase.{value[1:]}", **values)
        if isinstance(value, Term):
            return self.told(value)
        text = str(value)
        return self.written(text) if self.system == INCH and _WRITTEN.fullmatch(text) else text

    def told(self, term: str) -> str:
        """Return a text of the catalogue in this language, or several with commas between; any other text as it stands."""
        if not isinstance(term, Term):
            return term
        told = self.terms[term] if term in self.terms else ", ".join(self.terms.get(part, part) for part in term.split(", "))
        return self.formats.tied(told)

    def listed(self, terms: Iterable[str]) -> str:
        """Return words with commas between, those of the catalogue in this language."""
        return ", ".join(map(self.told, terms))

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
        return self.formats.number(text.rstrip("0").rstrip(".") if "." in text else text)

    def exact(self, value: float) -> str:
        """Return a round value, such as that of a tick, written out without powers of ten."""
        return self.formats.number(f"{value:.6f}".rstrip("0").rstrip("."))

    def written(self, text: str) -> str:
        """Return a quantity in text, like `50.5 mm`, as this language sets its number; where it stays metric, with the digits it has."""
        measured = _WRITTEN.fullmatch(text) if self.system == INCH else None
        return self.quantity(float(measured[1]), measured[2], " ") if measured else self.formats.written(text)

    def quantity(self, value: float, unit: str, space: str = NARROW_SPACE) -> str:
        """Return *value* with its unit; times above 1000 s in minutes or hours; in inches with the metric value beside."""
        other, symbol = in_mils(*self.shown(value, unit))
        if symbol != unit:
            return f"{self._quantity(other, symbol, space)}{space}({self._quantity(value, unit, space, _beside(value))})"
        return self._quantity(value, unit, space)

    def _quantity(self, value: float, unit: str, space: str, digits: int = _DIGITS) -> str:
        if unit == "s":
            value, unit = readable_time(value)
        symbol = self(f"unit.{unit}")
        return self.number(value, digits) + ("" if symbol in {"", "°"} else space) + symbol

    def message(self, finding: Finding) -> str:
        """Return what a finding says."""
        return self(f"finding.{finding.code}.message", **self._facts(finding))

    def help(self, finding: Finding) -> str:
        """Return what to do about a finding."""
        return self(f"finding.{finding.code}.help", **self._facts(finding))

    def _facts(self, finding: Finding) -> dict[str, object]:
        """Return the facts of a finding, figures set as this language does it; what quotes a customer stays as it was written."""
        return {
            name: self.formats.tied(self.written(value))
            if type(value) is str and name not in _AS_RECEIVED and _FIGURE.fullmatch(value)
            else value
            for name, value in finding.facts
        }

    def finding_as_json(self, finding: Finding) -> dict[str, Any]:
        """Return *finding* as JSON; line and column are null where it has no place in a file."""
        place = finding.place
        return {
            "code": finding.code,
            "severity": finding.severity.value,
            "where": finding.where,
            "line": place.line or None if place else None,
            "column": place.column or None if place else None,
            "message": self.message(finding),
            "help": self.help(finding),
        }

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


# --- completeness -----------------------------------------------------------------------------------------------------


def gaps(phrases: Mapping[str, str], english: Mapping[str, str], plurals: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield each key in which a language falls short of the English phrases, with what is wrong; *plurals* are its forms."""
    ours, theirs = _families(phrases), _families(english)
    for key, forms in theirs.items():
        if key not in ours:
            yield key, f"this phrase is missing; in English it says {english.get(key, english.get(f'{key}.other', ''))!r}"
        elif ("" in forms) != ("" in ours[key]):
            yield key, "this phrase is to have several forms" if "" in ours[key] else "this phrase is to have one form only"
        else:
            yield from _gaps_of(key, ours[key], forms, phrases, english, plurals)
    for key in ours:
        if key not in theirs:
            yield key, "nothing asks for this phrase: in English it does not exist, or only the terminal shows it"


def _gaps_of(
    key: str, ours: set[str], theirs: set[str], phrases: Mapping[str, str], english: Mapping[str, str], plurals: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one phrase that is there: its forms, its values, or that it is empty."""
    wanted = {""} if "" in theirs else set(plurals)
    for form in sorted(ours ^ wanted):
        yield f"{key}.{form}", "this form of the phrase is missing" if form in wanted else "the language has no such form"
    values = {name for form in theirs for name in _PLACEHOLDER.findall(english[_joined(key, form)])}
    for form in sorted(ours & wanted):
        phrase = phrases[_joined(key, form)]
        found = set(_PLACEHOLDER.findall(phrase))
        lacking = values - found - ({"count"} if form else set())  # "one point" needs no number
        for name in sorted(lacking | (found - values)):
            yield _joined(key, form), f"{{{name}}} is missing" if name in lacking else f"{{{name}}} is no value of this phrase"
        if not phrase.strip() and english[_joined(key, form if form in theirs else "other")].strip():
            yield _joined(key, form), "this phrase is empty"


def _joined(key: str, form: str) -> str:
    return f"{key}.{form}" if form else key


def _families(phrases: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the forms of each phrase: the empty one, or those that go with a count."""
    counted = {key.rpartition(".")[0] for key in phrases if key.endswith(".other")}
    families: dict[str, set[str]] = {}
    for key in phrases:
        above, _, last = key.rpartition(".")
        is_form = above in counted and last in PLURALS
        families.setdefault(above if is_form else key, set()).add(last if is_form else "")
    return families

"""What a material is made of: mass fractions from a chemical formula, or from a list of them.

Symbols and atomic weights come from the tables, names of materials from the catalogue.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from specgen.errors import SpecgenError

Composition = tuple[tuple[str, float], ...]
"""Element symbols, each with its mass fraction; the fractions add up to one."""

_TOKEN: Final = re.compile(r"(?P<symbol>[A-Z][a-z]?)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<count>(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,6})?)")
_ENTRY: Final = re.compile(r"(?P<symbol>[A-Za-z]+)\s+(?P<number>(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,9})?)\s*(?P<percent>%?)")
_DECIMAL_COMMA: Final = re.compile("[0-9]+,[0-9]+")
_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ROUNDING: Final = 0.02  # recipes are printed rounded, and leave traces out


class CompositionError(SpecgenError, ValueError):
    """A text is neither a chemical formula nor a list of mass fractions; *problem* names why, *part* is the place."""

    exit_code = 1

    def __init__(self, text: str, problem: str, part: str) -> None:
        super().__init__(text, problem, part)  # all arguments, so that it stays picklable for batch workers
        self.text, self.problem, self.part = text, problem, part

    def __str__(self) -> str:
        return f'"{self.text}": {_PROBLEMS[self.problem].format(part=self.part)}'


_PROBLEMS: Final = MappingProxyType(
    {
        "empty": "nothing is written; write a formula as LiCoO2, or mass fractions as Fe 0.7, Cr 0.3",
        "element": '"{part}" is no element from hydrogen to uranium; symbols are written as in Fe or Co',
        "form": 'a formula has only symbols, counts and brackets, without blanks: "{part}" is not understood',
        "brackets": "brackets do not match",
        "count": '"{part}" atoms is no count; counts lie above 0',
        "entry": '"{part}" is no symbol with a mass fraction, as in Fe 0.7 or Fe 70 %',
        "fraction": '"{part}" is no mass fraction above 0 and up to 1; percent takes the sign %, on every entry or on none',
        "twice": "{part} is given twice",
        "comma": '"{part}": decimals take a point, since a comma parts the entries',
        "sum": "the mass fractions add up to {part}, but together they must make 1",
    }
)


def parse_composition(text: str, weights: Mapping[str, float]) -> Composition:
    """Return the mass fractions that *text* means, with *weights* [g/mol] by element symbol; or raise `CompositionError`.

    A formula counts atoms: `LiCoO2`, `Ca(OH)2`, `LiNi0.8Mn0.1Co0.1O2`. Mass fractions are symbols with a number each, parted
    by commas: `Fe 0.7, Cr 0.3`, or all of them in percent; their sum may be off by rounding and is brought to one.
    A name of an alloy is neither: by its form `Ti6Al4V` is a formula too, so whoever has a list of names looks there first.
    """
    written = text.strip().translate(_SUBSCRIPTS)
    if not written:
        raise CompositionError(text, "empty", "")
    if comma := _DECIMAL_COMMA.search(written):
        raise CompositionError(text, "comma", comma[0])
    if _ENTRY.fullmatch(written) or "," in written or ";" in written:
        fractions = _mass_fractions(text, written, weights)
    else:
        fractions = {symbol: count * weights[symbol] for symbol, count in _atoms(text, written, weights).items()}
    total = sum(fractions.values())
    return tuple((symbol, fraction / total) for symbol, fraction in fractions.items())


def _mass_fractions(text: str, written: str, known: Mapping[str, float]) -> dict[str, float]:
    entries = [(part.strip(), _ENTRY.fullmatch(part.strip())) for part in re.split("[,;]", written)]
    in_percent = any(entry and entry["percent"] for _, entry in entries)
    fractions: dict[str, float] = {}
    for part, entry in entries:
        if entry is None:
            raise CompositionError(text, "entry", part)
        symbol, fraction = entry["symbol"], float(entry["number"]) / (100 if in_percent else 1)
        if symbol not in known:
            raise CompositionError(text, "element", symbol)
        if not 0 < fraction <= 1 or bool(entry["percent"]) != in_percent:
            raise CompositionError(text, "fraction", part)
        if symbol in fractions:
            raise CompositionError(text, "twice", symbol)
        fractions[symbol] = fraction
    total = sum(fractions.values())
    if abs(total - 1) > _ROUNDING + 1e-9:
        raise CompositionError(text, "sum", f"{total:.4g}")
    return fractions


def _atoms(text: str, written: str, known: Mapping[str, float]) -> dict[str, float]:
    """Return the number of atoms of each element; brackets may be nested."""
    groups: list[dict[str, float]] = [{}]
    brackets: list[str] = []
    counted: dict[str, float] = {}  # what a count may follow: the last symbol or bracket
    place = 0
    while place < len(written):
        token = _TOKEN.match(written, place)
        if token is None or (token["count"] and not counted):
            raise CompositionError(text, "form", written[place:])
        place = token.end()
        if token["count"]:
            if not (count := float(token["count"])):
                raise CompositionError(text, "count", token["count"])
            _add(groups[-1], counted, count - 1)
            counted = {}
        elif token["symbol"]:
            if token["symbol"] not in known:
                raise CompositionError(text, "element", token["symbol"])
            counted = {token["symbol"]: 1.0}
            _add(groups[-1], counted, 1)
        elif token["open"]:
            groups.append({})
            brackets.append(token["open"])
            counted = {}
        else:
            if not brackets or brackets.pop() + token["close"] not in {"()", "[]"} or not groups[-1]:
                raise CompositionError(text, "brackets", token["close"])
            counted = groups.pop()
            _add(groups[-1], counted, 1)
    if brackets:
        raise CompositionError(text, "brackets", brackets[-1])
    return groups[0]


def _add(atoms: dict[str, float], more: Mapping[str, float], times: float) -> None:
    for symbol, count in more.items():
        atoms[symbol] = atoms.get(symbol, 0) + times * count

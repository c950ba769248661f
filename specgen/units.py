"""Quantities as text with a unit: what is read, what is refused, and which reading is suggested.

The list of units is closed on purpose: a unit that is guessed wrong costs a customer a wrong tube. A quantity keeps
the text as received and answers in any unit of its kind; values are exact fractions until someone asks for a float.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Final, Self

from specgen.errors import QuantityError

_NUMBER: Final = r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
_QUANTITY: Final = re.compile(rf"(?P<number>{_NUMBER})[ \u00a0\u202f]*(?P<unit>[^\W\d_].*|[°℃℉%\"].*)?")
_SLASH: Final = re.compile(r"(?P<over>[1-9][0-9]{0,3})/(?P<under>[1-9][0-9]{0,3})[ \u00a0\u202f]*(?P<unit>in|inch|inches|\")")
_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(?![0-9])(?P<point>\.[0-9])?")
_LONGEST: Final = 64
_FEW: Final = 1000


@dataclass(frozen=True, slots=True)
class Unit:
    """One spelling of a unit: `base = number * factor + offset`."""

    symbol: str
    factor: Fraction
    offset: Fraction = Fraction(0)


def _units(*entries: tuple[str, str | Fraction, str]) -> Mapping[str, Unit]:
    """Return every spelling of the units given as (symbol, factor, synonyms)."""
    table = {}
    for symbol, factor, synonyms in entries:
        for spelling in (symbol, *synonyms.split()):
            table[spelling] = Unit(symbol, Fraction(factor))
    return MappingProxyType(table)


_TEMPERATURES: Final = MappingProxyType(
    {
        spelling: Unit(symbol, factor, offset)
        for symbol, factor, offset, spellings in (
            ("degC", Fraction(1), Fraction(0), "degC °C ℃ celsius"),
            ("degF", Fraction(5, 9), Fraction(-160, 9), "degF °F ℉ fahrenheit"),
            ("K", Fraction(1), Fraction("-273.15"), "K kelvin"),
        )
        for spelling in spellings.split()
    }
)


def exact(text: str) -> Fraction:
    """Return the decimal number *text* exactly."""
    return Fraction(Decimal(text))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A magnitude of one kind, with the text it was read from; subclasses name the kind and its units."""

    text: str
    magnitude: Fraction

    kind: ClassVar[str] = ""
    base: ClassVar[str] = ""
    units: ClassVar[Mapping[str, Unit]] = MappingProxyType({})
    likely: ClassVar[str] = ""
    least: ClassVar[Fraction | None] = Fraction(0)
    zero_allowed: ClassVar[bool] = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the quantity that *text* states, or raise `QuantityError` with the likely meaning."""
        text = text.strip()
        if len(text) > _LONGEST:
            raise QuantityError("SG-E108", text=text[:_LONGEST] + "…", kind=f"@{cls.kind}")
        if match := _SLASH.fullmatch(text):
            if "in" in cls.units:
                return cls._of(text, Fraction(int(match["over"]), int(match["under"])), cls.units["in"])
            raise QuantityError("SG-E107", text=text, kind=f"@{cls.kind}", suggestion="", takes=cls.takes())
        match = _QUANTITY.fullmatch(text)
        if match is None:
            raise cls._malformed(text)
        if not match["unit"]:
            raise QuantityError("SG-E105", text=text, kind=f"@{cls.kind}", suggestion=f"{text} {cls.likely}", takes=cls.takes())
        unit = cls.units.get(_one_micro(match["unit"]))
        if unit is None:
            raise cls._wrong_unit(text, match["number"], match["unit"])
        return cls._of(text, exact(match["number"]), unit)

    @classmethod
    def takes(cls) -> str:
        """Return the unit symbols of this kind, for a help line."""
        symbols = dict.fromkeys(unit.symbol for unit in cls.units.values())
        return ", ".join("um (µm)" if symbol == "um" else symbol for symbol in symbols)

    @classmethod
    def _of(cls, text: str, number: Fraction, unit: Unit) -> Self:
        magnitude = number * unit.factor + unit.offset
        if cls.least is not None and (magnitude < cls.least or (magnitude == cls.least and not cls.zero_allowed)):
            least = "0" if cls.least == 0 else f"{float(cls.least):g} {cls.base}"
            raise QuantityError("SG-E117", text=text, kind=f"@{cls.kind}", least=least)
        return cls(text, magnitude)

    @classmethod
    def _malformed(cls, text: str) -> QuantityError:
        if match := _COMMA.match(text):
            return QuantityError("SG-E106", text=text, kind=f"@{cls.kind}", suggestion=_without_comma(text, match), takes=cls.takes())
        if re.match(r"[+-]?0[0-9]", text):
            return QuantityError("SG-E108", text=text, kind=f"@{cls.kind}", suggestion=re.sub(r"^([+-]?)0+(?=[0-9])", r"\1", text))
        return QuantityError("SG-E104", text=text, kind=f"@{cls.kind}", suggestion="", takes=cls.takes())

    @classmethod
    def _wrong_unit(cls, text: str, number: str, unit: str) -> QuantityError:
        folded = _one_micro(unit).casefold().replace("ev", "v")
        likely = [known.symbol for spelling, known in cls.units.items() if spelling.casefold() == folded]
        if likely:
            return QuantityError("SG-E104", text=text, kind=f"@{cls.kind}", suggestion=f"{number} {likely[0]}", takes=cls.takes())
        others = [other.kind for other in KINDS if _one_micro(unit) in other.units and other is not cls]
        if others:
            return QuantityError("SG-E107", text=text, kind=f"@{cls.kind}", other=f"@{others[0]}", suggestion="", takes=cls.takes())
        return QuantityError("SG-E104", text=text, kind=f"@{cls.kind}", suggestion="", takes=cls.takes())

    def in_unit(self, symbol: str) -> float:
        """Return the number of *symbol*, a unit of this kind, that the quantity is."""
        unit = self.units[symbol]
        return float((self.magnitude - unit.offset) / unit.factor)

    @property
    def value(self) -> float:
        """Return the magnitude in the kind's base unit."""
        return float(self.magnitude)


def _without_comma(text: str, comma: re.Match[str]) -> str:
    """Return how *text* was probably meant; both readings where a comma before three digits may be either."""
    decimal = comma[0].replace(",", ".") + text[comma.end() :]
    grouped = _GROUPED.match(text)
    if grouped is None:
        return decimal
    whole = text.replace(",", "")
    return whole if grouped["point"] or grouped[0].count(",") > 1 else f'{decimal}" or "{whole}'


def _one_micro(unit: str) -> str:
    """Return *unit* with either micro sign (U+00B5, U+03BC) written as `u`: the three are one unit."""
    return unit.replace("\u00b5", "u").replace("\u03bc", "u")


class Length(Quantity):
    """A length; base unit µm, since this field's limits are counted in it."""

    __slots__ = ()
    kind = "length"
    base = "um"
    likely = "mm"
    units = _units(
        ("nm", "1/1000", "nanometre nanometer"),
        ("um", "1", "micron microns micrometre micrometer"),
        ("mm", "1000", "millimetre millimeter"),
        ("cm", "10000", "centimetre centimeter"),
        ("m", "1000000", "metre meter"),
        ("mil", "25.4", "mils thou"),
        ("in", "25400", 'inch inches "'),
    )

    @property
    def um(self) -> float:
        """Return the length in µm."""
        return self.in_unit("um")

    @property
    def mm(self) -> float:
        """Return the length in mm."""
        return self.in_unit("mm")


class SmallLength(Length):
    """A length of the micrometre's order (feature, pixel, spot): a bare number is most likely meant in µm."""

    __slots__ = ()
    likely = "um"


class Voltage(Quantity):
    """A voltage; base unit kV. The peak is what is meant in this field, so `kVp` is `kV`."""

    __slots__ = ()
    kind = "voltage"
    base = "kV"
    likely = "kV"
    units = _units(("kV", "1", "kVp"), ("V", "1/1000", "volt volts"), ("MV", "1000", ""))

    @property
    def kv(self) -> float:
        """Return the voltage in kV."""
        return self.in_unit("kV")


class Current(Quantity):
    """An electric current; base unit µA."""

    __slots__ = ()
    kind = "current"
    base = "uA"
    likely = "uA"
    units = _units(("uA", "1", ""), ("nA", "1/1000", ""), ("mA", "1000", ""), ("A", "1000000", "amp ampere"))

    @property
    def ua(self) -> float:
        """Return the current in µA."""
        return self.in_unit("uA")


class Power(Quantity):
    """A power; base unit W."""

    __slots__ = ()
    kind = "power"
    base = "W"
    likely = "W"
    units = _units(("W", "1", "watt watts"), ("mW", "1/1000", ""), ("kW", "1000", ""))

    @property
    def w(self) -> float:
        """Return the power in W."""
        return self.in_unit("W")


class Duration(Quantity):
    """A time; base unit s."""

    __slots__ = ()
    kind = "time"
    base = "s"
    likely = "s"
    units = _units(
        ("us", Fraction(1, 1_000_000), ""),
        ("ms", Fraction(1, 1000), "msec"),
        ("s", "1", "sec secs second seconds"),
        ("min", "60", "minute minutes"),
        ("h", "3600", "hr hour hours"),
    )

    @property
    def s(self) -> float:
        """Return the time in s."""
        return self.in_unit("s")


class Temperature(Quantity):
    """A temperature; base unit °C, bounded below by absolute zero."""

    __slots__ = ()
    kind = "temperature"
    base = "degC"
    likely = "degC"
    least = Fraction("-273.15")
    zero_allowed = True
    units = _TEMPERATURES

    @property
    def degc(self) -> float:
        """Return the temperature in °C."""
        return self.in_unit("degC")


class Mass(Quantity):
    """A mass; base unit kg."""

    __slots__ = ()
    kind = "mass"
    base = "kg"
    likely = "kg"
    units = _units(("kg", "1", ""), ("g", "1/1000", ""), ("lb", "0.45359237", "lbs pound pounds"))

    @property
    def kg(self) -> float:
        """Return the mass in kg."""
        return self.in_unit("kg")


class Share(Quantity):
    """A part of a whole; base unit %, above 0 and at most 100."""

    __slots__ = ()
    kind = "share"
    base = "%"
    likely = "%"
    units = _units(("%", "1", "percent"))

    @property
    def fraction(self) -> float:
        """Return the share as a fraction of one."""
        return float(self.magnitude / 100)


class Density(Quantity):
    """A mass density; base unit g/cm3."""

    __slots__ = ()
    kind = "density"
    base = "g/cm3"
    likely = "g/cm3"
    units = _units(("g/cm3", "1", "g/cm^3 g/cm³ g/cc g/ml"), ("kg/m3", "1/1000", "kg/m^3 kg/m³"))

    @property
    def g_per_cm3(self) -> float:
        """Return the density in g/cm³."""
        return self.in_unit("g/cm3")


class Angle(Quantity):
    """A plane angle; base unit degree."""

    __slots__ = ()
    kind = "angle"
    base = "deg"
    likely = "deg"
    units = _units(("deg", "1", "° degree degrees"))

    @property
    def deg(self) -> float:
        """Return the angle in degrees."""
        return self.in_unit("deg")


KINDS: Final[tuple[type[Quantity], ...]] = (Length, Voltage, Current, Power, Duration, Temperature, Mass, Share, Density, Angle)


def with_likely_unit(magnitude: float, kind: type[Quantity]) -> str:
    """Return *magnitude* (in the base unit) as text in the unit in which people of this field would write it.

    The unit is the one whose number lies from 1 up to 1000, or the nearest to that.
    """
    scales = {"length": ("nm", "um", "mm", "m"), "time": ("ms", "s", "min", "h"), "voltage": ("kV",), "current": ("uA",)}
    symbols = scales.get(kind.kind, (kind.base,))
    factors = [float(kind.units[symbol].factor) for symbol in symbols]
    fitting = [symbol for symbol, factor in zip(symbols, factors, strict=True) if 1 <= magnitude / factor < _FEW]
    symbol = fitting[0] if fitting else symbols[0] if magnitude < factors[0] else symbols[-1]
    return f"{magnitude / float(kind.units[symbol].factor):.4g} {symbol}"

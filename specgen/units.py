"""Quantities as text with a unit: what is read, what is refused, and which reading is suggested.

The list of units is closed on purpose: a unit that is guessed wrong costs a customer a wrong tube. A quantity keeps
the text as received and answers in any unit of its kind; values are exact fractions until someone asks for a float.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Final, Self

from specgen.errors import QuantityError
from specgen.findings import Phrase

_NUMBER: Final = r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?"
_QUANTITY: Final = re.compile(rf"(?P<number>{_NUMBER})[ \u00a0\u202f]*(?P<unit>[^\W\d_].*|[°℃℉%\"].*)?")
_SLASH: Final = re.compile(r"(?P<over>[1-9][0-9]{0,3})/(?P<under>[1-9][0-9]{0,3})[ \u00a0\u202f]*(?P<unit>in|inch|inches|\")")
_GROUP_MARKS: Final = " \u00a0\u2009\u202f'’_.,"
_LOOSE: Final = re.compile(rf"[+-]?[0-9](?:[0-9{_GROUP_MARKS}]*[0-9])?")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+")
_GROUPED: Final = re.compile(
    rf"(?P<whole>[+-]?[1-9][0-9]{{0,2}}(?P<mark>[{_GROUP_MARKS}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)(?:(?!(?P=mark))[.,](?P<decimals>[0-9]+))?"
)
_INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\u00ad]")
_LONGEST: Final = 64

# What a figure may be at least and at most, in its base unit. Beyond (a picometre, a kilometre; a millivolt, a million
# megavolts) it is a slip of the keyboard in every kind, and its powers would leave the range of a float.
LEAST: Final = Fraction(1, 1_000_000)
MOST: Final = Fraction(1_000_000_000)


NO_OFFSET: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Unit:
    """One spelling of a unit: `base = number * factor + offset`."""

    symbol: str
    factor: Fraction
    offset: Fraction = NO_OFFSET


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


def readings(number: str) -> tuple[str, ...]:
    """Return what *number*, written with a comma or in groups, may mean: both where a comma before three digits may be either."""
    found = [number.replace(",", ".")] if _DECIMAL_COMMA.fullmatch(number) else []
    if match := _GROUPED.fullmatch(number):
        whole = match["whole"].replace(match["mark"], "")
        found.append(f"{whole}.{match['decimals']}" if match["decimals"] else whole)
    return tuple(found)


def bound_text(bound: Fraction) -> str:
    """Return a bound as users would write it: 0, -273.15, 1e9."""
    return f"{float(bound):g}".replace("e-0", "e-").replace("e+0", "e")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A magnitude of one kind, with the text it was read from; subclasses name the kind and its units."""

    text: str
    magnitude: Fraction

    kind: ClassVar[str] = ""
    base: ClassVar[str] = ""
    units: ClassVar[Mapping[str, Unit]] = MappingProxyType({})
    mistaken: ClassVar[Mapping[str, str]] = MappingProxyType({})
    likely: ClassVar[str] = ""
    signed: ClassVar[bool] = False
    least: ClassVar[Fraction] = LEAST
    most: ClassVar[Fraction] = MOST

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the quantity that *text* states, or raise `QuantityError` with the likely meaning."""
        text = text.strip()
        if len(text) > _LONGEST:
            raise cls._refusal("SG-E108", text[:_LONGEST] + "…")
        if match := _SLASH.fullmatch(text):
            if "in" in cls.units:
                return cls._of(text, Fraction(int(match["over"]), int(match["under"])), cls.units["in"])
            raise cls._refusal("SG-E107", text, takes=cls.takes(), other=Phrase(f"@{Length.kind}"))
        match = _QUANTITY.fullmatch(text)
        if match is None:
            raise cls._malformed(text)
        if not match["unit"]:
            raise cls._refusal("SG-E105", text, (cls._with_likely_unit(text),), takes=cls.takes())
        unit = cls.units.get(_one_micro(match["unit"]))
        if unit is None:
            raise cls._wrong_unit(text, match["number"], _one_micro(match["unit"]))
        return cls._of(text, exact(match["number"]), unit)

    @classmethod
    def takes(cls) -> str:
        """Return the unit symbols of this kind, for a help line."""
        symbols = dict.fromkeys(unit.symbol for unit in cls.units.values())
        return ", ".join("um (µm)" if symbol == "um" else symbol for symbol in symbols)

    @classmethod
    def _of(cls, text: str, number: Fraction, unit: Unit) -> Self:
        magnitude = number * unit.factor + unit.offset
        if cls.least <= magnitude <= cls.most:
            return cls(text, magnitude)
        least, most = (f"{bound_text(bound)} {cls.base}" for bound in (cls.least, cls.most))
        if magnitude <= 0 and not cls.signed:
            raise cls._refusal("SG-E117", text, bound=Phrase("@above"), least="0", most=most)
        raise cls._refusal(
            "SG-E117", text, bound=Phrase("@at-least") if magnitude < cls.least else Phrase("@at-most"), least=least, most=most
        )

    @classmethod
    def _malformed(cls, text: str) -> QuantityError:
        match = _LOOSE.match(text)
        number = match[0] if match else ""
        likely = tuple(reading + text[len(number) :] for reading in readings(number))
        if "," in number:
            return cls._refusal("SG-E106", text, likely, takes=cls.takes())
        if not likely and re.match(r"[+-]?0[0-9]", text):
            return cls._refusal("SG-E108", text, (re.sub(r"^([+-]?)0+(?=[0-9])", r"\1", text),))
        return cls._refusal("SG-E104", text, likely or cls._tidied(text), takes=cls.takes())

    @classmethod
    def _tidied(cls, text: str) -> tuple[str, ...]:
        """Return *text* without invisible characters, with a digit on both sides of its point, if that changes it."""
        tidied = " ".join(_INVISIBLE.sub("", text).split())
        tidied = re.sub(r"^([+-]?)\.(?=[0-9])", r"\g<1>0.", re.sub(r"^([+-]?[0-9]+)\.(?![0-9.])", r"\1", tidied))
        return (tidied,) if tidied != text else ()

    @classmethod
    def _wrong_unit(cls, text: str, number: str, unit: str) -> QuantityError:
        other = next((other.kind for other in KINDS if unit in other.units), None)
        meant = cls._meant(unit)
        if other and not meant:
            return cls._refusal("SG-E107", text, takes=cls.takes(), other=Phrase(f"@{other}"))
        return cls._refusal("SG-E104", text, (f"{number} {meant}",) if meant else (), takes=cls.takes())

    @classmethod
    def _meant(cls, unit: str) -> str:
        """Return the symbol that *unit*, written in the wrong case or by a usual mistake, stands for, or nothing.

        A milli that is written for a mega, or the reverse, is a factor of 1e9 and never suggested.
        """
        spellings = {spelling: known.symbol for spelling, known in cls.units.items()} | dict(cls.mistaken)
        close = [spelling for spelling in spellings if spelling.casefold() == unit.casefold()]
        if len({spellings[spelling] for spelling in close}) != 1:
            return ""
        milli_for_mega = (unit[0], close[0][0]) == ("m", "M")
        mega_for_milli = (unit[0], close[0][0]) == ("M", "m") and unit[1:] in cls.units
        return "" if milli_for_mega or mega_for_milli else spellings[close[0]]

    @classmethod
    def _with_likely_unit(cls, number: str) -> str:
        return f"{number} {cls.likely}"

    @classmethod
    def _refusal(cls, code: str, text: str, likely: tuple[str, ...] = (), **facts: str) -> QuantityError:
        """Return a refusal that suggests what is *likely* meant, as far as that would be accepted."""
        suggestion = '" or "'.join(filter(None, map(cls._accepted, likely)))
        return QuantityError(code, {"text": text, "kind": Phrase(f"@{cls.kind}"), "suggestion": suggestion, **facts})

    @classmethod
    def _accepted(cls, text: str) -> str:
        """Return *text* if it can be read, else what its own refusal suggests."""
        try:
            return cls.parse(text).text
        except QuantityError as error:
            return error.facts["suggestion"]

    def in_unit(self, symbol: str) -> float:
        """Return the number of *symbol*, a unit of this kind, that the quantity is."""
        unit, magnitude = self.units[symbol], self.magnitude
        if unit.offset is not NO_OFFSET:
            magnitude -= unit.offset
        # whole numbers divide exactly rounded and, unlike fractions, without reducing them first
        return magnitude.numerator * unit.factor.denominator / (magnitude.denominator * unit.factor.numerator)

    @property
    def value(self) -> float:
        """Return the magnitude in the kind's base unit."""
        return float(self.magnitude)


def _one_micro(unit: str) -> str:
    """Return *unit* with either micro sign (U+00B5, U+03BC) as its prefix written as `u`: the three are one unit."""
    return f"u{unit[1:]}" if unit[0] in "\u00b5\u03bc" else unit


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
    mistaken = MappingProxyType({"eV": "V", "keV": "kV", "MeV": "MV"})  # an energy, often said for the voltage

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
    signed = True
    least = Fraction("-273.15")
    units = _TEMPERATURES
    mistaken = MappingProxyType({"C": "degC", "° C": "degC", "deg C": "degC", "F": "degF", "° F": "degF", "deg F": "degF"})

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
    most = Fraction(100)
    units = _units(("%", "1", "percent"))

    @classmethod
    def _with_likely_unit(cls, number: str) -> str:
        """Return *number* in percent; below 1 it was most likely meant as a fraction of one."""
        return f"{(Decimal(number) * 100).normalize():f} %" if 0 < exact(number) < 1 else f"{number} %"

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


class Speed(Quantity):
    """A speed; base unit mm/s."""

    __slots__ = ()
    kind = "speed"
    base = "mm/s"
    likely = "mm/s"
    units = _units(
        ("um/s", Fraction(1, 1000), ""),
        ("mm/s", "1", ""),
        ("cm/s", "10", ""),
        ("m/s", "1000", ""),
        ("mm/min", Fraction(1, 60), ""),
        ("m/min", Fraction(1000, 60), ""),
        ("in/s", Fraction("25.4"), "inch/s"),
    )


class Energy(Quantity):
    """An energy or a heat; base unit J."""

    __slots__ = ()
    kind = "energy"
    base = "J"
    likely = "kJ"
    units = _units(("J", "1", "joule joules"), ("kJ", "1000", ""))

    @property
    def j(self) -> float:
        """Return the energy in J."""
        return self.in_unit("J")


KINDS: Final[tuple[type[Quantity], ...]] = (
    Length,
    Voltage,
    Current,
    Power,
    Duration,
    Temperature,
    Mass,
    Share,
    Density,
    Angle,
    Speed,
    Energy,
)

METRIC: Final = "metric"
INCH: Final = "inch"

# What a document in inches shows in place of each of our units. Focal spots, pixels, voxels and blur stay in µm, as this field has
# them everywhere; electrical figures, times and densities are the same for all.
_SHOWN_IN_INCHES: Final[Mapping[str, tuple[type[Quantity], str]]] = MappingProxyType(
    {"mm": (Length, "in"), "mm/s": (Speed, "in/s"), "kg": (Mass, "lb"), "degC": (Temperature, "degF")}
)
_IN_MILS_BELOW: Final = 0.1  # inches
_MILS_PER_INCH: Final = 1000
_LONG_S: Final = 1000


def shown_in(system: str, value: float, unit: str) -> tuple[float, str]:
    """Return *value* with its *unit* as *system* shows it, converted by exact factors (1 in = 25.4 mm)."""
    if system != INCH or unit not in _SHOWN_IN_INCHES or not math.isfinite(value):
        return value, unit
    kind, symbol = _SHOWN_IN_INCHES[unit]
    known = kind.units[unit]
    return kind("", exact(repr(value)) * known.factor + known.offset).in_unit(symbol), symbol


def readable_time(seconds: float) -> tuple[float, str]:
    """Return a time as it is read: in seconds up to 1000, then in minutes, then in hours."""
    if seconds <= _LONG_S:
        return seconds, "s"
    return (seconds / 60, "min") if seconds < _LONG_S * 10 else (seconds / 3600, "h")


def in_mils(value: float, unit: str) -> tuple[float, str]:
    """Return a small number of inches in thousandths of one, as thicknesses are given; anything else as it is."""
    return (value * _MILS_PER_INCH, "mil") if unit == "in" and abs(value) < _IN_MILS_BELOW else (value, unit)

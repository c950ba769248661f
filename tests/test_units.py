"""Quantities as text: what each spelling means, exactly; what is refused, under which code, and what is suggested.

The spellings and refusals are those of `interface.md` sections 2 and 5.
"""

import pickle
import re
import time
from fractions import Fraction

import pytest

from specgen.errors import QuantityError
from specgen.units import (
    KINDS,
    Angle,
    Current,
    Density,
    Duration,
    Energy,
    Length,
    Mass,
    Power,
    Quantity,
    Share,
    SmallLength,
    Speed,
    Temperature,
    Voltage,
)

NBSP = "\u00a0"  # no-break space, and its narrow sister: what word processors put before a unit
NARROW = "\u202f"

# kind, text, exact number, in the unit
READINGS: list[tuple[type[Quantity], str, str, str]] = [
    # Length, in µm. The three micro signs are one unit; 1 in = 25.4 mm, 1 mil = 0.001 in.
    (Length, "50 um", "50", "um"),
    (Length, "50um", "50", "um"),
    (Length, "50 \u00b5m", "50", "um"),
    (Length, "50 \u03bcm", "50", "um"),
    (Length, "50\u00b5m", "50", "um"),
    (Length, f"50{NBSP}um", "50", "um"),
    (Length, f"50{NARROW}\u00b5m", "50", "um"),
    (Length, "50 micron", "50", "um"),
    (Length, "50 microns", "50", "um"),
    (Length, "50   um", "50", "um"),
    (Length, "+50 um", "50", "um"),
    (Length, "0.05 mm", "50", "um"),
    (Length, "500 nm", "1/2", "um"),
    (Length, "2 mil", "50.8", "um"),
    (Length, "2 thou", "50.8", "um"),
    (Length, "0.002 in", "50.8", "um"),
    (Length, "0.002 inch", "50.8", "um"),
    (Length, "1/2 in", "12700", "um"),
    (Length, "1/2in", "12700", "um"),
    (Length, '1/2"', "12700", "um"),
    (Length, "1/3 inch", "25400/3", "um"),
    (Length, "3/16 inches", "4762.5", "um"),
    (Length, "20 cm", "200000", "um"),
    (Length, "2 m", "2000000", "um"),
    (Length, "5e1 um", "50", "um"),
    (Length, "5E+1 um", "50", "um"),
    (Length, "5.0e-2 mm", "50", "um"),
    (Length, "0.1 um", "1/10", "um"),  # no binary rounding on the way
    # Voltage, in kV: the peak is meant.
    (Voltage, "130 kV", "130", "kV"),
    (Voltage, "130kVp", "130", "kV"),
    (Voltage, "160000 V", "160", "kV"),
    (Voltage, "0.13 MV", "130", "kV"),
    # Current, in µA.
    (Current, "2 mA", "2000", "uA"),
    (Current, "500 uA", "500", "uA"),
    (Current, "500 \u00b5A", "500", "uA"),
    (Current, "500 \u03bcA", "500", "uA"),
    (Current, "50 nA", "1/20", "uA"),
    (Current, "0.002 A", "2000", "uA"),
    # Power, in W.
    (Power, "33 W", "33", "W"),
    (Power, "0.5 kW", "500", "W"),
    (Power, "500 mW", "1/2", "W"),
    # Time, in s.
    (Duration, "90 s", "90", "s"),
    (Duration, "90 sec", "90", "s"),
    (Duration, "1.5 min", "90", "s"),
    (Duration, "2 h", "7200", "s"),
    (Duration, "500 ms", "1/2", "s"),
    (Duration, "250 \u00b5s", "1/4000", "s"),
    # Temperature, in °C: (F - 32) 5/9, and K - 273.15.
    (Temperature, "20 degC", "20", "degC"),
    (Temperature, "20 °C", "20", "degC"),
    (Temperature, "68 degF", "20", "degC"),
    (Temperature, "70 °F", "190/9", "degC"),
    (Temperature, "-40 degF", "-40", "degC"),
    (Temperature, "0 degC", "0", "degC"),
    (Temperature, "-5 degC", "-5", "degC"),
    (Temperature, "293.15 K", "20", "degC"),
    (Temperature, "-273.15 degC", "-273.15", "degC"),
    (Temperature, "-459.67 degF", "-273.15", "degC"),
    (Temperature, "0 K", "-273.15", "degC"),
    # Mass, in kg: 1 lb = 0.45359237 kg.
    (Mass, "15 kg", "15", "kg"),
    (Mass, "500 g", "1/2", "kg"),
    (Mass, "33 lb", "14.96854821", "kg"),
    (Mass, "33 lbs", "14.96854821", "kg"),
    # Share, in %.
    (Share, "30 %", "30", "%"),
    (Share, "30%", "30", "%"),
    (Share, f"30{NBSP}%", "30", "%"),
    (Share, "30 percent", "30", "%"),
    (Share, "100 %", "100", "%"),
    # Density, in g/cm3.
    (Density, "2.7 g/cm3", "2.7", "g/cm3"),
    (Density, "2.7 g/cm³", "2.7", "g/cm3"),
    (Density, "2.7 g/cm^3", "2.7", "g/cm3"),
    (Density, "2.7 g/cc", "2.7", "g/cm3"),
    (Density, "2700 kg/m3", "2.7", "g/cm3"),
    # Angle, in degrees.
    (Angle, "40 deg", "40", "deg"),
    (Angle, "40°", "40", "deg"),
    # Speed, in mm/s.
    (Speed, "20 mm/s", "20", "mm/s"),
    (Speed, "500 um/s", "1/2", "mm/s"),
    (Speed, "500 \u00b5m/s", "1/2", "mm/s"),
    (Speed, "2 cm/s", "20", "mm/s"),
    (Speed, "0.02 m/s", "20", "mm/s"),
    (Speed, "90 mm/min", "3/2", "mm/s"),
    (Speed, "1.2 m/min", "20", "mm/s"),
    (Speed, "1 in/s", "25.4", "mm/s"),
    (Speed, "1 inch/s", "25.4", "mm/s"),
    # Energy, in J.
    (Energy, "9.5 kJ", "9500", "J"),
    (Energy, "9500 J", "9500", "J"),
    (Energy, "1 joule", "1", "J"),
]

NOT_A_QUANTITY, NO_UNIT, COMMA, OTHER_KIND, NOT_A_NUMBER, TOO_LITTLE = "SG-E104", "SG-E105", "SG-E106", "SG-E107", "SG-E108", "SG-E117"

# kind, text, code, suggestion ("" where none can be given honestly)
REFUSALS: list[tuple[type[Quantity], str, str, str]] = [
    # A comma is never guessed; where it may be a decimal mark or a grouping, both readings are shown.
    (Length, "1,5 mm", COMMA, "1.5 mm"),
    (Length, "0,05 mm", COMMA, "0.05 mm"),
    (Length, "1,5mm", COMMA, "1.5mm"),
    (Voltage, "130,5 kV", COMMA, "130.5 kV"),
    (Length, "1,500 mm", COMMA, '1.500 mm" or "1500 mm'),
    (Length, "1,500.5 mm", COMMA, "1500.5 mm"),
    (Length, "1,234,567 um", COMMA, "1234567 um"),
    (Length, "0,050 mm", COMMA, "0.050 mm"),  # no grouping begins with a zero
    (Length, "1.234,5 mm", COMMA, "1234.5 mm"),  # German grouping and decimal mark
    (SmallLength, "12,5", COMMA, "12.5 um"),  # neither point nor unit
    (Length, "1 234,5 mm", COMMA, "1234.5 mm"),
    (Length, "1,234.567 mm", COMMA, "1234.567 mm"),
    (Length, "00,5 mm", COMMA, "0.5 mm"),
    (Length, "1,5 MM", COMMA, "1.5 mm"),  # two slips at once
    (Length, "1,500", COMMA, '1.500 mm" or "1500 mm'),
    (Length, "1,50,000 um", COMMA, ""),  # nobody can tell
    (Length, "0,0 mm", COMMA, ""),  # would be refused again
    # Other grouping.
    (Length, "1 000 um", NOT_A_QUANTITY, "1000 um"),
    (Length, f"1{NARROW}000 um", NOT_A_QUANTITY, "1000 um"),
    (Length, "1'000 um", NOT_A_QUANTITY, "1000 um"),
    (Length, "1_000 um", NOT_A_QUANTITY, "1000 um"),
    (Length, "1.234.567 um", NOT_A_QUANTITY, "1234567 um"),
    (Length, "1 00 um", NOT_A_QUANTITY, ""),
    (Length, "1 000_000 um", NOT_A_QUANTITY, ""),
    # Unit letters are exact; a wrong case is refused with the right one.
    (Length, "50 Um", NOT_A_QUANTITY, "50 um"),
    (Length, "50 UM", NOT_A_QUANTITY, "50 um"),
    (Length, "50 \u00b5M", NOT_A_QUANTITY, "50 um"),
    (Length, "50 MM", NOT_A_QUANTITY, "50 mm"),
    (Length, "2 IN", NOT_A_QUANTITY, "2 in"),
    (Length, "50 Microns", NOT_A_QUANTITY, "50 um"),
    (Voltage, "130 KV", NOT_A_QUANTITY, "130 kV"),
    (Voltage, "130 kv", NOT_A_QUANTITY, "130 kV"),
    (Voltage, "130 KVP", NOT_A_QUANTITY, "130 kV"),
    (Current, "500 UA", NOT_A_QUANTITY, "500 uA"),
    (Power, "33 w", NOT_A_QUANTITY, "33 W"),
    (Power, "0.5 KW", NOT_A_QUANTITY, "0.5 kW"),
    (Duration, "90 S", NOT_A_QUANTITY, "90 s"),
    (Duration, "2 H", NOT_A_QUANTITY, "2 h"),
    (Temperature, "20 °c", NOT_A_QUANTITY, "20 degC"),
    (Mass, "15 Kg", NOT_A_QUANTITY, "15 kg"),
    (Density, "2.7 G/CM3", NOT_A_QUANTITY, "2.7 g/cm3"),
    (Speed, "20 MM/S", NOT_A_QUANTITY, "20 mm/s"),
    (Energy, "9.5 KJ", NOT_A_QUANTITY, "9.5 kJ"),
    (Energy, "9.5 MJ", NOT_A_QUANTITY, ""),  # a mega has no place here, and milli is not meant
    (Temperature, "20 k", NOT_A_QUANTITY, "20 K"),
    # A milli for a mega, or the reverse, would be a factor of 1e9: never suggested.
    (Voltage, "130 mV", NOT_A_QUANTITY, ""),
    (Voltage, "130 mv", NOT_A_QUANTITY, ""),
    (Voltage, "130 meV", NOT_A_QUANTITY, ""),
    (Voltage, "0.13 MeV", NOT_A_QUANTITY, "0.13 MV"),
    (Power, "500 MW", NOT_A_QUANTITY, ""),
    (Power, "500 mw", NOT_A_QUANTITY, "500 mW"),
    (Current, "2 MA", NOT_A_QUANTITY, ""),
    (Length, "50 Mm", NOT_A_QUANTITY, ""),
    (Length, "2 Mil", NOT_A_QUANTITY, "2 mil"),
    (Duration, "2 Min", NOT_A_QUANTITY, "2 min"),
    # A letter alone is not a temperature, but everybody knows which is meant.
    (Temperature, "20 C", NOT_A_QUANTITY, "20 degC"),
    (Temperature, "20C", NOT_A_QUANTITY, "20 degC"),
    (Temperature, "20 ° C", NOT_A_QUANTITY, "20 degC"),
    (Temperature, "20 deg C", NOT_A_QUANTITY, "20 degC"),
    (Temperature, "68 F", NOT_A_QUANTITY, "68 degF"),
    # An energy is not a voltage, though it is often said for one.
    (Voltage, "130 keV", NOT_A_QUANTITY, "130 kV"),
    # No unit: the likely one of the field is suggested.
    (Length, "600", NO_UNIT, "600 mm"),
    (SmallLength, "50", NO_UNIT, "50 um"),
    (Voltage, "130", NO_UNIT, "130 kV"),
    (Current, "200", NO_UNIT, "200 uA"),
    (Power, "33", NO_UNIT, "33 W"),
    (Duration, "90", NO_UNIT, "90 s"),
    (Temperature, "20", NO_UNIT, "20 degC"),
    (Mass, "15", NO_UNIT, "15 kg"),
    (Speed, "20", NO_UNIT, "20 mm/s"),
    (Energy, "9.5", NO_UNIT, "9.5 kJ"),
    (Share, "30", NO_UNIT, "30 %"),
    (Share, "0.6", NO_UNIT, "60 %"),  # a fraction of one
    (Share, "0.125", NO_UNIT, "12.5 %"),
    (Share, "1", NO_UNIT, "1 %"),
    (Share, "130", NO_UNIT, ""),  # more than the whole with its unit, too
    (Length, "-5", NO_UNIT, ""),
    (Density, "2.7", NO_UNIT, "2.7 g/cm3"),
    (Angle, "40", NO_UNIT, "40 deg"),
    # Another kind.
    (Length, "130 kV", OTHER_KIND, ""),
    (Voltage, "200 uA", OTHER_KIND, ""),
    (Duration, "2 m", OTHER_KIND, ""),
    (Mass, "30 %", OTHER_KIND, ""),
    (Voltage, "1/2 in", OTHER_KIND, ""),
    # A unit that nobody here uses, or none at all.
    (Length, "3 furlongs", NOT_A_QUANTITY, ""),
    (Length, "50 um um", NOT_A_QUANTITY, ""),
    (Length, "50 u m", NOT_A_QUANTITY, ""),
    (Length, "50 \u00b5", NOT_A_QUANTITY, ""),
    (Length, "50\tum", NOT_A_QUANTITY, "50 um"),
    (Length, "50\u200bum", NOT_A_QUANTITY, "50um"),  # zero-width space
    (Length, "50 \u00b5in", NOT_A_QUANTITY, ""),
    (Duration, "2 ho\u00b5r", NOT_A_QUANTITY, ""),  # a micro sign is a prefix, not a letter u
    # What is not a number of ours.
    (Length, "007 um", NOT_A_NUMBER, "7 um"),
    (Length, "00.5 um", NOT_A_NUMBER, "0.5 um"),
    (Length, "0x10 um", NOT_A_QUANTITY, ""),
    (Length, "inf um", NOT_A_QUANTITY, ""),
    (Length, "nan um", NOT_A_QUANTITY, ""),
    (Length, "1.5.5 um", NOT_A_QUANTITY, ""),
    (Length, "1..5 um", NOT_A_QUANTITY, ""),
    (Length, "1e0.5 um", NOT_A_QUANTITY, ""),
    (Length, "1e999 um", NOT_A_QUANTITY, ""),
    (Length, "1e999999999 um", NOT_A_QUANTITY, ""),
    (Length, "1/2 mm", NOT_A_QUANTITY, ""),
    (Length, "1/0 in", NOT_A_QUANTITY, ""),
    (Length, "1 1/2 in", NOT_A_QUANTITY, ""),
    (Length, "\uff15\uff10 um", NOT_A_QUANTITY, ""),  # full-width digits
    (Length, "\u22125 um", NOT_A_QUANTITY, ""),  # the typographic minus
    (Duration, "1:30", NOT_A_QUANTITY, ""),
    (Length, "um", NOT_A_QUANTITY, ""),
    (Length, "", NOT_A_QUANTITY, ""),
    (Length, "   ", NOT_A_QUANTITY, ""),
    # Out of range.
    (Length, "-5 um", TOO_LITTLE, ""),
    (Length, "0 um", TOO_LITTLE, ""),
    (Length, "-0.0 um", TOO_LITTLE, ""),
    (Voltage, "-130 kV", TOO_LITTLE, ""),
    (Share, "0 %", TOO_LITTLE, ""),
    (Temperature, "-273.16 degC", TOO_LITTLE, ""),
    (Temperature, "-460 °F", TOO_LITTLE, ""),
    (Temperature, "-1 K", TOO_LITTLE, ""),
    (Share, "100.1 %", TOO_LITTLE, ""),
    # Beyond what any figure of the field can be: a slip of the keyboard.
    (SmallLength, "1e-99 nm", TOO_LITTLE, ""),
    (Length, "1001 m", TOO_LITTLE, ""),
    (Voltage, "1e99 kV", TOO_LITTLE, ""),
    (Temperature, "1e99 degC", TOO_LITTLE, ""),
]


def refused(kind: type[Quantity], text: str) -> QuantityError:
    """Return the refusal of *text*, which must be one."""
    with pytest.raises(QuantityError) as caught:
        kind.parse(text)
    return caught.value


@pytest.mark.parametrize(("kind", "text", "number", "unit"), READINGS)
def test_a_spelling_means_exactly_this(kind: type[Quantity], text: str, number: str, unit: str) -> None:
    """The magnitude is an exact fraction of the kind's base unit, not a float near it."""
    assert kind.base == unit
    assert kind.parse(text).magnitude == Fraction(number)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_in_its_base_unit(kind: type[Quantity]) -> None:
    """The table above leaves no kind out, and a base unit is a unit of its own kind with factor 1."""
    assert kind in {kind for kind, *_ in READINGS}
    assert kind.parse(f"5 {kind.base}").value == kind.parse(f"5 {kind.base}").in_unit(kind.base) == 5
    assert kind.likely in kind.units


@pytest.mark.parametrize(("kind", "text", "number", "unit"), READINGS)
def test_the_text_is_kept_as_received(kind: type[Quantity], text: str, number: str, unit: str) -> None:
    """The document shows the customer's own spelling, spaces and micro sign included."""
    assert kind.parse(text).text == text


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (Length.parse("2 mil").um, 50.8),
        (Length.parse("2 mil").mm, 0.0508),
        (Length.parse("50 um").in_unit("nm"), 50_000),
        (Voltage.parse("160000 V").kv, 160),
        (Current.parse("2 mA").ua, 2000),
        (Power.parse("0.5 kW").w, 500),
        (Duration.parse("1.5 min").s, 90),
        (Duration.parse("90 s").in_unit("min"), 1.5),
        (Speed.parse("1.2 m/min").in_unit("mm/s"), 20),
        (Energy.parse("9.5 kJ").j, 9500),
        (Temperature.parse("68 degF").degc, 20),
        (Temperature.parse("20 degC").in_unit("degF"), 68),
        (Mass.parse("33 lb").kg, 14.96854821),
        (Share.parse("30 %").fraction, 0.3),
        (Density.parse("2700 kg/m3").g_per_cm3, 2.7),
        (Angle.parse("40°").deg, 40),
    ],
)
def test_a_quantity_answers_in_any_unit_of_its_kind(read: float, expected: float) -> None:
    """Conversion is exact, so that the float is the one that is written in code."""
    assert read == expected


@pytest.mark.parametrize(("kind", "text", "code", "suggestion"), REFUSALS)
def test_a_refusal_has_its_code_and_its_suggestion(kind: type[Quantity], text: str, code: str, suggestion: str) -> None:
    """What is not a quantity is refused by code, with the reading that was likely meant and the text as received."""
    error = refused(kind, text)
    assert (error.code, error.facts.get("suggestion", "")) == (code, suggestion)
    assert error.facts["text"] == text.strip()
    assert error.facts["kind"] == f"@{kind.kind}"


@pytest.mark.parametrize(("kind", "text", "code", "suggestion"), [row for row in REFUSALS if row[3]])
def test_a_suggestion_would_be_accepted(kind: type[Quantity], text: str, code: str, suggestion: str) -> None:
    """Who types what was suggested is not refused again."""
    for reading in refused(kind, text).facts["suggestion"].split('" or "'):
        assert kind.parse(reading).text == reading


def test_a_milli_is_never_taken_for_a_mega() -> None:
    """A tube of 130 mV and one of 130 MV are both absurd, but not the same: no suggestion multiplies by a thousand million."""
    assert refused(Voltage, "130 mV").facts["suggestion"] != "130 MV"


def test_a_share_is_at_most_the_whole() -> None:
    """`Share` promises above 0 and at most 100 %."""
    assert refused(Share, "100.1 %").facts["bound"] == "@at-most"
    assert refused(Share, "100.1 %").facts["most"] == "100 %"


@pytest.mark.parametrize(
    ("kind", "text", "other"),
    [
        (Length, "130 kV", "@voltage"),
        (Voltage, "200 \u00b5A", "@current"),
        (Duration, "2 m", "@length"),
        (Mass, "30 %", "@share"),
        (Voltage, "1/2 in", "@length"),
    ],
)
def test_a_unit_of_another_kind_is_named(kind: type[Quantity], text: str, other: str) -> None:
    """The customer learns what the unit measures."""
    assert refused(kind, text).facts.get("other") == other


@pytest.mark.parametrize(
    ("kind", "text", "bound", "least", "most"),
    [
        (Length, "-5 um", "@above", "0", "1e9 um"),
        (Length, "1e-7 um", "@at-least", "1e-6 um", "1e9 um"),
        (Voltage, "1e7 MV", "@at-most", "1e-6 kV", "1e9 kV"),
        (Temperature, "-300 degC", "@at-least", "-273.15 degC", "1e9 degC"),
    ],
)
def test_the_bound_that_was_passed_is_named(kind: type[Quantity], text: str, bound: str, least: str, most: str) -> None:
    """Which of the two it was, and both in the kind's base unit."""
    facts = refused(kind, text).facts
    assert (facts["bound"], facts["least"], facts["most"]) == (bound, least, most)


@pytest.mark.parametrize(
    ("kind", "text"),
    [(Length, "1e-6 um"), (Length, "1000 m"), (Voltage, "1 V"), (Duration, "1 us"), (Current, "1000 A"), (Share, "100 %")],
)
def test_a_figure_at_its_bound_is_read(kind: type[Quantity], text: str) -> None:
    """Bounds are included."""
    assert kind.parse(text).text == text


@pytest.mark.parametrize(
    ("kind", "text", "least"),
    [
        (Length, "-5 um", "0"),
        (Share, "0 %", "0"),
        (Temperature, "-273.16 degC", "-273.15 degC"),
        (Temperature, "-460 °F", "-273.15 degC"),
    ],
)
def test_a_number_too_small_is_told_the_least(kind: type[Quantity], text: str, least: str) -> None:
    """The bound is among the facts: zero, which is itself refused, or the absolute zero, which is not."""
    assert refused(kind, text).facts["least"] == least


def test_a_quantity_takes_64_characters() -> None:
    """Up to there the text is read; one more is too long for any honest quantity."""
    longest = "0." + "1" * 59 + " um"
    assert len(longest) == 64
    assert Length.parse(longest).text == longest
    assert refused(Length, f"0{longest[1:-3]}1 um").code == NOT_A_NUMBER


def test_a_help_line_shows_the_units() -> None:
    """Each unit once, by its symbol, as in the example of `interface.md` section 4."""
    assert refused(Length, "50 Um").facts["takes"] == "nm, um (µm), mm, cm, m, mil, in"
    assert Temperature.takes() == "degC, degF, K"


@pytest.mark.parametrize("code", sorted({code for _, _, code, _ in REFUSALS}))
def test_a_code_always_brings_the_same_facts(code: str) -> None:
    """The sentence of a code needs its values every time, else the wording fails instead of the file."""
    texts = [(kind, text) for kind, text, expected, _ in REFUSALS if expected == code]
    if code == NOT_A_NUMBER:
        texts.append((Length, "9" * 10_000))
    assert len({frozenset(refused(kind, text).facts) for kind, text in texts}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "9" * 10_000 + " um",
        "um" * 5_000,
        "0." + "0" * 10_000 + "1 um",
        "1e" + "9" * 10_000 + " um",
        "1/" + "2" * 10_000 + " in",
        "1" + ",000" * 2_500 + " um",
        "1e999999999 um",
        "1e-999999999 um",
    ],
)
def test_a_hostile_text_is_refused_at_once_and_not_repeated(text: str) -> None:
    """Length and exponent cost neither time nor memory, and the message stays readable."""
    started = time.perf_counter()
    error = refused(Length, text)
    assert time.perf_counter() - started < 1
    assert len(error.facts["text"]) <= 65


def test_a_refusal_survives_the_way_between_processes() -> None:
    """Batch workers hand exceptions back pickled."""
    error = refused(Length, "50 Um")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, copy.facts) == (error.code, error.facts)


def test_units_are_spelt_as_they_can_be_read() -> None:
    """A spelling that the reader's own pattern rejects would be in the list in vain."""
    for kind in KINDS:
        for spelling in kind.units:
            assert kind.parse(f"1{spelling}").magnitude == kind.parse(f"1 {spelling}").magnitude
            assert not re.search(r"[\u00b5\u03bc]", spelling)  # written with u; both signs are folded to it

"""Our closed list of units against pint, which knows them all, and the reader against any text whatever."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

import pint
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from specgen.errors import QuantityError
from specgen.units import KINDS, Duration, Length, Quantity, SmallLength, Temperature, Voltage

REGISTRY: Final = pint.UnitRegistry()

# How pint writes what it spells differently; all other spellings it must know as they are.
IN_PINT: Final = {
    "mil": "thou",
    "mils": "thou",
    '"': "inch",
    "kVp": "kV",
    "℃": "degC",
    "℉": "degF",
    "g/cm3": "g/cm**3",
    "g/cm^3": "g/cm**3",
    "g/cm³": "g/cm**3",
    "kg/m3": "kg/m**3",
    "kg/m^3": "kg/m**3",
    "kg/m³": "kg/m**3",
}

SPELLINGS: Final = [(kind, spelling) for kind in (*KINDS, SmallLength) for spelling in kind.units]
assert len(SPELLINGS) > len(KINDS), "no units found: this module would prove nothing"

numbers = st.decimals(min_value="0.001", max_value="999999", places=3)


def converted(number: float, spelling: str, symbol: str) -> float:
    """Return what pint makes of *number* of *spelling* in *symbol*."""
    here, there = (REGISTRY.Unit(IN_PINT.get(unit, unit)) for unit in (spelling, symbol))
    return float(REGISTRY.Quantity(number, here).to(there).magnitude)


def fitting(number: Decimal, kind: type[Quantity], spelling: str) -> Decimal:
    """Return *number*, moved by powers of ten into what the kind takes in the unit *spelling*."""
    unit = kind.units[spelling]
    while Fraction(number) * unit.factor + unit.offset > kind.most:
        number /= 10
    while Fraction(number) * unit.factor + unit.offset < kind.least:
        number *= 10
    return number


def reading_of(kind: type[Quantity], text: str) -> tuple[Quantity, None] | tuple[None, QuantityError]:
    """Return what *text* was read as, or why it was refused."""
    try:
        return kind.parse(text), None
    except QuantityError as error:
        return None, error


@pytest.mark.parametrize(("kind", "spelling"), SPELLINGS)
@settings(max_examples=20)
@given(number=numbers)
@example(number=Decimal(1))
def test_every_spelling_converts_as_pint_has_it(kind: type[Quantity], spelling: str, number: Decimal) -> None:
    """From every spelling to every unit of its kind, to a float's accuracy."""
    number = fitting(number, kind, spelling)
    read = kind.parse(f"{number} {spelling}")
    for symbol in {unit.symbol for unit in kind.units.values()}:
        assert read.in_unit(symbol) == pytest.approx(converted(float(number), spelling, symbol), rel=1e-12, abs=1e-9)


@given(number=st.decimals(min_value="-273.15", max_value="0", places=2), symbol=st.sampled_from(["degC", "degF", "K"]))
def test_below_the_freezing_point_too(number: Decimal, symbol: str) -> None:
    """A temperature may be negative, down to the absolute zero."""
    assert Temperature.parse(f"{number} degC").in_unit(symbol) == pytest.approx(converted(float(number), "degC", symbol), abs=1e-9)


@given(entry=st.sampled_from(SPELLINGS), number=numbers)
def test_a_number_comes_back_as_it_was_written(entry: tuple[type[Quantity], str], number: Decimal) -> None:
    """Reading in a unit and asking in the same gives the float nearest to the text, without drift."""
    kind, spelling = entry
    number = fitting(number, kind, spelling)
    assert kind.parse(f"{number} {spelling}").in_unit(spelling) == float(number)


@given(number=numbers, exponent=st.integers(-9, 9))
def test_an_exponent_moves_the_point_and_nothing_else(number: Decimal, exponent: int) -> None:
    """`5e-2 mm` is `0.05 mm`, exactly."""
    magnitude = Fraction(number) * Fraction(10) ** exponent
    assume(Length.least <= magnitude <= Length.most)
    assert Length.parse(f"{number}e{exponent} um").magnitude == magnitude


@given(over=st.integers(1, 9999), under=st.integers(1, 9999))
def test_a_slash_fraction_of_an_inch_is_exact(over: int, under: int) -> None:
    """`1/3 in` is a third of an inch, not 0.3333."""
    assert Length.parse(f"{over}/{under} in").magnitude == Fraction(over, under) * 25400


@pytest.mark.parametrize("kind", [Length, Voltage, Duration, Temperature])
@given(text=st.text(max_size=80) | st.text("0123456789.,eE+-/'_ \u00a0\u00b5\u03bcumkVsdegCF°%\"", max_size=12))
@example(text="1e99 um")
@example(text="1e999999999 um")
def test_any_text_is_a_quantity_or_is_refused_with_its_reason(kind: type[Quantity], text: str) -> None:
    """No text, however odd, gets through as anything but a number within bounds, or out as another exception."""
    read, refusal = reading_of(kind, text)
    if refusal:
        assert refusal.code.startswith("SG-E1")
        assert refusal.facts["kind"] == f"@{kind.kind}"
    else:
        assert read.text == text.strip()
        assert kind.least <= read.magnitude <= kind.most


@given(whole=st.integers(0, 10**7), decimals=st.text("0123456789", min_size=1, max_size=6), unit=st.sampled_from(["um", "mm", "in"]))
@example(whole=0, decimals="050", unit="mm")
@example(whole=1, decimals="500", unit="mm")
def test_a_decimal_comma_is_refused_with_readings_that_would_be_accepted(whole: int, decimals: str, unit: str) -> None:
    """Whatever stands around the comma: never guessed, and each suggested reading is a number of ours."""
    assume(0 < Fraction(f"{whole}.{decimals}") * Length.units[unit].factor <= Length.most)  # else refused with a point as well
    with pytest.raises(QuantityError) as caught:
        Length.parse(f"{whole},{decimals} {unit}")
    assert caught.value.code == "SG-E106"
    readings = caught.value.facts["suggestion"].split('" or "')
    assert [Length.parse(reading).text for reading in readings] == readings
    assert f"{whole}.{decimals} {unit}" in readings

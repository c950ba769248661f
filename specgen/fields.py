"""The leaves of every file that specgen reads: text, numbers, dates, names and quantities, each refused with a reason.

A leaf arrives as a `Scalar`, the text as written. No type is guessed on the way, so `NO`, `007` and `1:30` stay text in
a text field, and a quantity is read by `units` alone. A refusal is a `PydanticCustomError` whose type is a finding's code.
"""

import datetime
import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import PydanticCustomError, core_schema

from specgen import units
from specgen.errors import QuantityError
from specgen.findings import Phrase, Term

LONGEST_LINE: Final = 200
LONGEST_PROSE: Final = 20_000
_LONGEST_NUMBER: Final = 64
_NUMBER: Final = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?")
_COUNT: Final = re.compile(r"0|[1-9][0-9]{0,39}")
_COUNTED: Final = re.compile(r"(?P<number>.*?[0-9])(?:\.0+)?\s*(?:x|×|px|pixels?|pcs|pieces)?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AS_CLOSE: Final = 0.02  # of a likeness from 0 to 1: nobody can tell which of two such names was meant
_DEVICES: Final = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One scalar of a file: its text, and whether it stood there without quotation marks."""

    text: str
    plain: bool = True

    def __str__(self) -> str:
        return self.text


class Values(BaseModel):
    """The base of all models: frozen, and an unknown key is refused."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: object) -> object:
        """Treat a known key without a value as absent."""
        if not isinstance(value, dict):
            return value
        return {key: entry for key, entry in value.items() if entry is not None or key not in cls.model_fields}


def refusal(code: str, **facts: str) -> PydanticCustomError:
    """Return the refusal that becomes a finding with *code* and *facts*."""
    return PydanticCustomError(code, "{code}", {"code": code, **facts})


def text_of(value: object) -> str:
    """Return the text of a scalar, or refuse a list or a mapping."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, str):
        return value
    raise refusal("SG-E113", found=kind_of(value), wanted=Phrase("@text"))


def kind_of(value: object) -> str:
    """Return the key of the phrase that says what *value* is."""
    if isinstance(value, list | tuple):
        return Phrase("@a-list")
    return Phrase("@a-group") if isinstance(value, dict) else Phrase("@nothing") if value is None else Phrase("@text")


@lru_cache(4096)  # a decision asks for the same few names over and over
def folded_name(name: str) -> str:
    """Return *name* for comparison: case, hyphens and blanks do not tell names apart (`24 VDC`, `24 V DC`)."""
    return "".join(name.casefold().replace("-", " ").split())


def _line(value: object) -> str:
    text = text_of(value).strip()
    if "\n" in text or "\r" in text:
        raise refusal("SG-E115", problem=Phrase("@one-line"), length="", limit=str(LONGEST_LINE))
    if len(text) > LONGEST_LINE:
        raise refusal("SG-E115", problem=Phrase("@too-long"), length=str(len(text)), limit=str(LONGEST_LINE))
    return text


def _prose(value: object) -> str:
    text = text_of(value).strip("\n")
    if len(text) > LONGEST_PROSE:
        raise refusal("SG-E115", problem=Phrase("@too-long"), length=str(len(text)), limit=str(LONGEST_PROSE))
    return text


def _number(value: object) -> float:
    return float(_bare(value, Phrase("@number"), _NUMBER, units.LEAST))


def _count(value: object) -> int:
    return int(_bare(value, Phrase("@whole-number"), _COUNT, Fraction(1)))


def _bare(value: object, kind: str, form: re.Pattern[str], least: Fraction) -> Fraction:
    """Return a number without a unit that has *form*, from *least* up to what any figure can be."""
    text = text_of(value).strip()
    if not form.fullmatch(text) or len(text) > _LONGEST_NUMBER:
        raise refusal("SG-E108", text=shortened(text), kind=kind, suggestion=_meant(text, form))
    number = units.exact(text)
    if least <= number <= units.MOST:
        return number
    bound = Phrase("@above") if number <= 0 else Phrase("@at-least") if number < least else Phrase("@at-most")
    bounds = {"least": "0" if number <= 0 else units.bound_text(least), "most": units.bound_text(units.MOST)}
    raise refusal("SG-E117", text=text, kind=kind, suggestion="", bound=bound, **bounds)


def _meant(text: str, form: re.Pattern[str]) -> str:
    """Return the numbers of *form* that *text* may mean: without a unit of counting, grouping, comma or leading zeros."""
    counted = _COUNTED.fullmatch(text[:_LONGEST_NUMBER])
    number = counted["number"] if counted else text
    likely = (re.sub(r"^0+(?=[0-9])", "", number), *units.readings(number))
    return '" or "'.join(reading for reading in likely if form.fullmatch(reading))


def nearest(text: str, names: Iterable[str]) -> str:
    """Return which of *names* the *text* most likely means, joined as in a message where two are about as close; or nothing."""
    folded = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(text.casefold(), folded, 2, 0.6)
    likeness = [difflib.SequenceMatcher(None, match, text.casefold()).ratio() for match in close]
    return '" or "'.join(folded[match] for match, ratio in zip(close, likeness, strict=True) if ratio > likeness[0] - _AS_CLOSE)


def shortened(text: str) -> str:
    """Return *text* short enough to be quoted in a message."""
    return text if len(text) <= _LONGEST_NUMBER else text[:_LONGEST_NUMBER] + "…"


def _day(value: object) -> datetime.date:
    text = text_of(value).strip()
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise refusal("SG-E119", text=shortened(text)) from None


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A field type's annotation: how the leaf is read, and what the JSON Schema says of it."""

    read: Callable[[object], object]
    schema: dict[str, object]

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, object]:
        return dict(self.schema)  # a copy, since pydantic writes each field's description into it


def one_of(*names: str) -> Leaf:
    """Return the annotation of a field that takes one of *names*, exactly."""

    def read(value: object) -> str:
        text = text_of(value).strip()
        if text not in names:
            raise refusal("SG-E114", text=shortened(text), choices=", ".join(names), suggestion=nearest(text, names))
        return text

    return Leaf(read, {"type": "string", "enum": list(names)})


def named(pattern: str, example: str) -> Leaf:
    """Return the annotation of a name of a closed form, such as one that becomes a file name."""
    compiled = re.compile(pattern)

    def read(value: object) -> str:
        text = text_of(value).strip(" ")  # a line feed is no blank: it would go into the name of a file
        if not compiled.fullmatch(text) or _DEVICES.fullmatch(text) or ".." in text:
            raise refusal("SG-E116", text=shortened(text), pattern=pattern, example=example)
        return text

    types = ["string", "number"] if compiled.fullmatch("1") else "string"
    return Leaf(read, {"type": types, "pattern": f"^{pattern}$", "examples": [example]})


def of_kind(kind: type[units.Quantity]) -> Leaf:
    """Return the annotation of a field that takes a quantity of *kind*."""

    def read(value: object) -> units.Quantity:
        try:
            return kind.parse(text_of(value))
        except QuantityError as error:
            raise refusal(error.code, **error.facts) from None

    return Leaf(read, {"type": "string", "pattern": quantity_pattern(kind), "description": f"With its unit: {kind.takes()}."})


def quantity_pattern(kind: type[units.Quantity]) -> str:
    """Return the form of a quantity of *kind* as editors understand it: syntax that Python and ECMAScript share."""
    spellings = "|".join(re.sub("^u", "[uµμ]", re.escape(spelling)) for spelling in kind.units)
    fraction = r'|[1-9][0-9]{0,3}/[1-9][0-9]{0,3}[ \u00a0\u202f]*(?:in|inch|inches|")' if "in" in kind.units else ""
    return rf"^\s*(?:(?:{_NUMBER.pattern})[ \u00a0\u202f]*(?:{spellings}){fraction})\s*$"


@dataclass(frozen=True, slots=True)
class _OneOrMany:
    """The annotation of a tuple whose only entry may stand alone, without a list around it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.wrapped, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}

    @staticmethod
    def wrapped(value: object) -> object:
        return value if isinstance(value, list | tuple) else (value,)


# What a text field takes keeps its spelling, so a number or `NO` may stand there without quotation marks.
_TEXT: Final = ("string", "number", "boolean")

OneOrMany: Final = _OneOrMany()
Line = Annotated[str, Leaf(_line, {"type": list(_TEXT), "maxLength": LONGEST_LINE})]
Prose = Annotated[str, Leaf(_prose, {"type": list(_TEXT), "maxLength": LONGEST_PROSE})]
Told = Annotated[str, Leaf(lambda value: Term(_line(value)), {"type": list(_TEXT), "maxLength": LONGEST_LINE})]
ToldProse = Annotated[str, Leaf(lambda value: Term(_prose(value)), {"type": list(_TEXT), "maxLength": LONGEST_PROSE})]
Number = Annotated[float, Leaf(_number, {"type": ["number", "string"], "exclusiveMinimum": 0, "pattern": f"^{_NUMBER.pattern}$"})]
Count = Annotated[int, Leaf(_count, {"type": ["integer", "string"], "minimum": 1, "pattern": "^[1-9][0-9]*$"})]
Day = Annotated[datetime.date, Leaf(_day, {"type": "string", "format": "date"})]
Length = Annotated[units.Length, of_kind(units.Length)]
SmallLength = Annotated[units.SmallLength, of_kind(units.SmallLength)]
Voltage = Annotated[units.Voltage, of_kind(units.Voltage)]
Current = Annotated[units.Current, of_kind(units.Current)]
Power = Annotated[units.Power, of_kind(units.Power)]
Duration = Annotated[units.Duration, of_kind(units.Duration)]
Temperature = Annotated[units.Temperature, of_kind(units.Temperature)]
Mass = Annotated[units.Mass, of_kind(units.Mass)]
Share = Annotated[units.Share, of_kind(units.Share)]
Density = Annotated[units.Density, of_kind(units.Density)]
Angle = Annotated[units.Angle, of_kind(units.Angle)]
Speed = Annotated[units.Speed, of_kind(units.Speed)]
Energy = Annotated[units.Energy, of_kind(units.Energy)]

Q = TypeVar("Q")


def point_or_group(schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler, point: str) -> dict[str, Any]:
    """Return the JSON Schema of a group of keys in whose place a text may stand, of the form of its field *point*."""
    group = handler.resolve_ref_schema(handler(schema))
    alone = group["properties"][point]
    return {"anyOf": [next(entry for entry in alone.get("anyOf", [alone]) if entry != {"type": "null"}), dict(group)]}


class Range(Values, Generic[Q]):
    """What must be covered or reached: a point, or an interval that may be open at one end."""

    min: Q | None = None
    max: Q | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_point(cls, value: object) -> object:
        return {"min": value, "max": value} if isinstance(value, Scalar | str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return point_or_group(schema, handler, "max")

    @property
    def upper(self) -> Q | None:
        """Return the upper end, or the lower where the range has no other."""
        return self.max if self.max is not None else self.min

    @property
    def is_point(self) -> bool:
        """Return whether one value was given."""
        return self.min is not None and self.min == self.max


class Ceiling(Values, Generic[Q]):
    """An upper limit: `60 um` and `{max: 60 um}` say the same."""

    max: Q

    @model_validator(mode="before")
    @classmethod
    def _from_point(cls, value: object) -> object:
        return {"max": value} if isinstance(value, Scalar | str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return point_or_group(schema, handler, "max")

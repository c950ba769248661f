"""How a language writes numbers, money and dates, and which form of a word a count takes; the figures themselves come rounded.

What CLDR knows of a language comes from Babel, which only documents load: the terminal writes in one plain way.
"""

import datetime
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from specgen.errors import MaintainerError

if TYPE_CHECKING:
    from babel import Locale

NARROW_SPACE: Final = "\u202f"
PLURALS: Final = ("zero", "one", "two", "few", "many", "other")
_GROUPED_FROM: Final = 5  # digits: ISO 80000-1 leaves four together
UNIT_SYMBOLS: Final = (
    "nm|µm|mm|cm|m|kV|V|µA|mA|W|kJ|ms|s|min|h|kg|lb|mil|°C|°F|%"  # that a number is kept on one line with, as alternatives
)
_BEFORE_UNIT: Final = re.compile(rf"(?<=[0-9]) (?=(?:um|{UNIT_SYMBOLS})(?![A-Za-z]))")
_NUMBER: Final = re.compile(r"(?<![0-9.,])([0-9]+)(?:\.([0-9]+))?(?![0-9]|\.[0-9])")


@dataclass(frozen=True, slots=True)
class Formats:
    """The conventions of one locale. Without a *locale*, those of the terminal: a point, nothing grouped, dates by ISO 8601."""

    locale: str = ""
    point: str = "."
    space: str = ""  # between thousands of a measured figure
    group: str = ""  # between thousands of an amount of money
    groups: tuple[int, int] = (3, 3)  # digits of the last group of an amount, and of those before it
    currency_first: bool = True

    def number(self, plain: str) -> str:
        """Return a number in digits and a point, as programs write it, in the language's own way and with a true minus."""
        sign, digits = ("−", plain[1:]) if plain.startswith("-") else ("", plain)
        whole, _, part = digits.partition(".")
        if self.space and len(whole) >= _GROUPED_FROM:
            whole = grouped(whole, self.space, (3, 3))
        return sign + whole + (self.point + part if part else "")

    def written(self, text: str) -> str:
        """Return *text* with each number in it set in the language's own way, its digits as they were written."""
        return _NUMBER.sub(lambda match: match[1] + (self.point + match[2] if match[2] else ""), text)

    def tied(self, text: str) -> str:
        """Return *text* with each number kept on one line with its unit; the terminal, where text is copied from, has plain spaces."""
        return _BEFORE_UNIT.sub(self.space, text) if self.space else text

    def amount(self, plain: str) -> str:
        """Return an amount of money without its currency, to the last coin."""
        sign, digits = ("−", plain[1:]) if plain.startswith("-") else ("", plain)
        whole, _, coins = digits.partition(".")
        return sign + grouped(whole, self.group, self.groups) + (self.point + coins if coins else "")

    def money(self, plain: str, currency: str) -> str:
        """Return an amount with the code of its currency, on the side where the language has it."""
        parts = (currency, self.amount(plain))
        return "\u00a0".join(parts if self.currency_first else reversed(parts))

    def day(self, date: datetime.date) -> str:
        """Return a date written out, kept on one line."""
        if not self.locale:
            return date.isoformat()
        from babel.dates import format_date  # noqa: PLC0415  (only documents need it)

        return format_date(date, "long", locale=self.locale).replace(" ", "\u00a0")

    def plural(self, count: float) -> str:
        """Return which form of a word goes with *count*: one of `PLURALS`."""
        if not self.locale:
            return "one" if count == 1 else "other"
        from babel import Locale  # noqa: PLC0415

        return Locale.parse(self.locale).plural_form(count)


def grouped(digits: str, mark: str, sizes: tuple[int, int]) -> str:
    """Return *digits* with *mark* between groups, the last of the first size, those before it of the second."""
    if not mark or len(digits) <= sizes[0]:
        return digits
    head, last = digits[: -sizes[0]], digits[-sizes[0] :]
    start = len(head) % sizes[1]
    parts = [head[:start]] if start else []
    parts += [head[at : at + sizes[1]] for at in range(start, len(head), sizes[1])]
    return mark.join([*parts, last])


PLAIN: Final = Formats()


@cache  # what CLDR says of a locale does not change
def formats_of(locale: str) -> Formats:
    """Return the conventions of *locale* (`de`, `en-GB`), or raise `MaintainerError` where documents cannot be set by them."""
    known = _known(locale)
    symbols, money = known.number_symbols["latn"], known.currency_formats["standard"]
    sizes: tuple[int, int] = tuple(money.grouping)
    return Formats(str(known), symbols["decimal"], NARROW_SPACE, symbols["group"], sizes, money.pattern.startswith("¤"))


def plurals_of(locale: str) -> tuple[str, ...]:
    """Return the forms that a counted word has in *locale*."""
    tags = {*_known(locale).plural_form.tags, "other"}
    return tuple(name for name in PLURALS if name in tags)


def _known(locale: str) -> "Locale":
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        known = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        raise MaintainerError("templates/wording", locale, "no number and date formats are known for this locale") from None
    if known.character_order == "right-to-left":
        raise MaintainerError("templates/wording", locale, "documents cannot be set yet in a language that is written from right to left")
    return known

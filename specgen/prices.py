"""What platforms and options cost: price books as data, and money that is exact to the last cent.

Amounts are decimals from the file to the page, never floats. A price that no book holds is absent and reads *on request*:
nothing is converted, interpolated or guessed. What one customer is offered is left to `quote`.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from itertools import pairwise
from typing import Annotated, Final

from pydantic import Field
from pydantic_core import PydanticCustomError

from specgen.fields import Count, Day, Leaf, Line, OneOrMany, Prose, Share, Told, Values, named, nearest, one_of, shortened, text_of
from specgen.units import Quantity

Identifier = Annotated[str, named(r"[a-z0-9][a-z0-9-]{0,39}", "cable-5m")]
Steps = tuple[str | int, ...]

# Far above any quote, so that every sum, product and percentage is exact; what would be rounded unseen is an error instead.
_EXACT: Final = Context(prec=100, traps=[Inexact, InvalidOperation])
_ROUNDING: Final = Context(prec=100, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
_AMOUNT: Final = re.compile(r"(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,29})?")
MOST: Final = Decimal(1_000_000_000_000)
INCOTERMS: Final = ("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF")  # of 2020


def _amount(value: object) -> Decimal:
    text = text_of(value).strip()
    if not _AMOUNT.fullmatch(text):
        raise PydanticCustomError("price", f'"{shortened(text)}" is not a price: digits with at most one point, no grouping, like 1450.00')
    amount = Decimal(text)
    if not amount:
        raise PydanticCustomError("price", "a price is above zero; leave it out where the price is on request")
    if amount > MOST:
        raise PydanticCustomError("price", f"{shortened(text)} is no price: at most {MOST:f}")
    return amount


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days or weeks, by the calendar."""

    count: int
    unit: str

    @property
    def days(self) -> int:
        """Return the length in days."""
        return self.count * (7 if self.unit == "weeks" else 1)

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


def _decimals(value: object) -> int:
    text = text_of(value).strip()
    if text not in {"0", "2", "3"}:
        raise PydanticCustomError("decimals", f'"{shortened(text)}" decimals are not those of any coin: 0, 2 or 3')
    return int(text)


_SPAN: Final = re.compile(r"([1-9][0-9]{0,2}) (day|week)s?")


def _span(value: object) -> Span:
    text = text_of(value).strip()
    match = _SPAN.fullmatch(text)
    if match is None:
        raise PydanticCustomError("span", f'"{shortened(text)}" is not a span of time: write it like 30 days or 14 weeks')
    return Span(int(match[1]), f"{match[2]}s")


def _incoterm(value: object) -> str:
    text = " ".join(text_of(value).split())
    rule, _, place = text.partition(" ")
    if rule not in INCOTERMS or not place:
        meant = nearest(rule, INCOTERMS)
        hint = f', did you mean "{meant} {place or "Hamburg"}"?' if meant and meant != rule else ""
        raise PydanticCustomError("incoterm", f'"{shortened(text)}" is not a rule of Incoterms 2020 with its place, like FCA Hamburg{hint}')
    return text


Amount = Annotated[Decimal, Leaf(_amount, {"type": "string"})]
TimeSpan = Annotated[Span, Leaf(_span, {"type": "string"})]
Incoterm = Annotated[str, Leaf(_incoterm, {"type": "string"})]
Decimals = Annotated[int, Leaf(_decimals, {"enum": [0, 2, 3]})]
Currency = Annotated[str, named(r"[A-Z]{3}", "EUR")]


# --- money ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency; *decimals* says what its smallest coin is. Two currencies never meet in one sum."""

    amount: Decimal
    currency: str
    decimals: int = 2

    def times(self, count: int) -> "Money":
        """Return *count* times this amount, exactly."""
        return replace(self, amount=_EXACT.multiply(self.amount, Decimal(count)))

    def plus(self, other: "Money") -> "Money":
        """Return the sum, exactly."""
        return replace(self, amount=_EXACT.add(self.amount, self._same(other)))

    def minus(self, other: "Money") -> "Money":
        """Return the difference, exactly."""
        return replace(self, amount=_EXACT.subtract(self.amount, self._same(other)))

    def part(self, share: Quantity) -> "Money":
        """Return a percentage of this amount, rounded half up to the smallest coin.

        Half up, since that is how invoices and the customer's own spreadsheet round: half to even would differ by a cent. Discount
        and tax are the only places where anything is rounded.
        """
        exact = _EXACT.multiply(self.amount, _EXACT.divide(percentage(share), Decimal(100)))
        return replace(self, amount=exact.quantize(Decimal(1).scaleb(-self.decimals), context=_ROUNDING))

    def _same(self, other: "Money") -> Decimal:
        if (other.currency, other.decimals) != (self.currency, self.decimals):
            raise ValueError(f"{other.currency} is not {self.currency}")
        return other.amount

    def __str__(self) -> str:
        return f"{self.amount:f}"


def percentage(share: Quantity) -> Decimal:
    """Return how many per cent a share is, exactly."""
    return _EXACT.divide(Decimal(share.magnitude.numerator), Decimal(share.magnitude.denominator))


def total(amounts: Iterable[Money | None]) -> Money | None:
    """Return the sum, or None where one amount is not known: a total that leaves something out is no total."""
    added: Money | None = None
    for amount in amounts:
        if amount is None:
            return None
        added = amount if added is None else added.plus(amount)
    return added


# --- price books ------------------------------------------------------------------------------------------------------


class Terms(Values):
    """On which terms is sold; what is absent is to be confirmed."""

    validity: TimeSpan | None = Field(None, description="How long a quote holds.")
    lead_time: TimeSpan | None = Field(None, description="From the order to dispatch.")
    incoterm: Incoterm | None = Field(None, description="A rule of Incoterms 2020 with its named place.")
    payment: Told | None = None
    warranty: Told | None = None
    conditions: Told | None = Field(None, description="General terms that apply, with their edition or address.")


class Price(Values):
    """A list price for one, and lower unit prices from a quantity on; so no quantity lies in a gap or under two prices."""

    price: Amount
    breaks: dict[Count, Amount] = Field({}, description="Unit price from this quantity on.")
    lead_time: TimeSpan | None = Field(None, description="Where it differs from the book's.")

    def unit(self, quantity: int) -> Decimal:
        """Return the unit price at *quantity*."""
        reached = [count for count in self.breaks if count <= quantity]
        return self.breaks[max(reached)] if reached else self.price


class Option(Price):
    """What can be added to a platform."""

    name: Told
    platforms: Annotated[tuple[Identifier, ...], OneOrMany] = Field((), description="To which it can be added; to all where absent.")
    per: Annotated[str, one_of("source", "order")] = Field("source", description="Once for each source, or once for the order.")

    def fits(self, platform: str) -> bool:
        """Return whether the option can be had with *platform*."""
        return not self.platforms or platform in self.platforms


class Tax(Values):
    """A tax that is added for customers of the named countries, and for nobody else."""

    name: Told
    rate: Share
    countries: Annotated[tuple[Annotated[str, named(r"[A-Z]{2}", "GB")], ...], OneOrMany] = Field(min_length=1)


class PriceBook(Terms):
    """Prices in one currency for a stretch of time."""

    currency: Currency
    decimals: Decimals = Field(2, description="How many the smallest coin takes: 0, 2 or 3.")
    valid_from: Day
    valid_until: Day
    source: Line = Field(description="A key of the catalogue's sources.")
    note: Prose | None = None
    discount_limit: Share | None = Field(None, description="A discount above this needs its approval; where absent, every discount does.")
    tax: Tax | None = None
    platforms: dict[Identifier, Price]
    options: dict[Identifier, Option] = Field({}, description="What can be added.")

    def money(self, amount: Decimal) -> Money:
        """Return *amount* in the book's currency."""
        return Money(amount.quantize(Decimal(1).scaleb(-self.decimals), context=_EXACT), self.currency, self.decimals)

    def unit_price(self, entry: Price | None, quantity: int) -> Money | None:
        """Return the unit price of *entry* at *quantity*, or None for what the book does not hold."""
        return self.money(entry.unit(quantity)) if entry else None


class Agreement(Terms):
    """What the seller grants one customer: it goes before the price book, and never stands in the customer's own file."""

    discount: Share | None = Field(None, description="Of the subtotal.")
    because: Line | None = Field(None, description="Why there is a discount; printed beside it.")
    options: Annotated[tuple[Identifier, ...], OneOrMany] = Field((), description="Options that are part of this offer.")


class PriceList(Values):
    """Every price book of a catalogue; a catalogue may have none."""

    books: tuple[PriceBook, ...] = ()

    @property
    def currencies(self) -> tuple[str, ...]:
        """Return the currencies in which anything is priced."""
        return tuple(sorted({book.currency for book in self.books}))

    def book(self, currency: str, date: datetime.date) -> PriceBook | None:
        """Return the book in *currency* that is valid on *date*."""
        return next((b for b in self.books if b.currency == currency and b.valid_from <= date <= b.valid_until), None)

    def list_price(self, platform: str, currency: str | None, date: datetime.date | None = None) -> Money | None:
        """Return the list price of one *platform*, or None where it is on request.

        Without a date the newest book counts, which suits a comparison and no quote; without a currency, the only one there is.
        """
        known = currency or (self.currencies[0] if len(self.currencies) == 1 else "")
        newest = max((b for b in self.books if b.currency == known), key=lambda b: b.valid_from, default=None)
        book = self.book(known, date) if date else newest
        return book.unit_price(book.platforms.get(platform), 1) if book else None


def faults(book: PriceBook, platforms: Iterable[str]) -> Iterator[tuple[Steps, str]]:
    """Yield what no single field of *book* can tell, each with the path of what is wrong; *platforms* are those of the catalogue."""
    known = tuple(platforms)
    if book.valid_from > book.valid_until:
        yield ("valid_until",), f"the book ends on {book.valid_until} and begins on {book.valid_from}"
    for name in book.platforms:
        if name not in known:
            yield ("platforms", name), f"the catalogue has no platform {name}" + _meant(name, known)
    for name, option in book.options.items():
        for index, platform in enumerate(option.platforms):
            if platform not in known:
                yield ("options", name, "platforms", index), f"the catalogue has no platform {platform}" + _meant(platform, known)
    for group, entries in (("platforms", book.platforms), ("options", book.options)):
        for name, entry in entries.items():
            yield from (((group, name, *path), problem) for path, problem in _entry_faults(entry, book.decimals))


def _meant(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f', did you mean "{near}"?' if near else ""


def _entry_faults(entry: Price, decimals: int) -> Iterator[tuple[Steps, str]]:
    steps = [(1, entry.price), *sorted(entry.breaks.items())]
    paths: list[Steps] = [("price",), *(("breaks", str(count)) for count, _ in steps[1:])]
    for path, (_, amount) in zip(paths, steps, strict=True):
        if -int(amount.normalize().as_tuple().exponent) > decimals:
            yield path, f"{amount} has more than {decimals} decimals, which no coin of this currency pays"
    for path, ((before, dearer), (count, cheaper)) in zip(paths[1:], pairwise(steps), strict=True):
        if count == before:
            yield path, "the price of one stands under `price`; a break starts at 2 or more"
        elif cheaper >= dearer:
            yield path, f"{cheaper} from {count} on is not below {dearer} from {before} on"


def overlap(books: Iterable[PriceBook]) -> tuple[int, int] | None:
    """Return the places of two books that price one currency on one day, where there are such: a platform would have two prices."""
    indexed = sorted(enumerate(books), key=lambda entry: (entry[1].currency, entry[1].valid_from))
    for (first, one), (second, other) in pairwise(indexed):
        if one.currency == other.currency and other.valid_from <= one.valid_until:
            return first, second
    return None

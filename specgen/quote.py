"""What the proposed platform costs this customer, and on which terms: positions, options, alternatives, totals.

A price that the books do not hold stays unknown, and so does every total that it belongs to. Who must release the quote is
left to `release`, words to `document`.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from specgen.decision import Decision
from specgen.fields import folded_name
from specgen.findings import Finding, Term, finding
from specgen.prices import Agreement, Money, Option, Price, PriceBook, PriceList, Span, Tax, total
from specgen.requirement import Requirement
from specgen.units import Share

_ALTERNATIVES: Final = 3  # as many as anybody compares; the decision keeps all


@dataclass(frozen=True, slots=True)
class Position:
    """One thing at its price; without a unit price it is on request."""

    item: str
    name: str
    quantity: int
    unit_price: Money | None

    @property
    def total(self) -> Money | None:
        """Return unit price times quantity."""
        return self.unit_price.times(self.quantity) if self.unit_price else None


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms; None is to be confirmed."""

    validity: Span | None
    lead_time: Span | None
    incoterm: str | None
    payment: str | None
    warranty: str | None
    conditions: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """One offer of the proposed platform; *on_request* names why there are no prices, where there are none."""

    number: str
    date: datetime.date
    currency: str | None
    on_request: str
    positions: tuple[Position, ...]
    options: tuple[Position, ...]
    alternatives: tuple[Position, ...]
    discount: Share | None
    because: str
    tax: Tax | None
    terms: Terms
    discount_is_over: bool
    quantity_is_stated: bool
    delivery: datetime.date | None
    incoterm_asked: str | None

    @property
    def subtotal(self) -> Money | None:
        """Return the sum of all positions."""
        return total(position.total for position in self.positions)

    @property
    def discounted(self) -> Money | None:
        """Return what the discount takes off."""
        return self.subtotal.part(self.discount) if self.subtotal and self.discount else None

    @property
    def net(self) -> Money | None:
        """Return the sum without taxes."""
        return self.subtotal.minus(self.discounted) if self.subtotal and self.discounted else self.subtotal

    @property
    def taxed(self) -> Money | None:
        """Return the tax on the net sum."""
        return self.net.part(self.tax.rate) if self.net and self.tax else None

    @property
    def gross(self) -> Money | None:
        """Return what is to be paid."""
        return self.net.plus(self.taxed) if self.net and self.taxed else self.net

    @property
    def valid_until(self) -> datetime.date | None:
        """Return the last day on which the quote holds."""
        return _moved(self.date, self.terms.validity.days) if self.terms.validity else None

    @property
    def order_by(self) -> datetime.date | None:
        """Return the day by which an order keeps the delivery date asked, by the lead time."""
        lead = self.terms.lead_time
        return _moved(self.delivery, -lead.days) if self.delivery and lead else None


def _moved(day: datetime.date, days: int) -> datetime.date | None:
    """Return the day so many *days* on, or None beyond the calendar, where a customer's date may stand."""
    ordinal = day.toordinal() + days
    return datetime.date.fromordinal(ordinal) if 1 <= ordinal <= datetime.date.max.toordinal() else None


def quote(
    requirement: Requirement,
    decision: Decision,
    prices: PriceList,
    agreement: Agreement,
    *,
    currency: str | None,
    date: datetime.date,
    number: str,
) -> Quote | None:
    """Return the quote for the proposed platform, or None where none is proposed.

    *currency* counts where the customer names none; prices in another currency are never converted.
    """
    if decision.chosen is None:
        return None
    asked, chosen = requirement.commercial, decision.chosen.platform
    wanted = asked.currency or currency or (prices.currencies[0] if len(prices.currencies) == 1 else None)
    book = prices.book(wanted, date) if wanted else None
    entry = book.platforms.get(chosen.id) if book else None
    quantity = asked.quantity or 1
    included = _wanted(requirement, agreement, book, chosen.id)
    others = [c.platform for c in decision.candidates if c.accepted and c is not decision.chosen][:_ALTERNATIVES]
    limit = book.discount_limit if book else None
    return Quote(
        number=number,
        date=date,
        currency=wanted,
        on_request=_on_request(prices, wanted, book, entry),
        positions=(
            Position(chosen.id, chosen.name, quantity, _unit(book, entry, quantity)),
            *(_option(name, option, quantity, book) for name, option in included.items()),
        ),
        options=tuple(
            _option(name, option, quantity, book)
            for name, option in (book.options.items() if book else ())
            if option.fits(chosen.id) and name not in included
        ),
        alternatives=tuple(Position(p.id, p.name, quantity, _unit(book, book.platforms.get(p.id), quantity)) for p in others if book),
        discount=agreement.discount,
        because=agreement.because or "",
        tax=book.tax if book and book.tax and requirement.customer.country in book.tax.countries else None,
        terms=_terms(agreement, entry, book),
        discount_is_over=bool(agreement.discount and (limit is None or agreement.discount.magnitude > limit.magnitude)),
        quantity_is_stated=asked.quantity is not None,
        delivery=asked.delivery,
        incoterm_asked=asked.incoterm,
    )


def _unit(book: PriceBook | None, entry: Price | None, quantity: int) -> Money | None:
    return book.unit_price(entry, quantity) if book else None


def _option(name: str, option: Option | None, quantity: int, book: PriceBook | None) -> Position:
    count = 1 if option and option.per == "order" else quantity
    return Position(name, option.name if option else name, count, _unit(book, option, count))


def _wanted(requirement: Requirement, agreement: Agreement, book: PriceBook | None, platform: str) -> Mapping[str, Option | None]:
    """Return the options that are part of this offer by id, or by the customer's own word where the book knows none."""
    known = {name: option for name, option in book.options.items() if option.fits(platform)} if book else {}
    found = [(_named(text, known) or text) for text in requirement.commercial.options]
    return {name: known.get(name) for name in (*found, *agreement.options)}


def _named(text: str, options: Mapping[str, Option]) -> str | None:
    """Return the id of the option that a customer calls *text*."""
    folded = folded_name(text)
    return next((name for name, option in options.items() if folded in (folded_name(name), folded_name(option.name))), None)


def _on_request(prices: PriceList, currency: str | None, book: PriceBook | None, entry: Price | None) -> str:
    if not prices.books:
        return "no-prices"
    if currency is None or currency not in prices.currencies:
        return "currency"
    return "date" if book is None else "platform" if entry is None else ""


def _terms(agreement: Agreement, entry: Price | None, book: PriceBook | None) -> Terms:
    """Return each term from the seller's agreement, else the platform's own, else the book's."""

    def first(name: str) -> Any:
        told = (getattr(source, name, None) for source in (agreement, entry, book))
        return next((value for value in told if value is not None), None)

    return Terms(first("validity"), first("lead_time"), first("incoterm"), first("payment"), first("warranty"), first("conditions"))


def findings(requirement: Requirement, decision: Decision, prices: PriceList) -> Iterator[Finding]:
    """Yield what the price books leave to be asked of the customer: a currency or an option that none of them has."""
    asked = requirement.commercial
    if decision.chosen is None or not prices.books:
        return
    if asked.currency and asked.currency not in prices.currencies:
        yield finding("SG-Q241", "commercial.currency", currency=asked.currency, known=", ".join(prices.currencies))
    platform = decision.chosen.platform
    options = {name: option for book in prices.books for name, option in book.options.items() if option.fits(platform.id)}
    for index, text in enumerate(asked.options):
        if _named(text, options) is None:
            known = Term(", ".join(option.name for option in options.values()))
            yield finding("SG-Q242", f"commercial.options[{index}]", text=text, platform=platform.name, known=known)


# --- as JSON ----------------------------------------------------------------------------------------------------------


def as_json(quoted: Quote) -> dict[str, Any]:
    """Return the quote with every amount as text, so that no reader makes a float of it; what is on request is null."""
    terms = quoted.terms
    return {
        "number": quoted.number or None,
        "currency": quoted.currency,
        "on_request": quoted.on_request or None,
        "positions": [_position(position) for position in quoted.positions],
        "options": [_position(position) for position in quoted.options],
        "alternatives": [_position(position) for position in quoted.alternatives],
        "subtotal": _text(quoted.subtotal),
        "discount": {"share": quoted.discount.text, "because": quoted.because, "amount": _text(quoted.discounted)}
        if quoted.discount
        else None,
        "net": _text(quoted.net),
        "tax": {"name": quoted.tax.name, "rate": quoted.tax.rate.text, "amount": _text(quoted.taxed)} if quoted.tax else None,
        "total": _text(quoted.gross),
        "valid_until": _text(quoted.valid_until),
        "lead_time": _text(terms.lead_time),
        "incoterm": terms.incoterm,
        "payment": terms.payment,
        "warranty": terms.warranty,
        **({"conditions": terms.conditions} if terms.conditions else {}),
        "asked": {"delivery": _text(quoted.delivery), "order_by": _text(quoted.order_by), "incoterm": quoted.incoterm_asked},
    }


def _position(position: Position) -> dict[str, Any]:
    return {
        "item": position.item,
        "name": position.name,
        "quantity": position.quantity,
        "unit_price": _text(position.unit_price),
        "total": _text(position.total),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)

"""The commercial terms: what it costs, with which options, how long it holds, how to order. What is not known is on request."""

from collections.abc import Iterator

from specgen.document import words
from specgen.document.blocks import Block, Cell, Column, Facts, Labelled, Paragraph, Row, Run, Runs, Section, Table
from specgen.prices import Money
from specgen.proposal import Proposal
from specgen.quote import Position, Quote
from specgen.wording import Wording

_COLUMNS = (("number", 6.0, "left"), ("what", 47.0, "left"), ("quantity", 11.0, "right"), ("unit", 18.0, "right"), ("total", 18.0, "right"))


def commercial(quote: Quote, proposal: Proposal, number: int, wording: Wording) -> Section:
    """Return the section that turns the proposal into an offer."""
    currency = quote.currency if quote.subtotal or not quote.on_request else None
    columns = tuple(Column(words.plain(_head(name, currency, wording)), width, align) for name, width, align in _COLUMNS)
    before_discount = quote.discount and (quote.options or quote.alternatives)
    blocks: list[Block] = [
        Table(columns, tuple(_rows(quote, wording)), wording("commercial.caption"), "prices"),
        *((Paragraph(words.plain(wording("commercial.before-discount")), "note"),) if before_discount else ()),
        Labelled(wording("commercial.terms"), wording("commercial.terms-legend"), (Facts(tuple(_terms(quote, wording))),)),
        Labelled(wording("commercial.export"), "", (Paragraph(words.plain(wording("commercial.export-text"))),)),
        Labelled(wording("commercial.order"), "", (Facts(tuple(_order(quote, proposal, wording))),)),
    ]
    heading, lead = _heading(quote, wording), _lead(quote, wording)
    return Section(number, "commercial", wording("topic.commercial"), heading, lead, tuple(blocks), starts_page=False)


def _head(name: str, currency: str | None, wording: Wording) -> str:
    head = wording(f"commercial.head.{name}")
    return f"{head}, {currency}" if currency and name in {"unit", "total"} else head


def _heading(quote: Quote, wording: Wording) -> str:
    first = quote.positions[0]
    if quote.gross:
        more = wording("commercial.with-options") if len(quote.positions) > 1 else ""
        key = "commercial.heading-taxed" if quote.tax else "commercial.heading"
        return wording(key, quantity=first.quantity, item=wording.told(first.name) + more, total=words.money(quote.gross, wording))
    return wording("commercial.heading-part" if not quote.on_request else "commercial.heading-open", item=first.name)


def _lead(quote: Quote, wording: Wording) -> str:
    parts = []
    if quote.on_request:
        parts.append(wording(f"on-request.{quote.on_request}", currency=quote.currency or "", date=words.day(quote.date, wording)))
    elif quote.gross is None:
        parts.append(wording("commercial.part"))
    if not quote.quantity_is_stated:
        parts.append(wording("commercial.no-quantity"))
    return " ".join(parts)


# --- prices -----------------------------------------------------------------------------------------------------------


def _rows(quote: Quote, wording: Wording) -> Iterator[Row]:
    """Yield what is offered with its sums, then options and alternatives, each with a total of its own."""
    yield from _group("offered", quote.positions, 1, wording)
    yield from _sums(quote, wording)
    yield from _group("options", quote.options, len(quote.positions) + 1, wording)
    yield from _group("alternatives", quote.alternatives, len(quote.positions) + len(quote.options) + 1, wording)


def _group(name: str, positions: tuple[Position, ...], first: int, wording: Wording) -> Iterator[Row]:
    if positions:
        yield Row((Cell(words.plain(wording(f"commercial.group.{name}"))),), "group")
    for index, position in enumerate(positions, start=first):
        texts = (str(index), wording.told(position.name), str(position.quantity))
        cells = tuple(Cell(words.plain(text), tone) for text, tone in zip(texts, ("quiet", "", ""), strict=True))
        yield Row((*cells, Cell(_amount(position.unit_price, wording)), Cell(_amount(position.total, wording, "strong"))))


def _sums(quote: Quote, wording: Wording) -> Iterator[Row]:
    if quote.discount:
        yield _sum(words.plain(wording("commercial.subtotal")), _amount(quote.subtotal, wording))
        label = wording("commercial.discount", share=words.percent(quote.discount, wording), because=quote.because)
        yield _sum(words.plain(label), _amount(quote.discounted, wording, sign="−"))
    yield _sum((Run(wording("commercial.net"), "strong"),), _amount(quote.net, wording, "strong"))
    if quote.tax:
        yield _sum(words.plain(f"{wording.told(quote.tax.name)} {words.percent(quote.tax.rate, wording)}"), _amount(quote.taxed, wording))
        yield _sum((Run(wording("commercial.gross"), "strong"),), _amount(quote.gross, wording, "strong"))


def _sum(label: Runs, amount: Runs) -> Row:
    return Row((Cell(label), Cell(amount)), "sum")


def _amount(amount: Money | None, wording: Wording, style: str = "", sign: str = "") -> Runs:
    if amount is None:
        return (Run(wording("spec.on-request"), "quiet"),)
    return (Run(sign + words.money(amount, wording, with_currency=False), style),)


# --- terms ------------------------------------------------------------------------------------------------------------


def _terms(quote: Quote, wording: Wording) -> Iterator[tuple[str, Runs]]:
    terms, until = quote.terms, quote.valid_until
    validity = (
        wording("commercial.valid", span=words.span(terms.validity, wording), date=words.day(until, wording))
        if terms.validity and until
        else None
    )
    yield wording("commercial.term.validity"), _told(validity, wording)
    yield wording("commercial.term.lead-time"), (*_told(_lead_time(quote, wording), wording), *_delivery(quote, wording))
    incoterm = wording("commercial.incoterm", incoterm=terms.incoterm) if terms.incoterm else None
    yield wording("commercial.term.incoterm"), (*_told(incoterm, wording), *_incoterm_asked(quote, wording))
    yield wording("commercial.term.payment"), _told(words.sentence(wording.told(terms.payment)) if terms.payment else None, wording)
    yield wording("commercial.term.warranty"), _told(words.sentence(wording.told(terms.warranty)) if terms.warranty else None, wording)
    yield (
        wording("commercial.term.conditions"),
        _told(words.sentence(wording.told(terms.conditions)) if terms.conditions else None, wording),
    )
    yield wording("commercial.term.spares"), words.plain(wording("commercial.spares-listed" if quote.options else "commercial.spares"))
    taxes = wording("commercial.taxed", name=quote.tax.name) if quote.tax else wording("commercial.untaxed")
    yield wording("commercial.term.taxes"), words.plain(taxes)


def _told(text: str | None, wording: Wording) -> Runs:
    return words.plain(text) if text else (Run(words.sentence(wording("outcome.open")), "quiet"),)


def _lead_time(quote: Quote, wording: Wording) -> str | None:
    lead = quote.terms.lead_time
    return wording("commercial.lead-time", span=words.span(lead, wording)) if lead else None


def _delivery(quote: Quote, wording: Wording) -> Runs:
    """Return what the delivery date asked means for the day of the order."""
    if quote.delivery is None:
        return ()
    asked = words.day(quote.delivery, wording)
    if quote.order_by is None:
        return words.plain(" " + wording("commercial.delivery-asked", asked=asked))
    key = "commercial.delivery-order-by" if quote.order_by >= quote.date else "commercial.delivery-too-late"
    return words.plain(" " + wording(key, asked=asked, order_by=words.day(quote.order_by, wording)))


def _incoterm_asked(quote: Quote, wording: Wording) -> Runs:
    asked = quote.incoterm_asked
    if not asked or asked == quote.terms.incoterm:
        return ()
    return words.plain(" " + wording("commercial.incoterm-asked", asked=asked))


def _order(quote: Quote, proposal: Proposal, wording: Wording) -> Iterator[tuple[str, Runs]]:
    """Yield how to order: with which number, of whom; and who released the quote."""
    sender, requirement = proposal.issue.sender, proposal.requirement
    facts = {"number": quote.number, "reference": requirement.reference, "revision": requirement.revision}
    name = wording("commercial.named-quote" if quote.number else "commercial.named-reference", **facts)
    yield wording("commercial.term.order"), words.plain(wording("commercial.order-how" if quote.gross else "commercial.ask-how", name=name))
    address = ", ".join(line.strip() for line in (sender.address or "").splitlines() if line.strip())
    lines = (proposal.maker, sender.salesperson, address, sender.email, sender.phone, sender.web)
    yield wording("commercial.term.to"), words.plain(" · ".join(line for line in lines if line))
    given = proposal.release.given if proposal.release else ()
    if given:
        released = "; ".join(wording("commercial.released", by=a.by, role=a.role, date=words.day(a.date, wording)) for a in given)
        yield wording("commercial.term.released"), words.plain(released)

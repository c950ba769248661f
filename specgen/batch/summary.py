"""The summary of a batch: as a document for a browser, and as a workbook. It tells what the ledger knows, and judges nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Final

from specgen.batch.outcomes import DONE, OUTCOMES, REFUSED, About, Settled
from specgen.batch.plan import Order
from specgen.charts import Multiples, Panel
from specgen.document.blocks import (
    Block,
    Cell,
    Column,
    Cover,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Labelled,
    Listing,
    Paragraph,
    Row,
    Section,
    Table,
)
from specgen.document.sheets import Entry, Sheet, SheetColumn, Sheets
from specgen.document.words import day, money, plain, rich
from specgen.files.looks import load_brand
from specgen.files.workbook import workbook
from specgen.findings import Term
from specgen.pipeline import BRAND, renderer, words
from specgen.prices import Money
from specgen.wording import Wording

_WIDTHS: Final = {
    "file": 28, "outcome": 12, "reference": 20, "revision": 8, "customer": 26, "title": 34, "answer": 16, "class": 13,
    "platform": 22, "open": 8, "draft": 8, "currency": 9, "net": 14, "seconds": 9, "why": 70,
}  # fmt: skip
_WHOLE_MM: Final = 172.0
_PANELS_IN_A_ROW: Final = 8
_BLUR: Final = (0.1, 10.0)  # shares of what is allowed that a small plot spans; what lies outside stands at its edge


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that has ended: everything settled, in the order of its files, and how long it took."""

    settled: tuple[Settled, ...]
    seconds: float

    @property
    def documents(self) -> list[tuple[Settled, About]]:
        """Return what became a document."""
        return [(one, one.about) for one in self.settled if one.outcome == DONE and one.about]

    @property
    def counts(self) -> Counter[str]:
        """Return how many there are of each outcome."""
        return Counter(one.outcome for one in self.settled)

    @property
    def total(self) -> int:
        """Return how many files and rows there are; a list as a whole is none."""
        return sum(self.counts[outcome] for outcome in OUTCOMES)

    @property
    def sums(self) -> dict[str, tuple[Money, int]]:
        """Return the exact sum of all net prices by currency, and of how many documents it is."""
        amounts: dict[str, list[Decimal]] = {}
        for _, about in self.documents:
            if about.currency and about.net:
                amounts.setdefault(about.currency, []).append(Decimal(about.net))
        return {currency: (_money(sum(every, Decimal(0)), currency), len(every)) for currency, every in sorted(amounts.items())}


def _money(amount: Decimal, currency: str) -> Money:
    exponent = amount.as_tuple().exponent
    return Money(amount, currency, -exponent if isinstance(exponent, int) else 0)


def _words(order: Order) -> Wording:
    return words(order.kit, order.wish.language or order.kit.workspace.language or "en")


def as_html(batch: Batch, order: Order) -> bytes:
    """Return the summary as one HTML file that works offline."""
    kit, render = order.kit, renderer()
    brand = load_brand(kit.library, order.wish.brand or kit.workspace.brand or BRAND)
    document = _document(batch, order, lambda text: _shown(text, render.missing))
    written: bytes = render.render_html(document, brand, lambda name: kit.library.find("templates", name).read_text("utf-8"), ())
    return written


def as_xlsx(batch: Batch, order: Order) -> bytes:
    """Return the summary as a workbook: every file in a row, then the counts and sums."""
    wording = _words(order)
    heads = tuple(SheetColumn(wording(f"tender.column.{name}"), width, is_money=name == "net") for name, width in _WIDTHS.items())
    every = tuple(tuple(_row(settled, wording)) for settled in batch.settled if settled.outcome in OUTCOMES)
    counted = tuple(SheetColumn(wording(f"tender.column.{name}"), width, is_money=name == "sum") for name, width in _COUNTS.items())
    sheets = (Sheet(wording("tender.files"), heads, every), Sheet(wording("tender.counts"), counted, tuple(_counted(batch, wording))))
    return workbook(Sheets(wording("tender.title"), "specgen", sheets))


_COUNTS: Final = {"what": 26, "which": 30, "count": 10, "sum": 18}


def _row(settled: Settled, wording: Wording) -> Iterator[Entry]:
    about = settled.about
    yield from (settled.file, wording(f"batch.outcome.{settled.outcome}"))
    if about is None:
        yield from ("",) * 11
    else:
        yield from (about.reference, about.revision, about.customer, about.title or "", wording(f"status.{about.status}.name"))
        yield from (_told(about.focus_class, wording), _told(about.platform, wording), float(about.open_points))
        yield from (wording("tender.draft") if about.is_draft else "", about.currency or "", float(about.net) if about.net else "")
    yield from (round(settled.seconds, 3), why(settled, wording))


def _counted(batch: Batch, wording: Wording) -> Iterator[tuple[Entry, ...]]:
    for outcome in OUTCOMES:
        yield wording("tender.column.outcome"), wording(f"batch.outcome.{outcome}"), float(batch.counts[outcome]), ""
    for name, counts in _by(batch, wording):
        yield from ((wording(f"tender.column.{name}"), which, float(count), "") for which, count in counts)
    for currency, (amount, count) in batch.sums.items():
        yield wording("tender.column.net"), currency, float(count), float(amount.amount)


def why(settled: Settled, wording: Wording) -> str:
    """Return why a file has no document: the first of its errors and how many more there are, or what it did to its workers."""
    if settled.outcome != REFUSED:
        return "; ".join(settled.because)
    errors = [found for found in settled.findings if found["severity"] == "error"]
    first = f"{errors[0]['code']} {errors[0]['where']}: {errors[0]['message']}".replace(" : ", " ") if errors else ""
    return wording("tender.more", first=first, count=len(errors) - 1) if len(errors) > 1 else first


def _by(batch: Batch, wording: Wording) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield the counts of documents by answer, class and platform, the most frequent first."""
    none = wording("tender.none")
    kinds: tuple[tuple[str, Callable[[About], str]], ...] = (
        ("answer", lambda about: wording(f"status.{about.status}.name")),
        ("class", lambda about: _told(about.focus_class, wording)),
        ("platform", lambda about: _told(about.platform, wording)),
    )
    for name, kind in kinds:
        counts = Counter(kind(about) or none for _, about in batch.documents)
        yield name, sorted(counts.items(), key=lambda item: (-item[1], item[0]))


# --- as a document ----------------------------------------------------------------------------------------------------


def _shown(text: str, missing: Callable[[str], str]) -> str:
    """Return *text* with a question mark for each character that no font has: a refused file may say anything."""
    return text.translate({ord(character): "?" for character in missing(text)})


def _document(batch: Batch, order: Order, shown: Callable[[str], str]) -> Document:
    wording = _words(order)
    title = wording("tender.title")
    sections = [section for section in (_answers(batch, wording), _without(batch, wording, shown), _trade_offs(batch, wording)) if section]
    sections.append(_every(batch, wording))
    return Document(
        title=title,
        subject=title,
        author="specgen",
        language=wording.language,
        paper=order.wish.paper or order.kit.workspace.paper or "a4",
        date=order.today.isoformat(),
        reference=title,
        running_head=title,
        foot=wording("tender.foot", date=day(order.today, wording)),
        page_words=(wording("foot.page"), wording("foot.of")),
        screen_words=(wording("screen.contents"), ""),
        draft="",
        cover=_cover(batch, order, wording),
        sections=tuple(Section(number, *section) for number, section in enumerate(sections, start=1)),
    )


_Section = tuple[str, str, str, str, tuple[Block, ...]]  # anchor, topic, heading, lead and blocks


def _cover(batch: Batch, order: Order, wording: Wording) -> Cover:
    counts = ", ".join(wording(f"batch.count.{outcome}", count=batch.counts[outcome]) for outcome in OUTCOMES[1:] if batch.counts[outcome])
    customers = sorted({about.customer for _, about in batch.documents})
    facts = (
        (wording("cover.date"), (day(order.today, wording),)),
        (wording("tender.time"), (wording.quantity(batch.seconds, "s"),)),
        (wording("tender.customers"), (str(len(customers)),)),
    )
    told = rich(wording, "tender.answer", count=len(batch.documents), total=batch.total)
    return Cover(
        kind=wording("tender.title"),
        reference="",
        topic="",
        answer=tuple(replace(run, style="mark" if run.style else "") for run in told),
        lead=counts or wording("tender.all-done"),
        strip=None,
        facts=facts,
        note=wording("tender.note"),
    )


def _answers(batch: Batch, wording: Wording) -> _Section | None:
    """Return what was answered: key figures, then the counts."""
    documents = batch.documents
    if not documents:
        return None
    points, drafts = sum(about.open_points for _, about in documents), sum(about.is_draft for _, about in documents)
    figures = [
        ("documents", len(documents), len(documents) / batch.total),
        ("points", points, 0.0),
        ("drafts", drafts, drafts / len(documents)),
    ]
    keys = tuple(
        KeyFigure(str(value), "", wording(f"tender.key.{name}"), wording(f"tender.key.{name}-note"), 100 * share, 0, is_open=False)
        for name, value, share in figures
    )
    tables = [_counts(name, counts, len(documents), wording) for name, counts in _by(batch, wording)]
    blocks: list[Block] = [KeyFigures(keys), *tables, _prices(batch, wording)]
    return "answers", wording("tender.topic.answers"), _leading(batch, wording), "", tuple(blocks)


def _told(text: str | None, wording: Wording) -> str:
    """Return a text of the catalogue in the language of the summary; one from an earlier run comes as plain text."""
    return wording.told(Term(text)) if text else ""


def _leading(batch: Batch, wording: Wording) -> str:
    """Return the platform that is proposed most often, as a heading."""
    platforms = Counter(_told(about.platform, wording) for _, about in batch.documents if about.platform)
    if not platforms:
        return wording("tender.heading.no-platform")
    ((platform, count),) = platforms.most_common(1)
    return wording("tender.heading.answers", platform=platform, count=count, total=len(batch.documents))


def _counts(name: str, counts: Iterable[tuple[str, int]], total: int, wording: Wording) -> Block:
    head = wording(f"tender.column.{name}")
    columns = (Column(plain(head), 60), Column(plain(wording("tender.column.count")), 20, "right"), Column(plain("%"), 20, "right"))
    rows = tuple(_cells(which, str(count), str(round(100 * count / total))) for which, count in counts)
    return Labelled(head, "", (Table(columns, rows, head, "small"),))


def _prices(batch: Batch, wording: Wording) -> Block:
    """Return the sum of the net prices of each currency, and of how many documents nothing is known."""
    priced = sum(count for _, count in batch.sums.values())
    lines = [rich(wording, "tender.sum", amount=money(amount, wording), count=count) for amount, count in batch.sums.values()]
    unpriced = len(batch.documents) - priced
    lines += [plain(wording("tender.unpriced", count=unpriced))] if unpriced else []
    return Labelled(wording("tender.prices"), wording("tender.prices-note"), (Listing(tuple(lines)),))


def _without(batch: Batch, wording: Wording, shown: Callable[[str], str]) -> _Section | None:
    """Return what has no document, and why."""
    without = [one for one in batch.settled if one.outcome in OUTCOMES[1:]]
    if not without:
        return None
    columns = tuple(Column(plain(wording(f"tender.column.{name}")), width) for name, width in (("file", 28), ("outcome", 14), ("why", 58)))
    rows = tuple(_cells(shown(one.file), wording(f"batch.outcome.{one.outcome}"), shown(why(one, wording))) for one in without)
    heading = wording("tender.heading.without", count=len(without))
    table = Table(columns, rows, heading, "small")
    return "without", wording("tender.topic.without"), heading, wording("tender.without-lead"), (table,)


def _trade_offs(batch: Batch, wording: Wording) -> _Section | None:
    """Return the trade-off between resolution and output of each document in small, those of one platform together."""
    shown = sorted(
        (about for _, about in batch.documents if about.trade_off),
        key=lambda about: (about.platform is None, about.platform or "", about.reference),
    )
    if not shown:
        return None
    longest = max(2.0, *(point.time for about in shown for point in about.trade_off))
    blocks: list[Block] = [Paragraph(rich(wording, "tender.how-to-read"), "note")]
    for index, (platform, group) in enumerate(groupby(shown, key=lambda about: about.platform), start=1):
        every = tuple(group)
        name = _told(platform, wording) or wording("tender.no-platform")
        panels = tuple(_panel(about) for about in every)
        chart = Multiples(_WHOLE_MM, _PANELS_IN_A_ROW, panels, (0.7, longest * 1.3), _BLUR, 1.0)
        alt = wording("tender.alt", platform=name, count=len(every))
        title = wording("tender.group", platform=name, count=len(every))
        blocks.append(Figure(f"trade-off-{index}", wording("tender.topic.trade-off"), title, alt, chart, layout="half"))
    return "trade-off", wording("tender.topic.trade-off"), wording("tender.heading.trade-off", count=len(shown)), "", tuple(blocks)


def _panel(about: About) -> Panel:
    points = tuple((point.time, point.blur) for point in about.trade_off if not point.is_proposed)
    proposed = next(((point.time, point.blur) for point in about.trade_off if point.is_proposed), None)
    return Panel(f"{about.reference} {about.revision}", points, proposed)


_EVERY: Final = {"reference": 18, "customer": 20, "title": 19, "answer": 14, "platform": 12, "open": 6, "net": 19, "seconds": 10}
_NUMBERS: Final = {"open", "net", "seconds"}


def _every(batch: Batch, wording: Wording) -> _Section:
    """Return every document in one line."""
    wide = sum(_EVERY.values())
    columns = tuple(
        Column(plain(wording(f"tender.column.{name}")), 100 * width / wide, "right" if name in _NUMBERS else "left")
        for name, width in _EVERY.items()
    )
    rows = tuple(_line(settled, about, wording) for settled, about in batch.documents)
    heading = wording("tender.heading.every", count=len(rows))
    return "every", wording("tender.topic.every"), heading, "", (Table(columns, rows, heading, "small"),)


def _line(settled: Settled, about: About, wording: Wording) -> Row:
    net = money(_money(Decimal(about.net), about.currency), wording) if about.net and about.currency else ""
    answer = wording(f"status.{about.status}.name")
    return _cells(
        f"{about.reference} {about.revision}",
        about.customer,
        about.title or "",
        answer,
        _told(about.platform, wording),
        str(about.open_points),
        net,
        wording.number(settled.seconds, 2),
    )


def _cells(*texts: str) -> Row:
    return Row(tuple(Cell(plain(text)) for text in texts))

"""Price books: what is refused and where, and which price counts. Hand-computed; no float anywhere."""

import ast
import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from making import DATE, ROOT, kit

from specgen.errors import MaintainerError
from specgen.files.catalogue import load_catalog
from specgen.files.library import Library
from specgen.prices import Money, Price, PriceBook, PriceList, Span, faults, total
from specgen.units import Share

HELMSDAL: Final = ROOT / "examples" / "fictitious-maker" / "catalog"
BOOK: Final = """\
currency: EUR
valid_from: 2026-07-01
valid_until: 2027-06-30
source: source-article
discount_limit: 5 %
platforms:
  source-ray-33um:
    price: 28900.00
    breaks:
      5: 27455.00
      10: 26010.00
  source-ray-20um: {price: 31400.00}
options:
  shutter: {name: Fast shutter, price: 2380.00, platforms: source-ray-33um}
"""


def loaded(folder: Path, *books: str) -> PriceList:
    """Return the price list of the packaged catalogue with *books* laid over it."""
    (folder / "prices").mkdir(parents=True)
    for index, book in enumerate(books):
        (folder / "prices" / f"book-{index}.yaml").write_text(book, "utf-8")
    return load_catalog(Library(catalog=folder)).prices


def place_of(text: str, old: str, at: int) -> str:
    before = text[: text.index(old) + at]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def test_a_sound_book_loads(tmp_path: Path) -> None:
    prices = loaded(tmp_path, BOOK)
    assert prices.currencies == ("EUR",)
    assert str(prices.list_price("source-ray-33um", "EUR")) == "28900.00"


def test_the_packaged_catalogue_has_no_price() -> None:
    """Nothing is invented for a named maker."""
    assert kit().catalog.prices == PriceList()
    assert kit().catalog.prices.list_price("source-ray-33um", None) is None


# what stands there, what is put there, characters from there to the place, entry, part of the problem
HOSTILE: Final = [
    ("price: 28900.00", "price: -1", 7, "platforms.source-ray-33um.price", '"-1" is not a price'),
    ("price: 28900.00", "price: NaN", 7, "platforms.source-ray-33um.price", '"NaN" is not a price'),
    ("price: 28900.00", "price: Infinity", 7, "platforms.source-ray-33um.price", "is not a price"),
    ("price: 28900.00", "price: .inf", 7, "platforms.source-ray-33um.price", "is not a price"),
    ("price: 28900.00", "price: 2.89e4", 7, "platforms.source-ray-33um.price", "is not a price"),
    ("price: 28900.00", "price: 28,900.00", 7, "platforms.source-ray-33um.price", "no grouping, like 1450.00"),
    ("price: 28900.00", "price: 28.900,00", 7, "platforms.source-ray-33um.price", "no grouping"),
    ("price: 28900.00", "price: 028900", 7, "platforms.source-ray-33um.price", "is not a price"),
    ("price: 28900.00", "price: EUR 28900", 7, "platforms.source-ray-33um.price", "is not a price"),
    ("price: 28900.00", "price: 0.00", 7, "platforms.source-ray-33um.price", "leave it out where the price is on request"),
    ("price: 28900.00", "price: " + "9" * 30, 7, "platforms.source-ray-33um.price", "at most 1000000000000"),
    ("price: 28900.00", "price: " + "9" * 5000, 7, "platforms.source-ray-33um.price", "is not a price"),
    ("price: 28900.00", "price: 28900.001", 7, "platforms.source-ray-33um.price", "more than 2 decimals"),
    ("price: 28900.00", "price: [28900]", 7, "platforms.source-ray-33um.price", "SG-E113"),
    ("price: 28900.00", "prize: 28900.00", 0, "platforms.source-ray-33um.prize", "Extra inputs"),
    ("5: 27455.00", "1: 27455.00", 3, "platforms.source-ray-33um.breaks.1", "the price of one stands under `price`"),
    ("5: 27455.00", "0: 27455.00", 0, "platforms.source-ray-33um.breaks.0.[key]", "SG-E117"),
    ("5: 27455.00", "5-9: 27455.00", 0, "platforms.source-ray-33um.breaks.5-9.[key]", "SG-E108"),
    ("5: 27455.00", "5: 28900.00", 3, "platforms.source-ray-33um.breaks.5", "28900.00 from 5 on is not below 28900.00 from 1 on"),
    ("10: 26010.00", "10: 27500.00", 4, "platforms.source-ray-33um.breaks.10", "is not below 27455.00 from 5 on"),
    ("10: 26010.00", "5: 26010.00", 0, "platforms.source-ray-33um.breaks.5", "SG-E110"),
    ("source-ray-20um: {", "source-ray-33um: {", 0, "platforms.source-ray-33um", "SG-E110"),
    ("source-ray-20um: {", "source-ray-21um: {", 17, "platforms.source-ray-21um", "the catalogue has no platform source-ray-21um"),
    ("platforms: source-ray-33um", "platforms: source-ray-34um", 11, "options.shutter.platforms", 'did you mean "source-ray-33um"'),
    ("currency: EUR", "currency: euro", 10, "currency", "SG-E116"),
    ("currency: EUR", "currency: EUR\ndecimals: 1", 24, "decimals", "0, 2 or 3"),
    ("valid_until: 2027-06-30", "valid_until: 2026-06-30", 13, "valid_until", "begins on 2026-07-01"),
    ("valid_until: 2027-06-30", "valid_until: 30.6.2027", 13, "valid_until", "SG-E119"),
    ("source: source-article", "source: hearsay", 8, "source", "hearsay is not in catalog/sources"),
    ("discount_limit: 5 %", "discount_limit: 5", 16, "discount_limit", "SG-E105"),
    ("discount_limit: 5 %", "discount_limit: 120 %", 16, "discount_limit", "SG-E117"),
    ("discount_limit: 5 %", "lead_time: soon", 11, "lead_time", "write it like 30 days or 14 weeks"),
    ("discount_limit: 5 %", "incoterm: DAT Hamburg", 10, "incoterm", 'did you mean "DAP Hamburg"'),
    ("discount_limit: 5 %", "incoterm: FCA", 10, "incoterm", "with its place"),
    ("discount_limit: 5 %", "tax: {name: VAT, rate: 20 %, countries: []}", 40, "tax.countries", "at least 1 item"),
]


@pytest.mark.parametrize(("old", "new", "at", "entry", "problem"), HOSTILE, ids=[new[:40] for _, new, *_ in HOSTILE])
def test_a_hostile_book_is_refused_at_its_place(tmp_path: Path, old: str, new: str, at: int, entry: str, problem: str) -> None:
    """Exit code 5, with file, line, column, entry and what to do."""
    text = BOOK.replace(old, new, 1)
    assert text != BOOK
    with pytest.raises(MaintainerError) as caught:
        loaded(tmp_path, text)
    assert caught.value.exit_code == 5
    assert caught.value.file == f"{tmp_path}/prices/book-0.yaml:{place_of(text, new, at)}"
    assert caught.value.entry == entry
    assert problem in caught.value.problem


def test_a_coin_without_decimals(tmp_path: Path) -> None:
    """28900.00 is a whole number of them, 28900.50 is not."""
    yen = BOOK.replace("currency: EUR", "currency: JPY\ndecimals: 0")
    assert str(loaded(tmp_path / "whole", yen).list_price("source-ray-33um", "JPY")) == "28900"
    with pytest.raises(MaintainerError, match="28900.50 has more than 0 decimals"):
        loaded(tmp_path / "broken", yen.replace("28900.00", "28900.50"))


def test_two_prices_for_one_platform_on_one_day_are_refused(tmp_path: Path) -> None:
    """By two books of one currency whose validity overlaps; the second is named, with the first beside it."""
    later = BOOK.replace("valid_from: 2026-07-01", "valid_from: 2027-06-30").replace("valid_until: 2027-06-30", "valid_until: 2027-12-31")
    with pytest.raises(MaintainerError, match=r"book-1\.yaml:2:13: valid_from: .*book-0\.yaml:2:13; a platform has one price"):
        loaded(tmp_path / "overlapping", BOOK, later)
    assert len(loaded(tmp_path / "following", BOOK, later.replace("2027-06-30", "2027-07-01")).books) == 2
    assert len(loaded(tmp_path / "other", BOOK, later.replace("EUR", "USD")).books) == 2


def test_the_book_of_the_day_counts(tmp_path: Path) -> None:
    later = BOOK.replace("2026-07-01", "2027-07-01").replace("valid_until: 2027-06-30", "valid_until: 2028-06-30").replace("28900", "29900")
    prices = loaded(tmp_path, BOOK, later)
    platform = "source-ray-33um"
    days = {"2026-06-30": None, "2026-07-01": "28900.00", "2027-06-30": "28900.00", "2027-07-01": "29900.00", "2028-07-01": None}
    found = {day: prices.list_price(platform, "EUR", datetime.date.fromisoformat(day)) for day in days}
    assert {day: money and str(money) for day, money in found.items()} == days
    assert str(prices.list_price(platform, None)) == "29900.00"  # the newest, in the only currency
    assert prices.list_price(platform, "USD") is None
    assert prices.list_price("source-ray-8um", "EUR") is None


# quantity -> unit price, from BOOK
@pytest.mark.parametrize(
    ("quantity", "unit"), [(1, "28900.00"), (4, "28900.00"), (5, "27455.00"), (9, "27455.00"), (10, "26010.00"), (10**9, "26010.00")]
)
def test_quantity_breaks(tmp_path: Path, quantity: int, unit: str) -> None:
    assert str(loaded(tmp_path, BOOK).books[0].platforms["source-ray-33um"].unit(quantity)) == unit


# amount, percentage, what it comes to: half up, by hand
@pytest.mark.parametrize(
    ("amount", "share", "part"),
    [
        ("121400.00", "4 %", "4856.00"),
        ("0.10", "5 %", "0.01"),  # 0.005: half to even would give 0.00
        ("0.30", "5 %", "0.02"),  # 0.015
        ("0.09", "5 %", "0.00"),  # 0.0045
        ("99.99", "33.333 %", "33.33"),  # 33.3296667
        ("1000000000000.00", "0.000001 %", "10000.00"),
        ("100.00", "100 %", "100.00"),
        ("9" * 30 + ".99", "12." + "3" * 55 + " %", "123333333333333333333333333333.33"),
    ],
)
def test_a_percentage_rounds_half_up_to_the_coin(amount: str, share: str, part: str) -> None:
    assert str(Money(Decimal(amount), "EUR").part(Share.parse(share))) == part


def test_two_currencies_never_meet_in_a_sum() -> None:
    one = Money(Decimal("1.00"), "EUR")
    with pytest.raises(ValueError, match="USD is not EUR"):
        one.plus(Money(Decimal("1.00"), "USD"))
    with pytest.raises(ValueError, match="EUR is not EUR"):
        one.minus(Money(Decimal(1), "EUR", 0))


def test_a_total_with_a_gap_is_no_total() -> None:
    one = Money(Decimal("1.00"), "EUR")
    assert total([one, one]) == Money(Decimal("2.00"), "EUR")
    assert total([one, None]) is None
    assert total([]) is None


@pytest.mark.parametrize(("span", "days"), [(Span(1, "days"), 1), (Span(14, "weeks"), 98)])
def test_spans_count_by_the_calendar(span: Span, days: int) -> None:
    assert span.days == days


def test_faults_are_all_told() -> None:
    """The function tells every fault; the loader stops at the first."""
    entry = {"price": "10.00", "breaks": {"5": "11.00"}}
    told: dict[str, Any] = {
        "currency": "EUR",
        "valid_from": "2026-02-01",
        "valid_until": "2026-01-01",
        "source": "x",
        "platforms": {"a": entry},
    }
    found = list(faults(PriceBook.model_validate(told), ["b"]))
    assert [path for path, _ in found] == [("valid_until",), ("platforms", "a"), ("platforms", "a", "breaks", "5")]
    assert isinstance(PriceBook.model_validate(told).platforms["a"], Price)


@pytest.mark.parametrize("name", ["prices.py", "quote.py", "release.py", "document/commercial.py"])
def test_no_float_where_money_is(name: str) -> None:
    """Neither a float's name nor a float's literal, but for the widths of columns."""
    tree = ast.parse((ROOT / "specgen" / name).read_text("utf-8"))
    columns = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_COLUMNS"]
    widths = {id(part) for node in columns for part in ast.walk(node)}
    names = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "float"]
    literals = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, float) and id(n) not in widths]
    divisions = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]
    assert (names, literals, divisions) == ([], [], [])


def test_the_fictitious_maker_prices_everything() -> None:
    """In two currencies, each with prices of its own."""
    catalog = kit("helmsdal").catalog
    for currency in ("EUR", "USD"):
        assert all(catalog.prices.list_price(platform.id, currency, DATE) for platform in catalog.platforms)
    assert sorted(path.name for path in (HELMSDAL / "prices").iterdir()) == ["eur-2026.yaml", "usd-2026.yaml"]

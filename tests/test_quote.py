"""Quotes: hand-computed sums, what stays on request, who must release them, what the document and the JSON say."""

import copy
import datetime
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pikepdf
import pytest
from making import DATE, EXAMPLES, ROOT, asked, decided, example, icc_profile_left_open, kit, parts_of

from specgen import pipeline
from specgen.cli.run import run
from specgen.document.blocks import Run, Table
from specgen.document.words import money, text_of
from specgen.errors import MaintainerError
from specgen.issue import Numbering
from specgen.prices import Agreement, Money, PriceBook, PriceList
from specgen.quote import Quote, as_json, quote

MAKER: Final = EXAMPLES / "fictitious-maker"
BATTERY: Final = EXAMPLES / "battery-18650.yaml"

# M = 10 and 50 µm: the 33 µm platform is chosen, the finer two are alternatives.
BOOK: Final[dict[str, Any]] = {
    "currency": "EUR",
    "valid_from": "2026-07-01",
    "valid_until": "2027-06-30",
    "source": "practice",
    "validity": "30 days",
    "lead_time": "14 weeks",
    "incoterm": "FCA Hamburg",
    "payment": "30 days net",
    "discount_limit": "5 %",
    "platforms": {
        "source-ray-33um": {"price": "28900.00", "breaks": {"5": "27455.00", "10": "26010.00"}},
        "source-ray-20um": {"price": "31400.00", "lead_time": "20 weeks"},
    },
    "options": {
        "shutter": {"name": "Fast shutter", "price": "2380.00", "breaks": {"10": "2142.00"}},
        "training": {"name": "Training", "price": "1999.99", "per": "order"},
        "cooler": {"name": "Water cooler", "price": "900.00", "platforms": ["source-ray-20um"]},
    },
}


def quoted(
    changes: dict[str, Any] | None = None, agreement: dict[str, Any] | None = None, book: dict[str, Any] | None = None, **rest: Any
) -> Quote:
    """Return the quote on the usual requirement with *changes*, by `BOOK` with those of *book*."""
    prices = PriceList(books=(PriceBook.model_validate(copy.deepcopy(BOOK) | (book or {})),))
    told: dict[str, Any] = {"currency": None, "date": DATE, "number": ""} | rest
    made = quote(asked(changes), decided(changes), prices, Agreement.model_validate(agreement or {}), **told)
    assert made is not None
    return made


def text(value: Money | None) -> str | None:
    return None if value is None else str(value)


# --- sums, by hand ----------------------------------------------------------------------------------------------------


# quantity, options asked, discount: unit price, subtotal, discount, net
@pytest.mark.parametrize(
    ("quantity", "options", "discount", "unit", "subtotal", "off", "net"),
    [
        ("1", [], None, "28900.00", "28900.00", None, "28900.00"),
        ("4", [], None, "28900.00", "115600.00", None, "115600.00"),
        ("5", [], None, "27455.00", "137275.00", None, "137275.00"),
        ("12", [], "3 %", "26010.00", "312120.00", "9363.60", "302756.40"),
        ("4", ["shutter"], None, "28900.00", "125120.00", None, "125120.00"),  # 4 × 28,900 + 4 × 2,380
        ("12", ["Fast Shutter", "training"], None, "26010.00", "339823.99", None, "339823.99"),  # + 12 × 2,142 + 1,999.99 once
        ("1", ["training"], "2.5 %", "28900.00", "30899.99", "772.50", "30127.49"),  # 772.49975 rounds to 772.50
        ("1000000", [], "0.125 %", "26010.00", "26010000000.00", "32512500.00", "25977487500.00"),
    ],
)
def test_sums(quantity: str, options: list[str], discount: str | None, unit: str, subtotal: str, off: str | None, net: str) -> None:
    agreement = {"discount": discount, "because": "agreed"} if discount else {}
    made = quoted({"commercial.quantity": quantity, "commercial.options": options}, agreement)
    assert (text(made.positions[0].unit_price), text(made.subtotal), text(made.discounted), text(made.net)) == (unit, subtotal, off, net)
    assert text(made.gross) == net


def test_options_and_alternatives_have_totals_of_their_own() -> None:
    """They are no part of the total; what does not fit the platform is not offered."""
    made = quoted({"commercial.quantity": "4"})
    assert [(o.item, o.quantity, text(o.total)) for o in made.options] == [("shutter", 4, "9520.00"), ("training", 1, "1999.99")]
    assert [(a.item, text(a.total)) for a in made.alternatives] == [("source-ray-20um", "125600.00"), ("source-ray-8um", None)]
    assert text(made.net) == "115600.00"


def test_an_option_that_the_seller_adds_is_a_position() -> None:
    made = quoted(agreement={"options": ["training"]})
    assert [position.item for position in made.positions] == ["source-ray-33um", "training"]
    assert [option.item for option in made.options] == ["shutter"]


def test_taxes_only_where_they_are_configured_for_the_customers_country() -> None:
    tax = {"tax": {"name": "VAT", "rate": "19 %", "countries": ["DE"]}}
    here, abroad, unknown = (quoted({"customer.country": country}, book=tax) for country in ("DE", "FR", None))
    assert (text(here.net), text(here.taxed), text(here.gross)) == ("28900.00", "5491.00", "34391.00")
    assert [(one.tax, text(one.gross)) for one in (abroad, unknown)] == [(None, "28900.00")] * 2


# --- what is not known ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "rest", "reason", "currency"),
    [
        ({"commercial.currency": "CHF"}, {}, "currency", "CHF"),
        ({}, {"currency": "USD"}, "currency", "USD"),
        ({}, {"date": datetime.date(2027, 7, 1)}, "date", "EUR"),
        ({"imaging.smallest_feature": "22 um"}, {}, "platform", "EUR"),  # the 8 µm platform, which the book lacks
    ],
)
def test_without_a_price_it_is_on_request(changes: dict[str, Any], rest: dict[str, Any], reason: str, currency: str) -> None:
    """Never converted, never guessed, and the reason is told."""
    made = quoted(changes, **rest)
    assert (made.on_request, made.currency) == (reason, currency)
    assert [made.positions[0].unit_price, made.subtotal, made.net, made.gross] == [None] * 4


def test_one_price_on_request_leaves_the_total_on_request() -> None:
    made = quoted({"commercial.options": ["a sunshade"]}, {"discount": "3 %", "because": "agreed"})
    assert [(p.item, text(p.total)) for p in made.positions] == [("source-ray-33um", "28900.00"), ("a sunshade", None)]
    assert (made.subtotal, made.discounted, made.net) == (None, None, None)


def test_nothing_is_quoted_where_nothing_is_proposed() -> None:
    changes = {"imaging.smallest_feature": "1 um"}
    assert decided(changes).chosen is None
    assert quote(asked(changes), decided(changes), PriceList(), Agreement(), currency=None, date=DATE, number="") is None


def test_a_currency_that_no_book_has_is_asked_about() -> None:
    judged = [(f.code, f.where) for f in example("helmsdal", "fuel-injector").judged.findings]
    assert ("SG-Q241", "commercial.currency") in judged
    assert "SG-Q241" not in {f.code for f in example("packaged", "fuel-injector").judged.findings}  # it has no prices in any currency


# --- terms ------------------------------------------------------------------------------------------------------------


def test_the_agreement_goes_before_the_platform_and_that_before_the_book() -> None:
    assert str(quoted().terms.lead_time) == "14 weeks"
    finer = {"imaging.smallest_feature": "30 um"}
    assert str(quoted(finer).terms.lead_time) == "20 weeks"
    agreed = quoted(finer, {"lead_time": "12 weeks", "incoterm": "DAP Berlin", "validity": "60 days"})
    assert (str(agreed.terms.lead_time), agreed.terms.incoterm, agreed.terms.payment, agreed.terms.warranty) == (
        "12 weeks",
        "DAP Berlin",
        "30 days net",
        None,
    )
    assert agreed.valid_until == datetime.date(2027, 1, 19)


def test_the_delivery_date_gives_the_day_of_the_order() -> None:
    """14 weeks are 98 days before 31 March 2027."""
    assert quoted({"commercial.delivery": "2027-03-31"}).order_by == datetime.date(2026, 12, 23)
    assert quoted().order_by is None


# the document's day and the delivery asked, at the ends of the calendar
@pytest.mark.parametrize(
    ("date", "delivery", "until", "order_by"),
    [("9999-12-30", "0001-01-02", None, None), ("2026-11-20", "9999-12-31", "2026-12-20", "9999-09-24")],
)
def test_no_date_leaves_the_calendar(date: str, delivery: str, until: str | None, order_by: str | None) -> None:
    always = {"valid_from": "0001-01-01", "valid_until": "9999-12-31"}
    made = quoted({"commercial.delivery": delivery}, book=always, date=datetime.date.fromisoformat(date))
    assert (as_json(made)["valid_until"], as_json(made)["asked"]["order_by"]) == (until, order_by)


# --- release ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "limit", "over"), [("5 %", "5 %", False), ("5.01 %", "5 %", True), ("1 %", None, True)])
def test_a_discount_above_the_limit_needs_its_approval(share: str, limit: str | None, over: bool) -> None:
    """Where the book sets no limit, every discount does."""
    assert quoted(agreement={"discount": share, "because": "x"}, book={"discount_limit": limit}).discount_is_over is over
    assert quoted().discount_is_over is False


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a copy of the fictitious maker's workspace, to be changed."""
    folder = Path(shutil.copytree(MAKER, tmp_path / "maker"))
    (folder / "approvals").mkdir(exist_ok=True)
    return folder


def told(folder: Path, *, draft: bool = False) -> dict[str, Any]:
    """Return the quote as JSON that *folder* makes for the battery."""
    tools = pipeline.open_kit(folder)
    block: dict[str, Any] = pipeline.decision_json(tools, pipeline.judge(tools, str(BATTERY)), DATE, draft=draft)["quote"]
    return block


def grant(folder: Path, discount: str) -> None:
    (folder / "quotes" / "ACME-2026-014_A.yaml").write_text(f"discount: {discount}\nbecause: agreed\n", "utf-8")


def approve(folder: Path, offer: str, by: str = "Ewan Calder", role: str = "management") -> None:
    line = f"- {{role: {role}, by: {by}, date: 2026-11-19, offer: {offer}}}\n"
    (folder / "approvals" / "ACME-2026-014_A.yaml").write_text(line, "utf-8")


def test_an_approval_releases_one_offer_and_no_other(workspace: Path) -> None:
    """Over the limit: a draft; approved: released; changed afterwards, in price or discount: a draft again, which says why."""
    assert told(workspace)["release"]["draft"] is False  # 4 % of 5 %
    grant(workspace, "8 %")
    state = told(workspace)["release"]
    assert (state["draft"], state["missing"]) == (True, [{"role": "management", "why": "absent", "for": "discount"}])
    approve(workspace, state["offer"])
    released = told(workspace)["release"]
    assert (released["draft"], released["missing"], released["offer"]) == (False, [], state["offer"])
    assert released["approvals"] == [{"role": "management", "by": "Ewan Calder", "date": "2026-11-19"}]
    assert told(workspace, draft=True)["release"]["draft"] is True
    grant(workspace, "9 %")
    assert told(workspace)["release"]["missing"] == [{"role": "management", "why": "other-offer", "for": "discount"}]
    grant(workspace, "8 %")
    assert told(workspace)["release"]["draft"] is False
    book = workspace / "catalog" / "prices" / "eur-2026.yaml"
    book.write_text(book.read_text("utf-8").replace("28900.00", "28901.00"), "utf-8")
    assert told(workspace)["release"]["draft"] is True


def test_the_key_of_an_offer_does_not_change_with_the_day(workspace: Path, tmp_path: Path) -> None:
    """An approval of today still holds tomorrow; another requirement has another key."""
    file = tmp_path / "undated.yaml"
    file.write_text(re.sub(r"(?m)^date: .*\n", "", BATTERY.read_text("utf-8")), "utf-8")
    tools = pipeline.open_kit(workspace)
    judged = pipeline.judge(tools, str(file))
    days = [pipeline.quoted(tools, judged, DATE + datetime.timedelta(days=n)) for n in (0, 1, 40)]
    assert len({day.release.offer for day in days if day}) == 1
    assert days[0]
    assert days[0].release.offer != told(workspace)["release"]["offer"]


def test_nobody_may_approve_a_discount_that_nobody_is_named_for(workspace: Path) -> None:
    file = workspace / "specgen.yaml"
    file.write_text(file.read_text("utf-8").split("approvals:")[0] + "approvals: [{role: sales}]\n", "utf-8")
    grant(workspace, "8 %")
    assert [(m["role"], m["why"]) for m in told(workspace)["release"]["missing"]] == [("sales", "absent"), (None, "nobody")]


# file, text, place and part of the problem
FAULTY: Final = [
    (
        "approvals/ACME-2026-014_A.yaml",
        "- {role: managment, by: E, date: 2026-11-19, offer: 0123456789abcdef}",
        "1:10: [0].role",
        "it has: management",
    ),
    (
        "approvals/ACME-2026-014_A.yaml",
        "- {role: management, by: E, date: 2026-11-19, offer: 0123456789abcdef}",
        "1:26: [0].by",
        "only Ewan Calder",
    ),
    ("approvals/ACME-2026-014_A.yaml", "- {role: management, by: E, date: 2026-11-19, offer: yes}", "1:54: [0].offer", "SG-E116"),
    ("quotes/ACME-2026-014_A.yaml", "discount: 8 %", "1:11: discount", "needs its reason"),
    ("quotes/ACME-2026-014_A.yaml", "discount: -8 %\nbecause: x", "1:11: discount", "SG-E117"),
    ("quotes/ACME-2026-014_A.yaml", "options: [shuter]", "1:11: options[0]", "no price book has an option shuter"),
    ("quotes/ACME-2026-014_A.yaml", "price: 1.00", "1:1: price", "Extra inputs"),
    ("specgen.yaml", "numbering: {quote: 'Q-{yaer}-{reference}-{revision}'}", "1:20: numbering.quote", 'did you mean "{year}"'),
    ("specgen.yaml", "numbering: {quote: 'Q-{reference}'}", "1:20: numbering.quote", "without {revision} two documents"),
    ("specgen.yaml", "numbering: {quote: 'Q-{reference-{revision}'}", "1:20: numbering.quote", "a number takes"),
    ("specgen.yaml", "numbering: {quote: '{reference}{revision}<b>'}", "1:20: numbering.quote", "a number takes"),
    ("specgen.yaml", "numbering: {quote: '{reference.__class__}{revision}'}", "1:20: numbering.quote", "is none of {reference}"),
    ("specgen.yaml", "approvals: [{role: sales, when: often}]", "1:33: approvals[0].when", "SG-E114"),
]


@pytest.mark.parametrize(("name", "content", "place", "problem"), FAULTY, ids=[content[:45] for _, content, *_ in FAULTY])
def test_a_faulty_file_of_the_workspace_is_told_with_its_place(workspace: Path, name: str, content: str, place: str, problem: str) -> None:
    """Exit code 5, file, line, column: these files are the maker's own."""
    (workspace / name).write_text(content + "\n", "utf-8")
    with pytest.raises(MaintainerError) as caught:
        told(workspace)
    assert str(caught.value).startswith(f"{workspace / name}:{place}: ")
    assert problem in str(caught.value)
    assert caught.value.exit_code == 5


def test_numbers_follow_their_pattern() -> None:
    numbering = Numbering.model_validate({"quote": "Q-{year}/{month}.{day} {reference}_{revision}"})
    assert numbering.number("ACME-1", "B", datetime.date(2027, 3, 9)) == "Q-2027/03.09 ACME-1_B"


# --- what is printed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        ("116544.00", "EUR\u00a0116,544.00"),
        ("999.99", "EUR\u00a0999.99"),
        ("1000", "EUR\u00a01,000"),
        ("1000000000000.10", "EUR\u00a01,000,000,000,000.10"),
    ],
)
def test_money_is_printed_to_the_last_coin(amount: str, printed: str) -> None:
    assert money(Money(Decimal(amount), "EUR"), pipeline.words(kit(), "en")) == printed


def words_of(maker: str, name: str) -> str:
    """Return every word of the commercial section."""
    (section,) = [s for s in example(maker, name).document.sections if s.anchor == "commercial"]
    return section.heading + section.lead + "".join(run.text for run in parts_of(section) if isinstance(run, Run))


def test_the_section_of_the_fictitious_maker() -> None:
    """4 × 28,900 + 4 × 1,450 = 121,400; less 4 %, 4,856, are 116,544."""
    said = words_of("helmsdal", "battery-18650")
    for part in (
        "EUR\u00a0116,544.00",
        "121,400.00",
        "−4,856.00",
        "first order",
        "20\u00a0December\u00a02026",
        "16\u00a0weeks",
        "FCA Helmsdal",
    ):
        assert part in said, part
    for part in ("DAP Beispielstadt: to be agreed", "order by 9\u00a0December\u00a02026", "export compliance", "Q-2026-ACME-2026-014-A"):
        assert part in said, part


def test_the_packaged_catalogue_prints_no_amount() -> None:
    """On request and to be confirmed, in every line."""
    said = words_of("packaged", "battery-18650")
    assert "on request" in said
    assert re.findall(r"[0-9][0-9,]*\.[0-9]{2}|EUR", said) == []


def test_the_matrix_shows_the_lead_time_where_a_delivery_is_asked() -> None:
    """It stays to be confirmed, since it counts from the order."""
    (table,) = [t for t in parts_of(example("helmsdal", "battery-18650").document) if isinstance(t, Table) and t.kind == "matrix"]
    (row,) = [r.cells for r in table.rows if r.tone != "group" and text_of(r.cells[1].content).startswith("Delivery by")]  # type: ignore[arg-type]
    assert text_of(row[3].content) == "16\u00a0weeks"  # type: ignore[arg-type]
    assert row[7].content.word == "to be confirmed"  # type: ignore[union-attr]


def test_amounts_are_texts_in_the_json() -> None:
    """With the currency beside them; the same quote twice gives the same cents."""
    block = example("helmsdal", "battery-18650").json["quote"]
    assert (block["currency"], block["subtotal"], block["net"]) == ("EUR", "121400.00", "116544.00")
    assert not [part for part in re.findall(r": ([0-9.]+)[,\n}]", json.dumps(block)) if "." in part]
    assert example("packaged", "battery-18650").json["quote"]["total"] is None
    assert as_json(quoted()) == as_json(quoted())


def test_a_draft_says_what_releases_it_and_stays_accessible(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the terminal with the line to add, on the cover, in the JSON; its mark is a drawing outside the text."""
    grant(workspace, "8 %")
    monkeypatch.chdir(workspace)
    with icc_profile_left_open():
        assert run(["propose", str(BATTERY)]) == 0
    said = capsys.readouterr().err
    assert "Draft, not released: its discount needs the approval of management." in said
    (line,) = re.findall(r"add to approvals/ACME-2026-014_A\.yaml: (- .*)", said)
    with pikepdf.open(workspace / "output" / "ACME-2026-014_A.pdf") as pdf:
        page = pdf.pages[3]
        drawn = page.Contents.read_bytes().split()
        first = page.Resources.XObject[drawn[drawn.index(b"Do") - 1].decode()].read_bytes()
    assert drawn.index(b"/Artifact") < drawn.index(b"Do") < drawn.index(b"EMC")  # nothing that a screen reader comes across
    assert not {b"Tj", b"TJ"} & set(first.split())  # no letters that a search finds between the lines
    (workspace / "approvals" / "ACME-2026-014_A.yaml").write_text(
        line.replace("NAME", "Ewan Calder").replace("YYYY-MM-DD", "2026-11-19"), "utf-8"
    )
    with icc_profile_left_open():
        assert run(["propose", str(BATTERY), "--force"]) == 0
    assert "raft" not in capsys.readouterr().err


# --- the page of the documentation ------------------------------------------------------------------------------------

PAGE: Final = (ROOT / "docs" / "quoting.md").read_text("utf-8")


def test_the_example_of_the_documentation_runs(workspace: Path) -> None:
    """Every file that docs/quoting.md shows, under its name, and the total that it promises."""
    shown = re.findall(r"`([a-z./A-Z0-9_-]+\.yaml)`:\n\n```yaml\n(.*?)```", PAGE, re.S)
    assert [name for name, _ in shown] == [
        "specgen.yaml",
        "catalog/prices/eur-2026.yaml",
        "quotes/ACME-7_A.yaml",
        "request.yaml",
        "approvals/ACME-7_A.yaml",
    ]
    for name, content in shown:
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(content, "utf-8")
    (workspace / "approvals" / "ACME-7_A.yaml").unlink()
    tools = pipeline.open_kit(workspace)
    judged = pipeline.judge(tools, str(workspace / "request.yaml"))
    block = pipeline.decision_json(tools, judged, DATE)["quote"]
    promised = dict(re.findall(r"\| (subtotal|discount|net) \| ([0-9,.]+) \|", PAGE))
    found = {"subtotal": block["subtotal"], "discount": block["discount"]["amount"], "net": block["net"]}
    assert found == {name: amount.replace(",", "") for name, amount in promised.items()}
    assert [(m["role"], m["for"]) for m in block["release"]["missing"]] == [("sales", "quote"), ("management", "discount")]
    approvals = dict(shown)["approvals/ACME-7_A.yaml"]
    (workspace / "approvals" / "ACME-7_A.yaml").write_text(
        re.sub("offer: [0-9a-f]{16}", f"offer: {block['release']['offer']}", approvals), "utf-8"
    )
    assert pipeline.decision_json(tools, judged, DATE)["quote"]["release"]["draft"] is False

"""Languages: numbers, money and dates as each one writes them, nothing missing, nothing left in English, a third one by data alone."""

import datetime
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import georgian
import pikepdf
import pytest
from babel.numbers import format_decimal, parse_decimal
from hypothesis import given
from hypothesis import strategies as st
from making import ACCEPTED, DATE, EVERY, EXAMPLES, MAKERS, ROOT, icc_profile_left_open, kit, parts_of

from specgen import pipeline
from specgen.catalog import terms_of
from specgen.cli.run import run
from specgen.document import Document
from specgen.errors import MaintainerError, UsageError
from specgen.files.library import Library
from specgen.files.looks import load_brand, load_language
from specgen.files.words import load_wording
from specgen.findings import Term, finding
from specgen.formats import PLAIN, formats_of, grouped, plurals_of
from specgen.pipeline import Kit, Wish
from specgen.render.html import SCREEN, figures, page

GERMAN = pipeline.words(kit(), "de")
LANGUAGES = sorted(path.stem for path in (ROOT / "templates" / "wording").glob("*.yaml"))
assert LANGUAGES == ["de", "en"]


# --- formats ----------------------------------------------------------------------------------------------------------

#           locale   -12345.5        1234567.5 EUR            22 November 2026
WRITTEN = {
    "en-GB": ("−12_345.5", "EUR~1,234,567.50", "22~November~2026"),
    "de": ("−12_345,5", "1.234.567,50~EUR", "22.~November~2026"),
    "de-CH": ("−12_345.5", "EUR~1’234’567.50", "22.~November~2026"),
    "fr": ("−12_345,5", "1_234_567,50~EUR", "22~novembre~2026"),
    "pl": ("−12_345,5", "1~234~567,50~EUR", "22~listopada~2026"),
    "hi": ("−12_345.5", "EUR~12,34,567.50", "22~नवंबर~2026"),
    "ka": ("−12_345,5", "1~234~567,50~EUR", "22~ნოემბერი,~2026"),
}


@pytest.mark.parametrize(("locale", "written"), WRITTEN.items())
def test_each_language_has_its_own_way(locale: str, written: tuple[str, str, str]) -> None:
    """Figures grouped by narrow spaces from five digits on, money as the language groups it, the date on one line."""
    formats = formats_of(locale)
    made = (formats.number("-12345.5"), formats.money("1234567.50", "EUR"), formats.day(datetime.date(2026, 11, 22)))
    assert tuple(text.replace("\u202f", "_").replace("\u00a0", "~") for text in made) == written


@pytest.mark.parametrize(("plain", "german"), [("1000", "1000"), ("10000", "10\u202f000"), ("0.5", "0,5"), ("-7.3", "−7,3"), ("0", "0")])
def test_a_figure_is_set_in_german(plain: str, german: str) -> None:
    """Four digits stay together; the terminal keeps its point."""
    assert (formats_of("de").number(plain), PLAIN.number(plain)) == (german, plain.replace("-", "−"))


@given(value=st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=2), locale=st.sampled_from(sorted(WRITTEN)))
def test_an_amount_can_be_read_again_and_is_what_babel_writes(value: Decimal, locale: str) -> None:
    """Nothing is lost on the way, in any locale; Babel itself is the oracle."""
    written, known = formats_of(locale).amount(f"{value:f}").replace("−", "-"), locale.replace("-", "_")
    pattern = "#,##,##0.00" if locale == "hi" else "#,##0.00"
    assert written == format_decimal(value, format=pattern, locale=known)
    assert parse_decimal(written, locale=known, strict=True) == value


@given(value=st.floats(1e-6, 1e9))
def test_a_german_figure_says_what_the_english_one_says(value: float) -> None:
    """The same digits, another mark."""
    german, plain = GERMAN.number(value), kit().wording.number(value)
    assert german.replace("\u202f", "").replace(",", ".") == plain


@pytest.mark.parametrize(
    ("digits", "sizes", "text"), [("1234567", (3, 3), "1.234.567"), ("1234567", (3, 2), "12.34.567"), ("123", (3, 3), "123")]
)
def test_digits_are_grouped_from_the_right(digits: str, sizes: tuple[int, int], text: str) -> None:
    """As many as the language has in a group."""
    assert grouped(digits, ".", sizes) == text


@pytest.mark.parametrize(
    ("written", "german"),
    [
        ("50.5 um", "50,5 um"),
        ("500 ms + 0.05 s", "500 ms + 0,05 s"),
        ("21 CFR 1020.40", "21 CFR 1020,40"),  # only ever asked of quantities
        ("1.2.3", "1.2.3"),
        ("100", "100"),
    ],
)
def test_a_quantity_in_text_gets_its_comma(written: str, german: str) -> None:
    """The digits stay as they were written; what has two points is no number."""
    assert GERMAN.written(written) == german


def test_a_finding_has_its_figures_in_german_and_its_quotations_as_written() -> None:
    """`was the unit meant?` quotes the file; the range beside it is ours."""
    said = GERMAN.message(finding("SG-W215", "imaging.voxel", text="0.5 m", low="0.1 µm", high="20.5 mm"))
    assert "„0.5 m“" in said
    assert "(0,1\u202fµm bis 20,5\u202fmm)" in said


@pytest.mark.parametrize(("language", "forms"), [("en-GB", ("one", "other")), ("pl", ("one", "few", "many", "other")), ("ja", ("other",))])
def test_a_language_has_the_forms_that_cldr_knows(language: str, forms: tuple[str, ...]) -> None:
    """Not every language counts one and many."""
    assert plurals_of(language) == forms


@pytest.mark.parametrize(
    ("locale", "problem"), [("xx", "no number and date formats are known"), ("he", "right to left"), ("ar", "right to left")]
)
def test_a_locale_that_documents_cannot_be_set_by_is_refused(locale: str, problem: str) -> None:
    """By name, before anything is laid out."""
    with pytest.raises(MaintainerError, match=problem):
        formats_of(locale)


# --- completeness -----------------------------------------------------------------------------------------------------

# What is done to the German file, and what is said of it: the key, and what is wrong.
HALF = {
    "missing": (
        "  recommended: Empfohlen.\n",
        "",
        r"de\.yaml:[0-9]+:1: cover\.recommended: this phrase is missing; in English it says 'Recommended\.'",
    ),
    "extra": ("cover:\n", "cover:\n  nothing: nichts\n", r"de\.yaml:[0-9]+:3: cover\.nothing: nothing asks for this phrase"),
    "terminal": ("locale: de\n", "locale: de\nwhy: {SG-E101: darum}\n", r"why\.SG-E101: nothing asks .* only the terminal shows it"),
    "place": ("gültig bis {date}", "gültig", r"cover\.valid-until: \{date\} is missing"),
    "other-place": ("gültig bis {date}", "gültig bis {date} {day}", r"cover\.valid-until: \{day\} is no value of this phrase"),
    "half-a-plural": (
        '{one: Ein Punkt ist zu bestätigen., other: "{count}\\u00a0Punkte sind zu bestätigen."}',
        '{other: "{count}\\u00a0Punkte sind zu bestätigen."}',
        r"points\.open\.one: this form of the phrase is missing",
    ),
    "form-of-another-language": ("{one: Ein Punkt ist", "{few: Punkte, one: Ein Punkt ist", r"points\.open\.few: .* has no such form"),
    "one-form": (
        '{one: Ein Punkt ist zu bestätigen., other: "{count}\\u00a0Punkte sind zu bestätigen."}',
        '"{count} Punkte"',
        r"points\.open: this phrase is to have several forms",
    ),
    "empty": ("  recommended: Empfohlen.\n", '  recommended: ""\n', r"cover\.recommended: this phrase is empty"),
    "whole-group": ("kind: {recommended", "kinds: {recommended", r"kind\.recommended: .*and 7 more: .*kind\.custom"),
}


def half_german(tmp_path: Path, old: str, new: str) -> Library:
    """Return a workspace whose German is the packaged one with *old* replaced."""
    text = (ROOT / "templates/wording/de.yaml").read_text("utf-8")
    assert text.count(old) == 1, old
    georgian.write(tmp_path / "templates/wording/de.yaml", text.replace(old, new))
    georgian.write(tmp_path / "specgen.yaml", "{}\n")
    return Library(tmp_path)


@pytest.mark.parametrize(("old", "new", "problem"), HALF.values(), ids=HALF)
def test_a_half_translation_is_told_with_its_key(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """With file, line and column; the place of a missing key is that of its group."""
    library = half_german(tmp_path, old, new)
    with pytest.raises(MaintainerError, match=problem):
        load_language(library, "de", load_wording(library))


def test_a_half_translation_leaves_with_5_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The maintainer must act, not the customer."""
    half_german(tmp_path, "  recommended: Empfohlen.\n", "")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MaintainerError, match=r"cover\.recommended: this phrase is missing") as told:
        run(["propose", str(EXAMPLES / "battery-18650.yaml"), "--language", "de"])
    assert told.value.exit_code == 5
    assert not (tmp_path / "output").exists()


def test_an_english_file_of_a_workspace_must_be_whole_too(tmp_path: Path) -> None:
    """It may be older than specgen."""
    text = (ROOT / "templates/wording/en.yaml").read_text("utf-8").replace("  recommended: Recommended.\n", "")
    georgian.write(tmp_path / "templates/wording/en.yaml", text)
    with pytest.raises(MaintainerError, match=r"en\.yaml:[0-9]+:1: cover\.recommended: this phrase is missing"):
        load_wording(Library(tmp_path))


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_whole(maker: str, language: str) -> None:
    """Phrases, catalogue and brand, of both makers."""
    words = pipeline.words(kit(maker), language)
    assert len(words.phrases) > 900
    assert load_brand(kit(maker).library, "helmsdal" if maker == "helmsdal" else "source-ray", language).wordmark


def test_markup_in_german_phrases_is_balanced() -> None:
    """As in the English ones, and with as many strong parts."""
    english = kit().wording.phrases
    odd = [key for key, text in GERMAN.phrases.items() if text.count("**") % 2 or text.count("~") % 2]
    assert odd == []
    assert [key for key, text in GERMAN.phrases.items() if key in english and text.count("**") != english[key].count("**")] == []


def test_german_is_german() -> None:
    """A phrase that reads as the English one is a name or a sign: these, and no others."""
    english = kit().wording.phrases
    same = {text for key, text in GERMAN.phrases.items() if english.get(key) == text}
    assert {text for text in same if re.search("[a-z]{4}", re.sub(r"\{[^}]*\}", "", text))} == {
        *("specgen", "Revision", "Transmission", "Incoterm", "Voxel", "{incoterm}, Incoterms 2020."),
    }


# --- the catalogue's texts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "german"),
    [
        (Term("forced air"), "Zwangsluft"),
        (Term("microfocus, nanofocus"), "Mikrofokus, Nanofokus"),
        (Term("HX 130 S"), "HX 130 S"),
        ("forced air", "forced air"),  # a customer's words are nobody's to translate
    ],
)
def test_a_text_of_the_catalogue_is_told_in_german(text: str, german: str) -> None:
    """By its type, so that a company called `Lead` keeps its name."""
    assert GERMAN.told(text) == german
    assert GERMAN.resolved(text, {}) == german


def test_a_catalogue_without_german_is_refused_by_the_text_that_lacks_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And only where German is asked for."""
    shutil.copytree(MAKERS["helmsdal"], tmp_path / "maker")
    shutil.rmtree(tmp_path / "maker/catalog/wording")
    monkeypatch.chdir(tmp_path / "maker")
    example = str(EXAMPLES / "battery-18650.yaml")
    lacking = r"catalog/wording/de/: sources\.helmsdal-range\.title: there are no words in de for 'Helmsdal X-ray, HX range overview 2026'"
    with pytest.raises(MaintainerError, match=lacking):
        run(["propose", example, "--language", "de", "--output", "out"])
    assert run(["propose", example, "--to", "json", "--output", "out"]) == 0


def test_a_brand_says_itself_in_german_or_not_at_all(tmp_path: Path) -> None:
    """A legal line in another language than the document's is refused by its key."""
    brand = load_brand(kit("helmsdal").library, "helmsdal", "de")
    assert (brand.tagline, brand.wordmark) == ("RÖNTGENQUELLEN", "HELMSDAL")
    shutil.copytree(MAKERS["helmsdal"], tmp_path / "maker")
    file = tmp_path / "maker/templates/brands/helmsdal/brand.yaml"
    file.write_text(file.read_text("utf-8").split("translations:")[0], "utf-8")
    with pytest.raises(MaintainerError, match=r"translations\.de\.tagline"):
        load_brand(Library(tmp_path / "maker"), "helmsdal", "de")


# --- documents --------------------------------------------------------------------------------------------------------


class Texts(HTMLParser):
    """Collects what a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"alt", "aria-label", "title"} and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def composed(tools: Kit, name: str, language: str) -> pipeline.Finished:
    """Return the document of an example, composed but not written."""
    judged = pipeline.judge(tools, str(EXAMPLES / f"{name}.yaml"))
    finished = pipeline.finish(
        tools, judged, Wish(language=language, brand=georgian.BRAND if language == "ka" else None, audience="internal"), DATE
    )
    assert isinstance(finished, pipeline.Finished), finished
    return finished


def texts_of(tools: Kit, finished: pipeline.Finished) -> list[str]:
    """Return every text of the page and of its charts."""
    parser = Texts()
    read = lambda file: tools.library.find("templates", file).read_text("utf-8")  # noqa: E731
    parser.feed(page(finished.document, finished.brand, read, SCREEN, ("requirement.yaml",)).html)
    return [*parser.found, *chart_texts(finished.document)]


def chart_texts(document: Document) -> Iterator[str]:
    """Yield the words that charts hold."""
    for figure in figures(document):
        yield from (part for part in parts_of(figure.chart) if isinstance(part, str))


PATH = re.compile(r"\b[a-z_]+(?:\.[a-z_]+)+(?:\[[0-9]+\])?(?:\.[a-z_]+)*")
DIGEST = re.compile(r"\b[0-9a-f]{12}\b")
LAID_OUT = {"upper", "lower", "left", "right", "proposed", "other", "detector", "limit", "end", "start"}  # how a chart is drawn
NAMED = {"min", "ISO", "SHA", "yaml", "requirement", "decision", "formula", "density", "LiCoO"}  # units, and what files hold


def latin(tools: Kit, finished: pipeline.Finished, name: str) -> set[str]:
    """Return the words in Latin letters that are neither the customer's nor the maker's own names."""
    brand, offer, catalog = finished.brand, finished.offer, tools.catalog
    own = [(EXAMPLES / f"{name}.yaml").read_text("utf-8"), repr(tools.workspace), finished.proposal.maker]
    own += [brand.wordmark, brand.tagline or "", brand.legal or "", offer.quote.because if offer else ""]
    own += [term for _, term in terms_of(catalog) if not re.search("[a-z]{3}", term)] + [platform.id for platform in catalog.platforms]
    own += [f"{book.currency} {book.incoterm}" for book in catalog.prices.books] + [tools.workspace.sender.address or ""]
    own += [*catalog.sources, *finished.wording.terms.values()]
    known = {*re.findall("[A-Za-z]{3,}", " ".join(own)), *LAID_OUT, *NAMED}
    texts = (DIGEST.sub("", PATH.sub("", text.replace("\u200b", ""))) for text in texts_of(tools, finished))
    return {word for text in texts for word in re.findall("[A-Za-z]{3,}", text)} - known


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_every_word_of_a_document_comes_from_a_file_of_words(maker: str, name: str) -> None:
    """In Georgian letters nothing Latin is left but data: no word stands in the program or in a template."""
    tools = georgian.tools(maker)
    finished = composed(tools, name, "ka")
    assert any("ა" <= character <= "ჰ" for character in "".join(texts_of(tools, finished)))
    assert latin(tools, finished, name) == set()


POINT = re.compile(r"(?<![0-9.])[0-9]+\.[0-9]{1,2}(?![0-9.])")  # 1.234,50 is money


@pytest.mark.parametrize(("maker", "name"), EVERY)
def test_a_german_document_has_decimal_commas(maker: str, name: str) -> None:
    """Everywhere: also in charts, in alternative texts and in findings. A point stays in what the customer wrote, and in names."""
    tools = kit(maker)
    finished = composed(tools, name, "de")
    written = (EXAMPLES / f"{name}.yaml").read_text("utf-8") + "4.9"  # a density, as a file takes it
    texts = [text for text in texts_of(tools, finished) if "21 CFR 1020.40" not in text]
    assert [text for text in texts for number in POINT.findall(text) if number not in written] == []
    assert finished.document.language == "de"


@pytest.mark.parametrize("name", ["battery-18650", "turbine-blade"])
def test_charts_are_german_too(name: str) -> None:
    """Axes, labels, and ticks below one."""
    words = set(chart_texts(composed(kit("helmsdal"), name, "de").document))
    assert {"Brennfleck, µm", "Targetleistung, W", "Unschärfe im Objekt, µm", "0,5"} <= words


def test_money_and_days_are_german() -> None:
    """On the cover, in the summary and in the terms."""
    texts = " ".join(texts_of(kit("helmsdal"), composed(kit("helmsdal"), "battery-18650", "de")))
    assert "28.900,00\u00a0EUR" in texts
    assert "20.\u00a0November\u00a02026" in texts
    assert "Lieferung bis 31.\u00a0März\u00a02027" in texts


# --- as files ---------------------------------------------------------------------------------------------------------


def fonts_in(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names of the fonts that a PDF holds."""
    every = (thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing)
    return {str(thing["/BaseFont"]).partition("+")[2] for thing in every}


def test_a_third_language_is_set_in_the_fallback_font() -> None:
    """Embedded where the script needs it, in PDF and HTML, and not in the English document of the same brand."""
    tools = georgian.tools("packaged")
    made = georgian.written(tools, "weld-steel", Wish(language="ka", brand=georgian.BRAND, formats=("pdf", "html")))
    plain = georgian.written(tools, "weld-steel", Wish(brand=georgian.BRAND, formats=("pdf", "html")))
    with pikepdf.open(io.BytesIO(made["pdf"])) as theirs, pikepdf.open(io.BytesIO(plain["pdf"])) as ours:
        assert (str(theirs.Root.Lang), str(ours.Root.Lang)) == ("ka", "en")
        assert any("DejaVu" in name for name in fonts_in(theirs))
        assert not any("DejaVu" in name for name in fonts_in(ours))
    assert b'<html lang="ka">' in made["html"]
    assert (b'font-family: "DejaVu Sans"' in made["html"], b"DejaVu" in plain["html"]) == (True, False)
    assert len(made["pdf"]) < 350_000


def test_without_a_fallback_font_the_characters_are_named() -> None:
    """The maintainer's error, since the words are his."""
    with pytest.raises(MaintainerError, match=r"brands/source-ray: no font has the characters"):
        georgian.written(georgian.tools("packaged"), "incomplete", Wish(language="ka", brand="source-ray"))


@pytest.mark.parametrize(("brand", "refused"), [("source-ray", ["SG-E153"]), (georgian.BRAND, [])])
def test_a_customers_words_may_need_the_fallback_font_too(tmp_path: Path, brand: str, refused: list[str]) -> None:
    """What no font of the brand has is refused; the fallback counts."""
    file = tmp_path / "named.yaml"
    file.write_text((EXAMPLES / "incomplete.yaml").read_text("utf-8").replace("Pendrake Cables Ltd", "კაბელი"), "utf-8")
    tools = georgian.tools("packaged")
    with icc_profile_left_open():
        result, _ = pipeline.propose(tools, pipeline.judge(tools, str(file)), Wish(brand=brand, formats=("pdf",)), DATE)
    assert [one.code for one in result.findings if one.is_error] == refused


def test_a_language_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With those that are."""
    with pytest.raises(UsageError, match="there is no language 'fr'; take one of: de, en"):
        georgian.written(kit(), "incomplete", Wish(language="fr"))


def test_right_to_left_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """A language is data alone, but its script must be one that documents can be set in."""
    georgian.write(tmp_path / "templates/wording/he.yaml", "locale: he\nkind: {recommended: x}\n")
    georgian.write(tmp_path / "specgen.yaml", "{}\n")
    with pytest.raises(MaintainerError, match="right to left"):
        georgian.written(pipeline.open_kit(tmp_path), "incomplete", Wish(language="he"))


def test_the_decision_stays_english() -> None:
    """What programs read is the same in every language, and so is what the file carries."""
    german, english = (
        georgian.written(kit("helmsdal"), "weld-steel", Wish(language=language, formats=("json",))) for language in LANGUAGES
    )
    assert german["json"] == english["json"]


assert len(ACCEPTED) > 15


@pytest.mark.parametrize(
    ("language", "line"), [("en", "For the addressee and its advisers only."), ("de", "Nur für den Empfänger und seine Berater.")]
)
def test_the_lines_of_the_sender_are_said_in_each_language(language: str, line: str) -> None:
    """At the foot of every page and on the cover."""
    finished = composed(kit("helmsdal"), "battery-18650", language)
    assert finished.document.foot.endswith(line)
    assert finished.document.cover.note.endswith(line)


def test_a_line_of_the_sender_without_words_is_named() -> None:
    """With the language that lacks them, unless it is the one that the workspace is written in."""
    mute = kit("helmsdal").workspace.sender.model_copy(update={"confidentiality": Term("Secret")})
    tools = replace(kit("helmsdal"), workspace=kit("helmsdal").workspace.model_copy(update={"sender": mute}))
    with pytest.raises(MaintainerError, match="there are no words in de for 'Secret'"):
        pipeline.words(tools, "de")
    german = replace(tools, workspace=tools.workspace.model_copy(update={"language": "de"}))
    assert pipeline.words(german, "de").told(Term("Secret")) == "Secret"

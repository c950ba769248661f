"""Write the hostile files of this folder: `python tests/hostile/make.py`. What each must be refused with stands in EXPECTED.tsv.

Every one differs from an honest file in one thing. They are stored so that anything can be run on them (`specgen check
tests/hostile/*`), and made here so that what is hostile about each can be read.
"""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sheets import HEADINGS, ROW, tampered, with_shared_texts, xlsx  # noqa: E402  (a module of the tests, wherever this runs)

HEAD: Final = "specgen: 1\nreference: X-1\ncustomer: {company: Acme}\n"
NEED: Final = "specimen: {path: [{material: steel, thickness: 1 mm}]}\nimaging: {smallest_feature: 50 um}\n"
WHOLE: Final = HEAD + NEED
JSON: Final = {
    "specgen": 1,
    "reference": "X-1",
    "customer": {"company": "Acme"},
    "specimen": {"path": [{"material": "steel", "thickness": "1 mm"}]},
    "imaging": {"smallest_feature": "50 um"},
}


def after(text: str) -> bytes:
    """Return an honest file with *text* below it."""
    return (WHOLE + text + "\n").encode("utf-8", "surrogatepass")


def swapped(old: str, new: str) -> bytes:
    """Return an honest file with *new* in place of *old*."""
    assert WHOLE.count(old) == 1, old
    return WHOLE.replace(old, new).encode("utf-8", "surrogatepass")


def feature(text: str) -> bytes:
    """Return an honest file with *text* for its smallest feature."""
    return swapped("50 um", text)


def reference(text: str) -> bytes:
    """Return an honest file with *text* for its reference."""
    return swapped("X-1", text)


def as_json(**changes: object) -> bytes:
    """Return an honest JSON file with *changes*."""
    return json.dumps(JSON | changes, ensure_ascii=False).encode()


def json_text(old: str, new: str) -> bytes:
    """Return an honest JSON file with *new* in place of *old*."""
    text = json.dumps(JSON)
    assert text.count(old) == 1, old
    return text.replace(old, new).encode("utf-8", "surrogatepass")


def rows(*rows: str, head: str = ",".join(HEADINGS)) -> bytes:
    """Return a CSV list."""
    return "\n".join([head, *rows, ""]).encode()


def packed(**parts: bytes) -> bytes:
    """Return a package of *parts*."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def cells(**cells: object) -> bytes:
    """Return a workbook with one good row and *cells* over it; a name is that of the cell."""

    def touch(book: object) -> None:
        for name, value in cells.items():
            book.worksheets[0][name] = value  # type: ignore[attr-defined]

    return xlsx(ROW, touch=touch)


SHEET: Final = "xl/worksheets/sheet1.xml"
GOOD_CSV: Final = "ACME-1,Acme,steel,1,50"

MARKUP: Final = {
    "anchor-on-a-list.yaml": after("should: &a [source]"),
    "anchor-without-alias.yaml": swapped("company: Acme", "company: &me Acme"),
    "anchor-with-emoji.yaml": after("title: &😀 x"),
    "alias-to-nothing.yaml": after("title: *nobody"),
    "alias-in-a-list.yaml": after("should: [*a, source]"),
    "alias-of-itself.yaml": after("source: &s {filter: *s}"),
    "laughs.yaml": b"a: &a [l, l, l]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: &d [*c, *c, *c]\n",
    "laughs-as-keys.yaml": b"&a a: &b {*a : *a}\n",
    "tag-python.yaml": after("title: !!python/object/new:os.system [echo hi]"),
    "tag-python-name.yaml": after("title: !!python/name:os.system"),
    "tag-binary.yaml": after("notes: !!binary aGVsbG8="),
    "tag-float.yaml": feature("!!float 50"),
    "tag-null.yaml": after("title: !!null x"),
    "tag-set.yaml": after("should: !!set {source}"),
    "tag-verbatim.yaml": after("title: !<tag:yaml.org,2002:str> x"),
    "tag-non-specific.yaml": after("title: ! x"),
    "tag-on-the-whole.yaml": b"!!map\n" + WHOLE.encode(),
    "merge-of-a-list.yaml": after("source:\n  <<: [{tube_voltage: 130 kV}]"),
    "merge-twice.yaml": after("source:\n  <<: {tube_voltage: 130 kV}\n  <<: {tube_voltage: 160 kV}"),
    "directive-1.1.yaml": b"%YAML 1.1\n---\n" + WHOLE.encode(),
    "directive-1.3.yaml": b"%YAML 1.3\n---\n" + WHOLE.encode(),
    "directive-2.0.yaml": b"%YAML 2.0\n---\n" + WHOLE.encode(),
    "directive-twice.yaml": b"%YAML 1.2\n%YAML 1.2\n---\n" + WHOLE.encode(),
    "directive-tag.yaml": b"%TAG !e! tag:example.org,2000:\n---\n" + WHOLE.encode(),
    "second-document-empty.yaml": WHOLE.encode() + b"---\n",
    "second-document-after-dots.yaml": WHOLE.encode() + b"...\n---\nspecgen: 1\n",
    "key-is-a-list.yaml": after("? [a]\n: b"),
    "key-is-a-group-in-braces.yaml": after("source: {{a: b}: c}"),
    "key-is-an-alias.yaml": after("*x : b"),
}

KEYS: Final = {
    "key-twice-in-braces.yaml": swapped("company: Acme", "company: Acme, company: Other"),
    "key-twice-quoted.yaml": after('title: a\n"title": b'),
    "key-twice-by-escape.yaml": after('title: a\n"\\x74itle": b'),
    "key-twice-far-apart.yaml": (WHOLE + "# remark\n" * 50 + "reference: X-2\n").encode(),
    "key-in-other-case.yaml": after("Title: a"),
    "key-with-a-blank.yaml": after('"title ": a'),
    "key-with-a-zero-width-space.yaml": after('"ti\u200btle": a'),
    "key-in-cyrillic.yaml": after("tіtle: a"),
    "key-in-full-width.yaml": after("ｔｉｔｌｅ: a"),
    "key-decomposed.yaml": after("tit\u0308le: a"),
    "key-with-dots.yaml": after("source.tube_voltage: 130 kV"),
    "key-empty.yaml": after('"": a'),
    "key-null.yaml": after("~: a"),
    "key-number.yaml": after("7: a"),
    "key-dunder.yaml": after("__class__: a"),
    "key-model-config.yaml": after("model_config: {extra: allow}"),
    "key-proto.yaml": after("__proto__: {specgen: 1}"),
    "key-of-another-group.yaml": after("tube_voltage: 130 kV"),
    "key-misspelt.yaml": swapped("smallest_feature", "smalest_feature"),
    "key-plural.yaml": after("sources: {tube_voltage: 130 kV}"),
    "key-very-long.yaml": after("k" * 900 + ": a"),
    "keys-unknown-many.yaml": after("\n".join(f"key{n}: 1" for n in range(4_800))),
    "keys-unknown-in-layers.yaml": (
        HEAD + "specimen:\n  path:\n" + "".join("  - {" + ", ".join(f"k{i}: 1" for i in range(22)) + "}\n" for _ in range(200))
    ).encode(),
}

CHARACTERS: Final = {
    "bell.yaml": after("title: a\x07"),
    "escape-sequence.yaml": after("notes: \x1b]0;owned\x07"),
    "delete.yaml": after("title: a\x7fb"),
    "c1-control.yaml": after("title: a\x9bb"),
    "vertical-tab.yaml": after("title: a\x0bb"),
    "form-feed.yaml": after("\x0ctitle: a"),
    "backspace-in-a-comment.yaml": after("# harmless\x08\x08"),
    "rtl-override-in-a-comment.yaml": after("# \u202e1 :negceps"),
    "rtl-embedding.yaml": after("title: \u202bא"),
    "rtl-mark.yaml": after("title: a\u200fb"),
    "arabic-letter-mark.yaml": after("title: a\u061cb"),
    "first-strong-isolate.yaml": after("title: a\u2068b"),
    "paragraph-separator.yaml": after("title: a\u2029b"),
    "interlinear-annotation.yaml": after("title: a\ufff9b"),
    "noncharacter-fdd0.yaml": after("title: a\ufdd0b"),
    "noncharacter-ffff.yaml": after("title: a\uffffb"),
    "private-use-plane-15.yaml": after("title: a\U000f0001b"),
    "mark-in-the-middle.yaml": after("\ufefftitle: a"),
    "override-as-an-escape.yaml": after('title: "a\\u202Eb"'),
    "null-as-an-escape.yaml": after('title: "a\\x00b"'),
    "control-as-an-escape-in-a-key.yaml": after('"\\u0007title": b'),
    "marks-on-one-letter.yaml": after("title: Z" + "\u0301" * 9 + "algo"),
    "marks-many.yaml": after("title: " + "a" + "\u0335" * 150),
    "marks-mixed.yaml": after("notes: |\n  line\n  Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309"),
    "marks-enclosing.yaml": after("title: a" + "\u20dd" * 9),
    "marks-as-escapes.yaml": after('title: "a' + "\\u0301" * 9 + '"'),
    "marks-without-a-letter.yaml": after("title: x " + "\u0308" * 12),
    "marks-in-a-key.yaml": after("a" + "\u0301" * 9 + ": b"),
    "marks-of-variation.yaml": after("title: ☃" + "\ufe0f" * 9),
}

ENCODINGS: Final = {
    "utf-16-be.yaml": WHOLE.encode("utf-16-be"),
    "utf-16-le-with-mark.yaml": b"\xff\xfe" + WHOLE.encode("utf-16-le"),
    "utf-16-be-with-mark.yaml": b"\xfe\xff" + WHOLE.encode("utf-16-be"),
    "utf-32-be.yaml": WHOLE.encode("utf-32-be"),
    "latin-1.yaml": feature("50 µm").decode().encode("latin-1"),
    "windows-1252.yaml": after("title: “quoted”").decode().encode("cp1252"),
    "mac-roman.yaml": after("title: Prüfung").decode().encode("mac-roman"),
    "koi8-r.yaml": after("title: Рентген").decode().encode("koi8-r"),
    "shift-jis.yaml": after("title: 電池").decode().encode("shift-jis"),
    "gb18030.yaml": after("title: 电池检查").decode().encode("gb18030"),
    "ebcdic.yaml": WHOLE.encode("cp500"),
    "overlong-slash.yaml": after("title: a").replace(b"a\n", b"a\xc0\xaf\n"),
    "surrogate.yaml": after("title: \ud800"),
    "surrogate-pair-in-utf-8.yaml": after("title: \ud83d\ude00"),
    "beyond-unicode.yaml": WHOLE.encode() + b"title: \xf4\x90\x80\x80\n",
    "lone-continuation.yaml": WHOLE.encode() + b"title: \x80\n",
    "cut-in-a-character.yaml": WHOLE.encode() + b"title: \xf0\x9f\x98",
    "nul-at-the-end.yaml": WHOLE.encode() + b"\x00",
    "nul-bytes-only.yaml": bytes(40),
    "gzip.yaml": bytes.fromhex("1f8b0800000000000203") + b"\x2b\x2e\x48\x4d\x4e\xcd\x03\x00",
    "png.yaml": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "pdf.yaml": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "two-marks.yaml": b"\xef\xbb\xbf\xef\xbb\xbf" + WHOLE.encode(),
}

NUMBERS: Final = {
    "number-comma.yaml": feature('"0,05 mm"'),
    "number-grouped.yaml": feature('"1,234.5 um"'),
    "number-apostrophe.yaml": feature("1'000 um"),
    "number-underscore.yaml": feature("1_000 um"),
    "number-leading-zero.yaml": feature("050 um"),
    "number-hexadecimal.yaml": feature("0x32 um"),
    "number-binary.yaml": feature("0b11 um"),
    "number-octal.yaml": feature("0o62 um"),
    "number-sexagesimal.yaml": feature("1:30 um"),
    "number-arabic-digits.yaml": feature("٥٠ um"),
    "number-full-width.yaml": feature("５０ um"),
    "number-superscript.yaml": feature("5² um"),
    "number-infinity.yaml": feature(".inf um"),
    "number-infinity-bare.yaml": after("source: {tube_voltage: .inf}"),
    "number-nan.yaml": feature("nan um"),
    "number-minus.yaml": feature("-50 um"),
    "number-true-minus.yaml": feature("−50 um"),
    "number-two-signs.yaml": feature("--50 um"),
    "number-two-points.yaml": feature("1.2.3 um"),
    "number-point-first.yaml": feature(".5 mm"),
    "number-point-last.yaml": feature("5. mm"),
    "number-huge-exponent.yaml": feature("1e999999999 um"),
    "number-huge.yaml": feature("9" * 5_000 + " um"),
    "number-tiny.yaml": feature("1e-99 um"),
    "number-zero.yaml": feature("0 um"),
    "number-minus-zero.yaml": feature("-0 um"),
    "number-division-by-zero.yaml": feature("1/0 in"),
    "number-sum.yaml": feature("25 um + 25 um"),
    "number-range.yaml": feature("40-60 um"),
    "number-about.yaml": feature("~50 um"),
    "number-less-than.yaml": feature('"< 50 um"'),
    "count-fraction.yaml": after("commercial: {quantity: 1.5}"),
    "count-exponent.yaml": after("commercial: {quantity: 1e3}"),
    "count-minus.yaml": after("commercial: {quantity: -1}"),
    "count-huge.yaml": after("commercial: {quantity: " + "9" * 40 + "}"),
    "count-words.yaml": after("imaging_: {projections: many}"),
    "magnification-huge.yaml": swapped("50 um}", "50 um, magnification: 1e80}"),
    "magnification-nan.yaml": swapped("50 um}", "50 um, magnification: .nan}"),
}

QUANTITIES: Final = {
    "unit-missing.yaml": feature("50"),
    "unit-wrong-case.yaml": feature("50 UM"),
    "unit-milli-for-mega.yaml": after("source: {tube_voltage: 130 mV}"),
    "unit-energy.yaml": after("source: {tube_voltage: 130 keV}"),
    "unit-of-another-kind.yaml": feature("50 kV"),
    "unit-cyrillic.yaml": feature("50 мм"),
    "unit-lookalike.yaml": feature("50 υm"),
    "unit-twice.yaml": feature("50 um um"),
    "unit-first.yaml": feature("um 50"),
    "unit-joined-by-a-zero-width-space.yaml": feature("50\u200bum"),
    "unit-with-a-control.yaml": feature('"50\\u0009um"'),
    "unit-power-of-ten.yaml": feature("50 x10^-6 m"),
    "unit-degrees.yaml": after("integration: {ambient: {min: 5 C}}"),
    "unit-below-absolute-zero.yaml": after("integration: {ambient: {min: -300 degC}}"),
    "unit-share-above-one.yaml": swapped("50 um}", "50 um, detector: {quantum_efficiency: 130 %}}"),
    "unit-inches-and-feet.yaml": feature("1' 2\""),
    "unit-mixed.yaml": feature("1 mm 50 um"),
    "quantity-boolean.yaml": feature("true"),
    "quantity-date.yaml": feature("2026-01-01"),
    "quantity-list.yaml": feature("[50, um]"),
    "quantity-group.yaml": feature("{value: 50, unit: um}"),
    "quantity-null-word.yaml": feature("none"),
    "quantity-long.yaml": feature('"50 ' + "u" * 5_000 + 'm"'),
    "range-reversed.yaml": after("source: {tube_voltage: {min: 160 kV, max: 80 kV}}"),
    "range-empty.yaml": after("source: {tube_voltage: {}}"),
    "range-as-a-list.yaml": after("source: {tube_voltage: [80 kV, 160 kV]}"),
    "duty-longer-than-its-period.yaml": after("source: {duty_cycle: {on: 2 min, period: 30 s}}"),
    "power-beyond-the-tube.yaml": after("source: {tube_voltage: 100 kV, tube_current: 100 uA, target_power: 100 W}"),
    "object-behind-the-detector.yaml": swapped("50 um}", "50 um, source_object_distance: 600 mm, source_detector_distance: 60 mm}"),
}

NAMES: Final = {
    "reference-path.yaml": reference("../../etc/passwd"),
    "reference-absolute.yaml": reference("/etc/passwd"),
    "reference-backslash.yaml": reference("..\\..\\x"),
    "reference-dots-inside.yaml": reference("a..b"),
    "reference-dot-first.yaml": reference(".hidden"),
    "reference-dash-first.yaml": reference("-rf"),
    "reference-device.yaml": reference("NUL"),
    "reference-device-with-suffix.yaml": reference("con.txt"),
    "reference-device-com1.yaml": reference("COM1"),
    "reference-device-lpt9.yaml": reference("lpt9.2026"),
    "reference-line-feed.yaml": reference('"X-1\\n"'),
    "reference-line-feed-inside.yaml": reference('"X\\n1"'),
    "reference-blank.yaml": reference("X 1"),
    "reference-colon.yaml": reference("'X:1'"),
    "reference-star.yaml": reference("'X*'"),
    "reference-unicode.yaml": reference("Ⅹ-1"),
    "reference-long.yaml": reference("X" * 65),
    "reference-empty.yaml": reference('""'),
    "reference-shell.yaml": reference("'$(reboot)'"),
    "reference-markup.yaml": reference("<script>"),
    "reference-percent.yaml": reference("'%2e%2e'"),
    "reference-stream.yaml": reference("'X.yaml::$DATA'"),
    "revision-long.yaml": after("revision: ABCDEFGHI"),
    "revision-path.yaml": after("revision: ../A"),
    "brand-path.yaml": after("document: {brand: ../../secret}"),
    "brand-case.yaml": after("document: {brand: Source-Ray}"),
    "language-path.yaml": after("document: {language: ../en}"),
    "currency-words.yaml": after("commercial: {currency: euro}"),
    "date-impossible.yaml": after("date: 2026-02-30"),
    "date-american.yaml": after("date: 11/20/2026"),
    "date-year-zero.yaml": after("date: 0000-01-01"),
    "date-with-time.yaml": after("date: 2026-11-20T00:00:00Z"),
    "date-week.yaml": after("date: 2026-W47-5"),
    "should-path.yaml": after("should: [../../etc]"),
    "should-dunder.yaml": after("should: [__class__.__init__]"),
    "title-two-lines.yaml": after('title: "a\\nb"'),
    "title-carriage-return.yaml": after('title: "a\\rb"'),
    "title-long.yaml": after("title: " + "long " * 60),
}

FORMS: Final = {
    "empty.yaml": b"",
    "only-a-comment.yaml": b"# nothing\n",
    "only-a-list.yaml": b"- specgen: 1\n",
    "only-a-text.yaml": b"hello\n",
    "format-missing.yaml": WHOLE.replace("specgen: 1\n", "").encode(),
    "format-new.yaml": WHOLE.replace("specgen: 1\n", "specgen: 2\n").encode(),
    "format-float.yaml": WHOLE.replace("specgen: 1\n", "specgen: 1.0\n").encode(),
    "customer-text.yaml": swapped("{company: Acme}", "Acme"),
    "customer-list.yaml": swapped("{company: Acme}", "[Acme]"),
    "path-group.yaml": swapped("[{material: steel, thickness: 1 mm}]", "{material: steel, thickness: 1 mm}"),
    "path-of-texts.yaml": swapped("[{material: steel, thickness: 1 mm}]", "[steel]"),
    "path-long.yaml": (HEAD + "specimen:\n  path:\n" + "  - {material: steel, thickness: 1 mm}\n" * 201).encode(),
    "standards-nested.yaml": after("integration: {standards: [CE, [UL, [CSA]]]}"),
    "wishes-many.yaml": after("should: [" + "notes, " * 201 + "]"),
    "deep-brackets.yaml": after("notes: " + "[" * 33 + "]" * 33),
    "deep-braces.yaml": after("notes: " + "{a: " * 40 + "b" + "}" * 40),
    "deep-blocks.yaml": "".join(" " * n + "a:\n" for n in range(60)).encode(),
    "deep-dashes.yaml": ("- " * 200 + "a\n").encode(),
    "deep-question-marks.yaml": ("? " * 200 + "a\n").encode(),
    "deep-80-kb.yaml": b"[" * 80_000,
    "values-many.yaml": after("notes: [" + "a, " * 5_000 + "]"),
    "value-long.yaml": after("notes: " + "word " * 4_100),
    "finds-many.yaml": b"\n" * 60_000 + "\u202e".encode() * 60,
}

SYNTAX: Final = {
    "tab.yaml": after("source:\n\ttube_voltage: 130 kV"),
    "tab-after-blanks.yaml": after("source:\n  \ttube_voltage: 130 kV"),
    "bracket-open.yaml": after("should: [source"),
    "bracket-closed-twice.yaml": after("should: [source]]"),
    "bracket-mixed.yaml": after("should: [source}"),
    "quote-open.yaml": after('title: "Cells'),
    "quote-single-open.yaml": after("title: 'Cells"),
    "quote-then-text.yaml": after('title: "Cells" of a kind'),
    "escape-unknown.yaml": after('title: "\\q"'),
    "escape-short.yaml": after('title: "\\u12"'),
    "escape-surrogate.yaml": after('title: "\\ud800"'),
    "escape-beyond-unicode.yaml": after('title: "\\U00110000"'),
    "colon-twice.yaml": after("title: Cells: of a kind"),
    "colon-missing.yaml": after("title\nnotes: x"),
    "dash-in-a-group.yaml": after("source:\n  - tube_voltage: 130 kV\n  focal_spot: 50 um"),
    "indentation.yaml": after("source:\n   tube_voltage: 130 kV\n  focal_spot: 50 um"),
    "at-sign.yaml": after("title: @home"),
    "backtick.yaml": after("title: `id`"),
    "percent.yaml": after("%title: x"),
    "block-of-nothing.yaml": after("notes: |9x\n  a"),
    "comma-in-braces.yaml": swapped("thickness: 1 mm", "thickness: 1,5 mm"),
    "conflict-of-git.yaml": after("<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> other"),
    "html.yaml": b"<!DOCTYPE html>\n<html><body>Not found: 404</body></html>\n",
    "toml.yaml": b'[customer]\ncompany = "Acme"\n',
    "template.yaml": after("title: {{ title }}"),
}

OF_JSON: Final = {
    "key-twice.json": json_text('"reference": "X-1"', '"reference": "X-1", "reference": "X-2"'),
    "nan.json": json_text('"50 um"', "NaN"),
    "infinity.json": json_text('"50 um"', "-Infinity"),
    "bare-number.json": json_text('"50 um"', "50"),
    "huge-integer.json": as_json(commercial={"quantity": 10**400}),
    "huge-exponent.json": json_text('"50 um"', "1e400"),
    "true.json": json_text('"50 um"', "true"),
    "lone-surrogate.json": json_text('"X-1"', '"\\ud800"'),
    "surrogates-swapped.json": json_text('"Acme"', '"\\ude00\\ud83d"'),
    "nul.json": json_text('"Acme"', '"A\\u0000cme"'),
    "override.json": json_text('"Acme"', '"A\\u202ecme"'),
    "array.json": json.dumps([JSON]).encode(),
    "string.json": b'"specgen"',
    "number.json": b"1",
    "null.json": b"null",
    "cut-off.json": json.dumps(JSON).encode()[:-10],
    "deep.json": b'{"a":' * 5_000,
    "deep-array.json": b"[" * 100_000,
    "two-values.json": json.dumps(JSON).encode() + b"\n" + json.dumps(JSON).encode(),
    "lines.jsonl.json": b'{"specgen": 1}\n{"specgen": 1}\n',
    "key-unknown.json": as_json(titel="x"),
    "empty-key.json": as_json(**{"": "x"}),
    "escape-vertical-tab.json": json_text('"Acme"', '"\\v"'),
    "raw-tab-in-a-key.json": json_text('"reference"', '"refer\tence"'),
}

LISTS: Final = {
    "latin-1.csv": rows("ACME-1,Prüfung,steel,1,50").decode().encode("latin-1"),
    "utf-16.csv": rows(GOOD_CSV).decode().encode("utf-16"),
    "nul.csv": rows("ACME-1,Ac\0me,steel,1,50"),
    "quote-open.csv": rows('ACME-1,"Acme,steel,1,50'),
    "quote-then-text.csv": rows('ACME-1,"Acme" GmbH,steel,1,50'),
    "quote-in-the-middle.csv": rows('ACME-1,Acme,steel,1,50,"'),
    "decimal-comma.csv": rows("ACME-1,Acme,steel,1,5,50"),
    "decimal-comma-quoted.csv": rows('ACME-1,Acme,steel,"1,5",50'),
    "heading-twice.csv": rows(
        "ACME-1,Other,Acme,steel,1,50",
        head="reference,company,customer.company,specimen.path[0].material,specimen.path[0].thickness,smallest feature",
    ),
    "heading-ambiguous.csv": rows("ACME-1,20", head="reference,width"),
    "heading-unknown.csv": rows("1,2", head="a,b"),
    "heading-long.csv": rows("1", head="[" * 50_000),
    "heading-only.csv": rows(),
    "empty.csv": b"",
    "reference-path.csv": rows("../../x,Acme,steel,1,50"),
    "override.csv": rows("ACME-1,Ac\u202eme,steel,1,50"),
    "marks.csv": rows("ACME-1,A" + "\u0301" * 9 + ",steel,1,50"),
    "formula.csv": rows("ACME-1,Acme,steel,1,=1+1"),
    "dde.csv": rows("ACME-1,Acme,steel,1,=cmd|'/c calc'!A0"),
    "unit-missing.csv": rows(
        "ACME-1,Acme,steel,1,50", head="reference,company,specimen.path[0].material,specimen.path[0].thickness,smallest feature"
    ),
    "wide.csv": rows("a" + ",b" * 150, head="reference" + ",x" * 150),
    "one-long-line.csv": b"reference," * 25_000,
    "binary.csv": bytes(range(256)),
    "not-a-package.xlsx": b"hello",
    "empty.xlsx": b"",
    "old-kind.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    "csv-by-name.xls": rows(GOOD_CSV),
    "open-document.ods": packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "macros-by-name.xlsm": xlsx(ROW),
    "macros.xlsx": tampered(xlsx(ROW), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "cut-off.xlsx": xlsx(ROW)[:-200],
    "no-parts.xlsx": packed(),
    "laughs.xlsx": tampered(
        with_shared_texts(xlsx(ROW)), {"xl/sharedStrings.xml": b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'}
    ),
    "outside-entity.xlsx": tampered(
        xlsx(ROW), {SHEET: lambda part: b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + part.replace(b"<t>ACME-1", b"<t>&a;")}
    ),
    "parameter-entity.xlsx": tampered(
        xlsx(ROW), {"xl/workbook.xml": lambda part: b'<!DOCTYPE s [<!ENTITY % a SYSTEM "http://127.0.0.1/">%a;]>' + part}
    ),
    "bomb.xlsx": tampered(xlsx(ROW), {SHEET: lambda part: part.replace(b"</sheetData>", b" " * 40_000_000 + b"</sheetData>")}),
    "sheet-cut-off.xlsx": tampered(xlsx(ROW), {SHEET: lambda part: part[:300]}),
    "sheet-missing.xlsx": tampered(xlsx(ROW), {SHEET: b""}),
    "cell-far-away.xlsx": cells(XFD1048576="x"),
    "cell-far-down.xlsx": cells(A1048576="x"),
    "formula.xlsx": cells(E2="=5*10"),
    "formula-outside.xlsx": cells(B2="=[1]Sheet1!A1"),
    "formula-dde.xlsx": cells(B2="=cmd|'/c calc'!A0"),
    "formula-heading.xlsx": cells(B1='="company"'),
    "error-cell.xlsx": cells(B2="#REF!"),
    "merged.xlsx": xlsx(ROW, ROW, touch=lambda book: book.worksheets[0].merge_cells("B2:B3")),
    "merged-everything.xlsx": tampered(
        xlsx(ROW),
        {SHEET: lambda part: part.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')},
    ),
    "linked-everything.xlsx": tampered(
        xlsx((*ROW[:4], "50 Um")),
        {SHEET: lambda part: part.replace(b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>')},
    ),
    "cell-twice.xlsx": tampered(xlsx(ROW), {SHEET: lambda part: part.replace(b'r="B2"', b'r="A2"')}),
    "cell-in-row-0.xlsx": tampered(xlsx(ROW), {SHEET: lambda part: part.replace(b'r="A2"', b'r="A0"')}),
    "style-that-is-not-there.xlsx": tampered(xlsx(ROW), {SHEET: lambda part: part.replace(b'<c r="E2"', b'<c s="999" r="E2"')}),
    "row-number-huge.xlsx": tampered(xlsx(ROW), {SHEET: lambda part: part.replace(b'<row r="2"', b'<row r="' + b"9" * 5000 + b'"')}),
    "dimension-lies.xlsx": tampered(
        xlsx(ROW, (*ROW[:4], "50 Um")), {SHEET: lambda part: part.replace(b'<dimension ref="A1:E3"', b'<dimension ref="A1"')}
    ),
    "boolean-quantity.xlsx": cells(E2=True),
    "no-visible-row.xlsx": xlsx(),
}

KINDS: Final = {
    "markup": MARKUP,
    "keys": KEYS,
    "characters": CHARACTERS,
    "encoding": ENCODINGS,
    "numbers": NUMBERS,
    "quantities": QUANTITIES,
    "names": NAMES,
    "form": FORMS,
    "syntax": SYNTAX,
    "json": OF_JSON,
    "list": LISTS,
}
FILES: Final[dict[str, bytes]] = {f"{kind}_{name}": data for kind, files in KINDS.items() for name, data in files.items()}

if __name__ == "__main__":
    for name, data in FILES.items():
        (HERE / name).write_bytes(data)

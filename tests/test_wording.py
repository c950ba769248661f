"""The words: every code and every key that the program uses has its phrase, every placeholder its value, every number its form."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from making import ACCEPTED, DATE, EXAMPLES, MAKERS, ROOT, icc_profile_left_open, kit

from specgen import pipeline
from specgen.decision import Outcome, Status
from specgen.errors import ExistingOutputError, MaintainerError
from specgen.findings import Finding, Phrase, finding
from specgen.wording import Wording, flatten

WORDING = kit().wording
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
SOURCES = sorted(path for path in (ROOT / "specgen").rglob("*.py") if "_packaged" not in path.parts)
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCES}
CODE = re.compile(r"SG-[EWQN][0-9]{3}")
assert len(SOURCES) > 40


def constants(tree: ast.AST) -> Iterator[str]:
    """Yield every text of a module that is no docstring."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def placeholders(phrase: str) -> set[str]:
    """Return the names of the values that a phrase takes."""
    return set(re.findall(r"\{([a-z_0-9]+)\}", phrase))


# --- codes ------------------------------------------------------------------------------------------------------------

USED = {code for tree in TREES.values() for text in constants(tree) for code in [text] if CODE.fullmatch(code)}
SPOKEN = {key.split(".")[1] for key in WORDING.phrases if key.startswith("finding.SG-")}
assert len(USED) > 40


def test_every_code_has_its_message_and_its_help() -> None:
    """And no message stands for a code that nothing reports."""
    lacking = {code for code in USED for part in ("message", "help") if not WORDING.phrases.get(f"finding.{code}.{part}", "").strip()}
    assert (lacking, SPOKEN - USED) == (set(), set())


# The codes whose meaning `interface.md` section 5 fixes, as far as what they need is built; a word that the message must hold.
FIXED = {
    "SG-N201": "class",
    "SG-N202": "maker",
    "SG-N203": "conventional",
    "SG-N204": "catalogue",
    "SG-N205": "tighter",
    "SG-N206": "medical",
    "SG-W211": "geometry",
    "SG-E212": "geometry",
    "SG-W216": "5 %",
    "SG-Q221": "missing",
    "SG-Q222": "material",
    "SG-Q223": "detected",
}


@pytest.mark.parametrize(("code", "word"), FIXED.items())
def test_a_fixed_code_says_what_it_was_promised_to_say(code: str, word: str) -> None:
    """A code keeps its meaning for ever: users' scripts go by it."""
    assert word in WORDING(f"finding.{code}.message", **dict.fromkeys(placeholders(WORDING.phrases[f"finding.{code}.message"]), "x"))


def sites() -> Iterator[tuple[str, str, set[str]]]:
    """Yield where findings are made: the place in the program, the code, and the names of the facts that stand there.

    Left out are calls whose facts are not all written out; units.py, where a helper adds what all of its refusals share.
    """
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if name == "specgen/units.py" or not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            code, rest = node.args[0].value, node.args[1:]
            if not isinstance(code, str) or not CODE.fullmatch(code) or any(keyword.arg is None for keyword in node.keywords):
                continue
            pairs = [pair for argument in rest if isinstance(argument, ast.Tuple) for pair in argument.elts if isinstance(pair, ast.Tuple)]
            names = {str(pair.elts[0].value) for pair in pairs if isinstance(pair.elts[0], ast.Constant)}
            names |= {keyword.arg for keyword in node.keywords if keyword.arg}
            if ast.unparse(node.func) != "Finding" or pairs:
                yield f"{name}:{node.lineno}", code, names


def test_a_finding_is_made_with_every_fact_that_its_words_take() -> None:
    """Read from the program: what the phrase wants is given where the finding is made."""
    found = list(sites())
    assert len(found) > 40
    assert [(place, code, wants(code) - names) for place, code, names in found if not wants(code) <= names] == []


def wants(code: str) -> set[str]:
    """Return the names of the values that message and help of *code* take."""
    return {name for part in ("message", "help") for name in placeholders(WORDING.phrases.get(f"finding.{code}.{part}", ""))}


def found_in_files() -> Iterator[Finding]:
    """Yield every finding of the broken and hostile files and of the examples."""
    tools = kit()
    for file in (*BROKEN, EXAMPLES / "broken-on-purpose.yaml"):
        yield from pipeline.judge(tools, str(file)).findings
    for maker in MAKERS:
        for name in ACCEPTED:
            yield from pipeline.judge(kit(maker), str(EXAMPLES / f"{name}.yaml")).findings


def found_in_hostile(folder: Path) -> Iterator[Finding]:
    """Yield every finding of the hostile bytes, and of files that cannot be read."""
    for hostile in HOSTILE:
        file = folder / "hostile.yaml"
        file.write_bytes(hostile.data)
        yield from pipeline.judge(kit(), str(file)).findings
    for path in (folder, folder / "nothing.yaml", Path("/dev/null")):
        yield from pipeline.judge(kit(), str(path)).findings
    book = openpyxl.Workbook()
    book.active.append(["reference", "customer.company", "title"])
    book.active.append(["X-1", "=A1&A2", "#DIV/0!"])
    book.save(folder / "list.xlsx")
    for judged in pipeline.judge_each(kit(), str(folder / "list.xlsx")):
        yield from judged.findings


HEAD = "specgen: 1\ncustomer: {company: Acme}\nreference: "
MORE = {
    # what the files above do not happen to hold
    "apart": "imaging: {smallest_feature: 50 um, source_detector_distance: 600 mm, source_object_distance: 60 mm, magnification: 25}\n",
    "weak": "source: {focal_spot: 60 um, target_power: 10 W, tube_voltage: 100 kV, tube_current: 300 uA}\n",
    "language": "document: {language: xx}\n",
    "brand": "document: {brand: nobody}\n",
    "character": "title: 電池\n",
    "field": "application: {technique: ct}\nspecimen: {diameter: 20 mm, path: [{material: steel, thickness: 1 mm}]}\nimaging: "
    "{voxel: 10 um, smallest_feature: 50 um, source_detector_distance: 600 mm, detector: {pixel_pitch: 100 um, columns: 1000, rows: 9}}\n",
}


LOOKS = {"language", "brand", "character"}


def found_in_proposing(folder: Path) -> Iterator[Finding]:
    """Yield what only `propose` says: a look that is not there, a character without a font, an output that exists."""
    files = []
    for name, text in MORE.items():
        file = folder / f"{name}.yaml"
        file.write_text(f"{HEAD}{name}\n{text}", "utf-8")
        files.append(str(file))

    def refuse(outputs: Any) -> Any:
        raise ExistingOutputError("output/X-1_A.pdf")

    incomplete = folder / "incomplete.yaml"
    incomplete.write_text("specgen: 1\nreference: X-2\ncustomer: {company: Acme}\n")
    twice = str(EXAMPLES / "incomplete.yaml")
    for file in files:
        judged = pipeline.judge(kit(), file)
        yield from judged.findings
        if judged.received.requirement and Path(file).stem in LOOKS:  # refused before anything is drawn
            yield from pipeline.propose(kit(), judged, pipeline.Wish(), DATE)[0].findings
    for batch, write in (([twice, twice], lambda outputs: tuple(outputs)), ([str(incomplete)], refuse)):
        for _, result in pipeline.propose_all(kit(), batch, pipeline.Wish(), DATE, write):
            yield from result.findings


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """Return real findings by code."""
    folder = tmp_path_factory.mktemp("found")
    by_code: dict[str, list[Finding]] = defaultdict(list)
    with icc_profile_left_open():
        for found in (*found_in_files(), *found_in_hostile(folder), *found_in_proposing(folder)):
            by_code[found.code].append(found)
    return by_code


def test_every_real_finding_can_be_said(findings: dict[str, list[Finding]]) -> None:
    """Message, help and hint of each, with no place left open and no phrase's key in them."""
    assert sum(map(len, findings.values())) > 200
    for found in (one for several in findings.values() for one in several):
        message, advice = WORDING.message(found), WORDING.help(found)
        assert message.strip(), found
        assert advice.strip(), found
        named = [value for _, value in found.facts if isinstance(value, Phrase)]
        assert not [value for value in named if value in f"{message} {advice} {WORDING.hint(found)}"], found


def test_every_code_is_made_or_read(findings: dict[str, list[Finding]]) -> None:
    """No code escapes both: it is really made by a file here, or its facts are written out where it is made."""
    assert USED - set(findings) - {code for _, code, _ in sites()} == set()


def test_every_named_phrase_exists() -> None:
    """What is named as a phrase (`Phrase("@utf-16")`) is one; else the reader would see a maintainer's error."""
    calls = [
        node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Phrase"
    ]
    named = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert len(named) > 30
    assert {name for name in named if f"phrase.{str(name)[1:]}" not in WORDING.phrases} == set()


# --- customers' words -------------------------------------------------------------------------------------------------

SIGNS = ["@folder", "@above", "@duty", "@nowhere", "{text}", "{material}", "**x**", "_x_", "~x~", "a\\1b", "\\g<0>", "%s", "$x", "<b>x</b>"]


@pytest.mark.parametrize("text", SIGNS)
def test_a_customers_words_are_never_read_as_ours(text: str) -> None:
    """A material called `@folder` stays that: no value names a phrase, opens a place or brings markup, if a customer wrote it."""
    assert f'"{text}"' in WORDING.message(finding("SG-Q222", "specimen.path[0].material", material=text))


@pytest.mark.parametrize("text", ["@folder", "@above"])
def test_a_customers_words_never_stop_a_run(text: str, tmp_path: Path) -> None:
    """The same through a file: the name is quoted as it was written, and nobody is blamed for a missing value."""
    file = tmp_path / "sign.yaml"
    file.write_text(
        f'specgen: 1\nreference: X-1\ncustomer: {{company: Acme}}\nspecimen: {{path: [{{material: "{text}", thickness: 1 mm}}]}}\n'
    )
    judged = pipeline.judge(kit(), str(file))
    said = [WORDING.message(found) for found in judged.findings if found.code == "SG-Q222"]
    assert len(said) == 1
    assert text in said[0]


# --- keys -------------------------------------------------------------------------------------------------------------


def patterns(node: ast.expr) -> Iterator[str]:
    """Yield a regular expression for each key that *node* can be; nothing where a variable holds it."""
    match node:
        case ast.Constant(value=str(text)):
            yield re.escape(text)
        case ast.IfExp(body=one, orelse=other):
            yield from (*patterns(one), *patterns(other))
        case ast.JoinedStr(values=values):
            yield "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else "[^ ]+" for v in values)
        case ast.BinOp(left=left, right=right):
            yield from (one + other for one in patterns(left) for other in patterns(right))


def keys() -> Iterator[tuple[str, str]]:
    """Yield every key that the program asks the wording for, as a pattern, with its place."""
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            callee = ast.unparse(node.func)
            if callee.split(".")[-1] == "wording" and node.args:
                wanted = node.args[0]
            elif callee.split(".")[-1] == "rich" and len(node.args) > 1:
                wanted = node.args[1]
            else:
                continue
            for pattern in patterns(wanted):
                yield f"{name}:{node.lineno}", pattern


FORMS = r"\.(zero|one|two|few|many|other)"  # of a phrase that goes with a count
KEYS = list(dict.fromkeys(keys()))
assert len(KEYS) > 150


def test_every_key_that_is_asked_for_exists() -> None:
    """A literal key has its phrase; one with a variable part has at least one."""
    phrases = WORDING.phrases
    assert [(place, pattern) for place, pattern in KEYS if not any(re.fullmatch(f"{pattern}({FORMS})?", key) for key in phrases)] == []


# What a proof can say, read from where it is said.
PROVEN = sorted(
    {
        str(node.args[0].value)
        for name, tree in TREES.items()
        if name.startswith("specgen/proof/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"fault", "note", "question"} and isinstance(node.args[0], ast.Constant)
    }
)
assert len(PROVEN) > 25

# A key with a variable part, and every value that the part can take.
FAMILIES = {
    "status.{}.name": [status.value for status in Status],
    "status.{}.why": [status.value for status in Status],
    "kind.{}": [status.value for status in Status],
    "outcome.{}": ["met", "not-met", "open", "none"],
    "criterion.{}": ["resolve", "detect", "stated"],
    "technique.{}": ["radiography", "ct", "laminography"],
    "group.{}": sorted({rule.group for rule in kit().rulebook.rules}),
    "rule.{}": [rule.id for rule in kit().rulebook.rules],
    "unit.{}": sorted({rule.unit for rule in kit().rulebook.rules} | {"min", "h", "%", "g/cm3", "deg"}),
    "reason.{}": ["at_most", "at_least", "any_of", "includes", "sustains", "not-given"],
    "page.sentence.{}": ["at_most", "at_least", "any_of", "includes", "sustains"],
    "proof.{}": [*PROVEN, "fault", "question", "note"],
    "sign.{}": ["at_most", "at_least", "any_of", "includes", "sustains"],
    "preference.{}": ["open-musts", "wishes-met", "output", "focal-spot", "application", "name"],
    "selection.heading-{}": ["open-musts", "wishes-met", "output", "focal-spot", "application", "name"],
    "selection.chosen-{}": ["open-musts", "wishes-met", "output", "focal-spot", "application", "name"],
    "answer.{}": [
        *("recommended", "recommended-far", "recommended-stated", "recommended-unlimited"),
        *("custom", "custom-far", "custom-stated", "custom-unlimited"),
        *("infeasible-detector", "infeasible-geometry", "infeasible-voxel", "incomplete"),
    ],
    "geometry.origin.{}": ["distances", "stated", "voxel", "optimum", "largest"],
    "regime.{}": ["focal-spot", "stated-spot", "detector", "geometry", "voxel", "penetration", "nothing"],
    "archive.left.{}": ["finished", "set-aside", "damaged"],
    "archive.column.{}": ["reference", "revision", "date", "state", "customer", "class", "platform", "title"],
    "evidence.{}": ["rated", "typical", "illustrative", "guideline", "computed"],
}


@pytest.mark.parametrize(("family", "names"), FAMILIES.items())
def test_every_member_of_a_family_of_keys_exists(family: str, names: list[str]) -> None:
    """Also the rare ones, which no example happens to need."""
    assert [name for name in names if family.format(name) not in WORDING.phrases] == []
    assert set(Outcome) == {Outcome.MET, Outcome.NOT_MET, Outcome.TO_BE_CONFIRMED, Outcome.NOT_APPLICABLE}


def test_every_formula_and_every_input_has_its_name() -> None:
    """What the appendix prints of a figure: the formula's name and form, a symbol for each input."""
    made = {text for name, tree in TREES.items() if name.startswith(("specgen/need/", "specgen/decision/")) for text in constants(tree)}
    formulas = {key.split(".")[1] for key in WORDING.phrases if key.startswith("formula.")}
    assert len(formulas & made) > 15
    assert [f for f in formulas if f"formula.{f}.name" not in WORDING.phrases or f"formula.{f}.form" not in WORDING.phrases] == []


def test_markup_in_phrases_is_balanced() -> None:
    """`**strong**` and `~sub~` come in pairs."""
    assert [key for key, phrase in WORDING.phrases.items() if phrase.count("**") % 2 or phrase.count("~") % 2] == []


def test_a_missing_phrase_or_value_is_the_maintainers_error() -> None:
    """It is named, and never reaches a customer as a gap."""
    with pytest.raises(MaintainerError, match="answer.nothing: this phrase is missing"):
        WORDING("answer.nothing")
    with pytest.raises(MaintainerError, match=r"points.open: no value is given for \{count\}"):
        WORDING("points.open")
    bare = replace(WORDING, phrases={})
    with pytest.raises(MaintainerError, match="SG-N201"):
        bare.message(finding("SG-N201"))


def test_nested_phrases_become_dotted_keys() -> None:
    """As deep as the file nests them."""
    assert flatten({"a": {"b": {"c": "x"}, "d": "y"}, "e": "z"}) == {"a.b.c": "x", "a.d": "y", "e": "z"}


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (50.917507, 3, "50.9"),
        (62.5, 2, "63"),  # half up
        (7.25, 2, "7.3"),
        (-7.25, 2, "−7.3"),  # a true minus
        (0.05, 3, "0.05"),
        (0.000123456, 3, "0.000123"),
        (1e-7, 3, "0.0000001"),
        (33.0, 3, "33"),
        (100.0, 3, "100"),
        (999.5, 3, "1000"),
        (2048.0, 3, "2050"),
        (123456.0, 3, "123000"),
        (0.1 + 0.2, 3, "0.3"),
        (2.675, 3, "2.68"),  # as it is printed, not as it is stored
        (0.0, 3, "0"),
        (float("inf"), 3, "∞"),
    ],
)
def test_numbers_have_at_most_so_many_digits(value: float, digits: int, text: str) -> None:
    """Rounded half up, once, written out without powers of ten."""
    assert WORDING.number(value, digits) == text


@given(value=st.floats(1e-6, 1e8))
def test_a_rounded_number_is_near_and_short(value: float) -> None:
    """Within half a unit of the third digit, and no more than three digits that tell something."""
    text = WORDING.number(value)
    assert abs(float(text) - value) <= 0.00501 * value
    assert len(text.replace(".", "").strip("0")) <= 3


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (33.0, "um", "33_µm"),
        (412.5, "uA", "413_µA"),
        (900.0, "s", "900_s"),
        (1000.0, "s", "1000_s"),
        (1800.0, "s", "30_min"),
        (14400.0, "s", "4_h"),
        (19.4, "deg", "19.4°"),
        (40.0, "degC", "40_°C"),
        (10.0, "1", "10"),
    ],
)
def test_a_quantity_keeps_its_unit_beside_it(value: float, unit: str, text: str) -> None:
    """A narrow no-break space, none before a degree; long times in minutes or hours."""
    assert Wording.quantity(WORDING, value, unit) == text.replace("_", "\u202f")

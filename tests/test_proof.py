"""Rulebook and catalogue are proven: every fault is found in a folder spoilt for it, with its place and its witness."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from making import EXAMPLES, MAKERS, decided, judged_by, kit, platform, with_platforms
from mutants import Mutant, main, mutants, patch_nothing

from specgen import decision, proof
from specgen.cli.run import run
from specgen.decision import Offer, Outcome
from specgen.errors import UsageError
from specgen.files.catalogue import load_catalog, load_rulebook
from specgen.files.library import Library, packaged
from specgen.files.places import place_in_catalog
from specgen.proof import Gravity
from specgen.rules import CONFIRM

CATALOG: Final = packaged() / "catalog"
RULES: Final = "rules/selection.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the packaged catalogue, to be spoilt."""
    return Path(shutil.copytree(CATALOG, tmp_path / "catalog"))


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def specgen(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Said]:
    """Return a function that runs a command outside of any workspace."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Said:
        code = run([str(argument) for argument in arguments])
        return Said(code, *capsys.readouterr())

    return call


def spoil(folder: Path, changes: Mapping[str, tuple[str, str]]) -> None:
    """Replace in each file the first text by the second; an empty first text means the end of the file."""
    for file, (old, new) in changes.items():
        text = (folder / file).read_text("utf-8") if (folder / file).exists() else ""
        assert old in text, f"{old!r} does not stand in {file}"
        (folder / file).write_text(text.replace(old, new, 1) if old else text + new, "utf-8")


def rule(id: str, **fields: str) -> str:
    """Return an entry of a rulebook."""
    base = {"group": "integration", "where": "integration.mass", "source": "customer"}
    lines = [f"  {key}: {value}" for key, value in (base | fields).items()]
    return "\n".join([f"- id: {id}", *lines, ""])


def place_of(folder: Path, file: str, text: str) -> str:
    """Return the place where *text* first stands in a file."""
    before, found, _ = (folder / file).read_text("utf-8").partition(text)
    assert found, f"{text!r} does not stand in {file}"
    return f"{folder / file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


MORE: Final = "{about: more, unit: UNIT, given_by: need, min: LOW, max: HIGH, because: made up}"


def more(name: str, unit: str, low: float, high: float) -> str:
    """Return a declaration."""
    return f"{name}: {MORE.replace('UNIT', unit).replace('LOW', str(low)).replace('HIGH', str(high))}\n"


SAME: Final = {"passes": '{offered: "1", needed: "1"}', "fails": '{offered: "2", needed: "1"}'}
WORDED: Final = {"passes": "{offered: a, needed: a}", "fails": "{offered: a, needed: b}"}
FOCAL: Final = {"offered": "focal_spot_um", "where": "source.focal_spot"}

# --- rules check ----------------------------------------------------------------------------------------------------

# what is found, the spoilt files, where it is told, a part of the sentence: the witness
BROKEN_RULES: Final = [
    ("gap", {"classes.yaml": ("  gap_below:", "  #")}, ("classes.yaml", "id: micro"), "3 um belongs to no class"),
    ("gap", {"classes.yaml": ("from_um: 1,", "from_um: 2,")}, ("classes.yaml", "{from_um"), "3 um belongs to no class"),
    ("gap-declared-in-vain", {"classes.yaml": ("min_um: 5", "min_um: 1")}, ("classes.yaml", "{from_um"), "there is none"),
    ("overlap", {"classes.yaml": ("min_um: 20", "min_um: 15")}, ("classes.yaml", "id: mini"), "17.5 um belongs to both"),
    (
        "overlap",
        {"classes.yaml": ("max_um: 20", "max_um: 20\n  max_included: true")},
        ("classes.yaml", "id: mini"),
        "20 um belongs to both",
    ),
    ("overlap", {"classes.yaml": ("max_um: 1\n", "max_um: 50\n")}, ("classes.yaml", "id: micro"), "12.5 um belongs to both"),
    ("class-empty", {"classes.yaml": ("max_um: 100", "max_um: 20")}, ("classes.yaml", "id: mini"), "from 20 um to 20 um"),
    (
        "never-passes",
        {"quantities.yaml": ("operating point, like: source.focal_spot", "operating point, min: 7000, max: 8000, because: x")},
        (RULES, "id: SG-R012"),
        "focal_spot_um 7000 um against max_focal_spot_um 6000 um fails",
    ),
    (
        "never-fails",
        {"quantities.yaml": ("operating point, like: source.focal_spot", "operating point, min: 0.01, max: 0.1, because: x")},
        (RULES, "id: SG-R012"),
        "focal_spot_um 0.1 um against max_focal_spot_um 0.1 um passes",
    ),
    (
        "never-fires",
        {RULES: ("needed: mass_kg", "needed: more_kg"), "quantities.yaml": ("", more("more_kg", "kg", 1, 2))},
        (RULES, "more_kg"),
        "no requirement asks for more_kg",
    ),
    (
        "never-judged",
        {RULES: ("needed: mass_kg", "needed: more_kg"), "quantities.yaml": ("", more("more_kg", "kg", 1, 2))},
        ("quantities.yaml", "{about: mass,"),
        "asked by the field integration.mass",
    ),
    (
        "never-a-wish",
        {RULES: ("where: imaging.clearance", "where: imaging.voxel")},
        (RULES, "imaging.voxel"),
        "the field imaging.clearance",
    ),
    (
        "same",
        {RULES: ("", rule("SG-R060", offered="mass_kg", comparison="at_most", needed="mass_kg", **SAME))},
        (RULES, "id: SG-R060"),
        "SG-R060 says the same as SG-R045",
    ),
    (
        "contradict",
        {RULES: ("", rule("SG-R060", offered="mass_kg", comparison="at_least", needed="mass_kg", **SAME))},
        (RULES, "id: SG-R060"),
        "no offer meets both (mass_kg 0.1 kg, mass_kg 500 kg)",
    ),
    (
        "implied",
        {RULES: ("", rule("SG-R060", offered="interface", comparison="any_of", needed="interface", **WORDED))},
        (RULES, "id: SG-R060"),
        "one of them says nothing new",
    ),
    (
        "contradict",
        {
            RULES: ("", rule("SG-R060", **FOCAL, comparison="at_least", needed="more_um", **SAME)),
            "quantities.yaml": ("", more("more_um", "um", 7000, 8000)),
        },
        (RULES, "id: SG-R060"),
        "no offer meets both (max_focal_spot_um 6000 um, more_um 7000 um)",
    ),
]


@pytest.mark.parametrize(("code", "changes", "place", "witness"), BROKEN_RULES, ids=[f"{row[0]}-{i}" for i, row in enumerate(BROKEN_RULES)])
def test_a_broken_rulebook_is_told_with_place_and_witness(
    specgen: Callable[..., Said], folder: Path, code: str, changes: dict[str, tuple[str, str]], place: tuple[str, str], witness: str
) -> None:
    """Exit 5, the file, the line and the column, and a value or a pair that proves it."""
    spoil(folder, changes)
    said = specgen("rules", "check", "--catalog", folder)
    assert said.code == 5
    (line,) = [line for line in said.out.splitlines() if line.startswith(f"{place_of(folder, *place)}: fault: ") and witness in line]
    faults = specgen("rules", "check", "--catalog", folder, "--json").json["faults"]
    told = [f"{fault['file']}:{fault['line']}:{fault['column']}: fault: {fault['message']}" for fault in faults]
    assert (code, line) in zip((fault["code"] for fault in faults), told, strict=True)


NOTED: Final = [
    ("gap-declared", {}, "the article names no class"),
    ("spot-of-other-class", {}, "the spot of 20 um lies in mini focus"),
    ("spot-of-no-class", {"platforms/source-ray-8um.yaml": ("value: 8 um", "value: 3 um")}, "the spot of 3 um lies in no class"),
    ("quantity-unused", {"quantities.yaml": ("", more("more_um", "um", 1, 2))}, "more_um is declared"),
]


@pytest.mark.parametrize(("code", "changes", "sentence"), NOTED, ids=[row[0] for row in NOTED])
def test_what_is_true_and_may_stay_so_is_noted(
    specgen: Callable[..., Said], folder: Path, code: str, changes: dict[str, tuple[str, str]], sentence: str
) -> None:
    """And leaves with 0."""
    spoil(folder, changes)
    said = specgen("rules", "check", "--catalog", folder, "--json")
    assert said.code == 0
    (found,) = [note for note in said.json["notes"] if note["code"] == code]
    assert sentence in found["message"]


def test_two_limits_of_which_one_never_decides_are_noted(folder: Path) -> None:
    """Where both are asked; the looser one may still be asked alone."""
    looser = rule("SG-R060", **FOCAL, comparison="at_most", needed="more_um", **SAME)
    spoil(folder, {RULES: ("", looser), "quantities.yaml": ("", more("more_um", "um", 7000, 8000))})
    found = {remark.code: remark.gravity for remark in remarks_of_rules(folder)}
    assert found["implied-where-both-are-asked"] is Gravity.NOTE


def remarks_of_rules(folder: Path) -> tuple[proof.Remark, ...]:
    """Return all that is to be said of the rulebook in *folder*."""
    library = Library(catalog=folder)
    catalog = load_catalog(library)
    book = load_rulebook(library, catalog)
    return tuple(proof.rule_remarks(catalog, book, proof.asked(catalog)))


@pytest.mark.parametrize("maker", MAKERS)
def test_the_rulebooks_that_we_ship_hold(specgen: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, maker: str) -> None:
    """Packaged and fictitious: no fault, the one gap declared, every rule able to pass and to fail over its ranges."""
    monkeypatch.chdir(MAKERS[maker])
    said = specgen("rules", "check", "--json")
    assert said.code == 0
    assert said.json["faults"] == []
    assert [note["witness"]["low"] for note in said.json["notes"] if note["code"] == "gap-declared"] == ["1 um"]
    spans = said.json["spans"]
    assert len(spans) > 15
    assert [span["rule"] for span in spans if not (span["passes"] and span["fails"])] == []


@pytest.mark.parametrize("span", list(proof.spans(kit().rulebook)), ids=lambda span: str(span.rule.id))
def test_a_witness_is_what_it_says(span: proof.Span) -> None:
    """Both pairs lie in the declared ranges, and the comparison of decisions agrees with them."""
    for pair, outcome in ((span.passes, Outcome.MET), (span.fails, Outcome.NOT_MET)):
        assert pair is not None
        for value, name in zip(pair, (span.rule.offered, span.rule.needed), strict=True):
            low, high = kit().rulebook.quantities[name].range or (0, 0)
            assert low <= value <= high
        assert decision.compared(span.rule, pair[1], Offer(pair[0]))[0] is outcome


def test_every_rule_can_be_asked_for() -> None:
    """The probes state each field in each of its forms: every quantity that a rule needs is asked, from a field that it names."""
    asks = proof.asked(kit().catalog)
    assert {rule.needed for rule in kit().rulebook.rules} == set(asks)


# --- rules test, rules show -----------------------------------------------------------------------------------------


def test_a_wrong_example_is_told_with_its_place(specgen: Callable[..., Said], folder: Path) -> None:
    """File and line of the example, what the book says and what the comparison says."""
    spoil(folder, {RULES: ('fails: {offered: "50.1"', 'fails: {offered: "49.9"')})
    said = specgen("rules", "test", "--catalog", folder)
    assert said.code == 5
    place = place_of(folder, RULES, '{offered: "49.9"')
    told = "SG-R010: offered 49.9, needed 50: the rulebook says not met, the comparison says met"
    assert said.out == f"{place}: fault: {told}\n"
    (wrong,) = [example for example in specgen("rules", "test", "--catalog", folder, "--json").json["examples"] if not example["right"]]
    assert (wrong["rule"], f"{wrong['file']}:{wrong['line']}:{wrong['column']}") == ("SG-R010", place)


def test_every_example_of_the_rulebook_is_true(specgen: Callable[..., Said]) -> None:
    """At least one on either side of every rule."""
    said = specgen("rules", "test", "--json")
    assert said.code == 0
    assert said.json["wrong"] == 0
    sides = {(example["rule"], example["expected"]) for example in said.json["examples"]}
    assert sides == {(rule.id, outcome) for rule in kit().rulebook.rules for outcome in ("met", "not met")}


MUTANTS: Final = list(mutants(kit().rulebook))
assert len(MUTANTS) > 60, "hardly a mutant made: the check would prove little"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_no_comparison_can_be_turned_round_unnoticed(mutant: Mutant) -> None:
    """Some example of the rulebook goes red for each."""
    assert not mutant.survives


def test_the_mutation_check_can_fail(capsys: pytest.CaptureFixture[str]) -> None:
    """The book as it is survives, and the script counts what it made."""
    assert Mutant("nothing", kit().rulebook, patch_nothing).survives
    assert main() == 0
    assert capsys.readouterr().out == f"{len(MUTANTS)} mutants, {len(MUTANTS)} noticed by an example of the rulebook\n"


def test_the_page_names_all_that_is_signed(specgen: Callable[..., Said]) -> None:
    """Every rule with its examples, every class, every default, the order, the digests, and a line to sign on."""
    said = specgen("rules", "show")
    assert said.code == 0
    book, catalog = kit().rulebook, kit().catalog
    for known in (*book.rules,):
        assert f"### {known.id} {kit().wording(f'rule.{known.id}')}\n" in said.out
    assert "The focal spot must be at most the largest focal spot that still serves." in said.out
    assert "- passes:   offered 33 um, needed 50.92 um;" in said.out
    assert "- no class from 1 um to 5 um: the article names no class" in said.out
    assert [name for name in catalog.defaults if f"\n- {name}: " not in said.out] == []
    assert [known.name for known in catalog.classes if f"\n- {known.name}: " not in said.out] == []
    assert "\n1. the better one fails fewer musts\n" in said.out
    assert "\n9. where all else is equal, the platform whose id comes first\n" in said.out
    assert book.digest in said.out
    assert said.out.endswith("Signature ______________________\n")


def test_the_page_for_programs(specgen: Callable[..., Said]) -> None:
    """The same rules, with trust mark, unit and range."""
    shown = specgen("rules", "show", "--json").json
    (spot,) = [entry for entry in shown["rules"] if entry["id"] == "SG-R012"]
    assert (spot["unit"], spot["trust"], spot["unknown"]) == ("um", "V", CONFIRM)
    assert shown["quantities"]["focal_spot_um"]["max"] == 6000
    assert shown["order_of_preference"][-1] == "name"


# --- what an unknown offer means ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("unknown", "outcome"), [(CONFIRM, Outcome.TO_BE_CONFIRMED), ("not applicable", Outcome.NOT_APPLICABLE)])
def test_a_rule_says_what_an_unknown_figure_means(unknown: str, outcome: Outcome) -> None:
    """To be confirmed unless the rule says that it then does not apply."""
    (mass,) = [known for known in kit().rulebook.rules if known.id == "SG-R045"]
    rule = mass.model_copy(update={"unknown": unknown})
    assert decision.compared(rule, 15.0, Offer(None)) == (outcome, None)
    assert decision.compared(rule, 15.0, Offer(16.0))[0] is Outcome.NOT_MET
    assert judged_by("SG-R045", decided({"integration.mass": "15 kg"}).candidates[0]).outcome is Outcome.TO_BE_CONFIRMED


# --- catalog --------------------------------------------------------------------------------------------------------

EIGHT: Final = "platforms/source-ray-8um.yaml"
END: Final = ", kind: rated, source: source-article}\n"
TWIN: Final = """\
id: test-8um
name: Twin
short: twin
maker: Source-Ray
label: microfocus
focal_spots:
  - {value: 8 um, kind: typical, source: source-article}
"""

BROKEN_CATALOGUES: Final = [
    (
        "out-of-range",
        {EIGHT: ("value: 8 um", "value: 8 mm")},
        (EIGHT, "8 mm"),
        "8 mm lies outside the range of focal_spot_um, 0.1 um to 6000 um",
    ),
    (
        "out-of-range",
        {EIGHT: ("value: 8 um,", "value: 8 um, power: 8 kW,")},
        (EIGHT, "8 kW"),
        "8 kW lies outside the range of target_power_w",
    ),
    ("out-of-range", {EIGHT: ("", "mass: {value: 9 g" + END)}, (EIGHT, "9 g"), "9 g lies outside the range of mass_kg"),
    (
        "ends-reversed",
        {EIGHT: ("", "tube_voltage_min: {value: 90 kV" + END + "tube_voltage_max: {value: 50 kV" + END)},
        (EIGHT, "90 kV"),
        "tube_voltage_min 90 kV lies above tube_voltage_max 50 kV",
    ),
    (
        "spot-beyond-voltage",
        {"platforms/x.yaml": ("", TWIN.replace("8 um,", "8 um, voltage: 90 kV,") + "tube_voltage_max: {value: 50 kV" + END)},
        ("platforms/x.yaml", "{value: 8 um"),
        "measured at 90 kV, the platform reaches 50 kV",
    ),
    ("label-of-no-class", {"classes.yaml": ("name: microfocus", "name: micro")}, (EIGHT, "microfocus"), "microfocus is no class"),
    ("unknown-class", {"applications.yaml": ("classes: [mini focus]", "classes: [maxi]")}, ("applications.yaml", "maxi"), "names maxi"),
    ("formula-unread", {"materials.yaml": ("formula: Al,", "formula: Xx,")}, ("materials.yaml", "Xx"), '"Xx" is no element'),
    (
        "name-twice",
        {"materials.yaml": ("synonyms: [aluminum,", "synonyms: [Steel,")},
        ("materials.yaml", "{name: steel"),
        "steel stands for aluminium and for steel",
    ),
    (
        "no-reason",
        {"defaults.yaml": ('because: "after each projection, for rotation stage and read-out"', "because: ''")},
        ("defaults.yaml", "{value: 0.05"),
        "pause_per_projection_s has no reason",
    ),
    (
        "no-title",
        {"sources/specgen.yaml": ("title: Engineering practice", "title: ''")},
        ("sources/specgen.yaml", "''"),
        "practice has no title",
    ),
]


@pytest.mark.parametrize(
    ("code", "changes", "place", "witness"), BROKEN_CATALOGUES, ids=[f"{row[0]}-{i}" for i, row in enumerate(BROKEN_CATALOGUES)]
)
def test_a_broken_catalogue_is_told_with_its_place(
    specgen: Callable[..., Said], folder: Path, code: str, changes: dict[str, tuple[str, str]], place: tuple[str, str], witness: str
) -> None:
    """Exit 5, the file, the line and the column, and what contradicts what."""
    spoil(folder, changes)
    said = specgen("catalog", "check", "--catalog", folder)
    assert said.code == 5
    assert [line for line in said.out.splitlines() if line.startswith(f"{place_of(folder, *place)}: fault: ") and witness in line]
    assert code in [fault["code"] for fault in specgen("catalog", "check", "--catalog", folder, "--json").json["faults"]]


REMARKED: Final = [
    ("notes", "no-formula", {"materials.yaml": ("formula: Al, ", "")}, "aluminium has no formula"),
    ("notes", "source-unused", {}, "nothing rests on the source astm-e2698"),
    (
        "questions",
        "spot-without",
        {EIGHT: ("value: 8 um,", "value: 8 um, power: 8 W,")},
        "the spot of 8 um is stated without method, voltage",
    ),
    ("questions", "figures-unknown", {}, "source-ray-8um: not known: target_kind, "),
    ("notes", "dominated", {"platforms/x.yaml": ("", TWIN)}, "test-8um is never chosen"),
    (
        "notes",
        "spot-gains-nothing",
        {"platforms/x.yaml": ("", TWIN.replace("8 um,", "8 um, power: 9 W,") + "  - {value: 9 um, power: 5 W" + END)},
        "test-8um: the spot of 9 um takes 5 W, the smaller one of 8 um takes 9 W",
    ),
]


@pytest.mark.parametrize(("kind", "code", "changes", "sentence"), REMARKED, ids=[row[1] for row in REMARKED])
def test_what_is_honest_or_merely_idle_stops_nothing(
    specgen: Callable[..., Said], folder: Path, kind: str, code: str, changes: dict[str, tuple[str, str]], sentence: str
) -> None:
    """Exit 0; told as a question to the maker or as a note."""
    spoil(folder, changes)
    said = specgen("catalog", "check", "--catalog", folder, "--json")
    assert said.code == 0
    assert [found for found in said.json[kind] if found["code"] == code and sentence in found["message"]]


def test_a_figure_without_a_source_never_gets_as_far(folder: Path) -> None:
    """Loading refuses it, for every command."""
    spoil(folder, {EIGHT: (", source: source-article", "")})
    with pytest.raises(Exception, match=r"source-ray-8um\.yaml:8:5: focal_spots\[0\]\.source"):
        run(["catalog", "check", "--catalog", str(folder)])


def test_a_platform_that_rules_exclude_is_named_with_them() -> None:
    """Two rules that need the same of two figures, which this platform has the wrong way round."""
    book, wide = kit().rulebook, platform("wide", width="300 mm", height="100 mm")
    (width,) = [known for known in book.rules if known.id == "SG-R042"]
    tall = width.model_copy(update={"id": "SG-R060", "offered": "height_mm", "comparison": "at_least"})
    odd = book.model_copy(update={"rules": (width, tall)})
    (found,) = [remark for remark in proof.catalog_remarks(with_platforms(wide), odd) if remark.code == "excluded"]
    assert dict(found.facts)["rules"] == "SG-R042"
    assert [reach.is_reached for reach in proof.reaches(with_platforms(platform("tall", width="100 mm", height="300 mm")), odd)] == [True]


# Each of the two is worse in one thing than the other, or in nothing.
@pytest.mark.parametrize(
    ("figures", "reached"),
    [
        ({"mass": "10 kg"}, False),  # heavier, else the same
        ({"mass": "4 kg"}, True),
        ({"mass": "10 kg", "tube_voltage_max": "160 kV"}, True),
        ({}, True),  # not known: asked for the lightest, it stays open where the other fails
    ],
)
def test_a_platform_is_reached_where_anything_speaks_for_it(figures: dict[str, str], reached: bool) -> None:
    """Found by asking for what it has, and for the most of what is not known of it."""
    rival = platform("a", mass="5 kg", tube_voltage_max="130 kV")
    other = platform("b", **({"tube_voltage_max": "130 kV"} | figures))
    found = {reach.platform.id: reach for reach in proof.reaches(with_platforms(rival, other), kit().rulebook)}
    assert found["b"].is_reached is reached
    assert found["a"].is_reached
    assert reached or "mass_kg 10 kg" in found["b"].told(kit().rulebook)


@pytest.mark.parametrize("maker", MAKERS)
def test_the_catalogues_that_we_ship_have_no_fault(specgen: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, maker: str) -> None:
    """The packaged one asks its maker for what the article does not say; the fictitious one has nothing left to ask."""
    monkeypatch.chdir(MAKERS[maker])
    said = specgen("catalog", "check", "--json")
    assert said.code == 0
    assert said.json["faults"] == []
    assert len(said.json["questions"]) == {"packaged": 6, "helmsdal": 0}[maker]
    assert {note["code"] for note in said.json["notes"]} == {"source-unused"}


def test_the_list_has_a_line_for_each_platform(specgen: Callable[..., Said]) -> None:
    """With its spots, the class by interval beside the maker's label, and what is known of it."""
    lines = specgen("catalog", "list").out.splitlines()
    assert len(lines) == 1 + len(kit().catalog.platforms)
    (twenty,) = [" ".join(line.split()) for line in lines if line.startswith("source-ray-20um")]
    assert twenty == "source-ray-20um 20 µm platform microfocus 20 um mini focus to be confirmed 1/27"
    assert [row["platform"] for row in specgen("catalog", "list", "--json").json["platforms"]] == [p.id for p in kit().catalog.platforms]


def test_a_sheet_has_every_figure_known_or_not(specgen: Callable[..., Said], monkeypatch: pytest.MonkeyPatch) -> None:
    """Kind, source and trust where known, to be confirmed where not, and no platform that nobody named."""
    said = specgen("catalog", "show", "source-ray-8um")
    assert "source-ray-20um" not in said.out
    assert f"  tube_voltage_max     {CONFIRM}\n" in said.out
    assert "  focal_spot           8 um                         typical, Understanding Mini Focus" in said.out
    monkeypatch.chdir(EXAMPLES / "fictitious-maker")
    (sheet,) = specgen("catalog", "show", "hx-130-s", "--json").json["platforms"]
    figures = {figure["name"]: figure for figure in sheet["figures"]}
    assert (figures["duty_cycle"]["value"], figures["duty_cycle"]["kind"]) == ("60 s in 240 s", "illustrative")
    assert [figure for figure in sheet["figures"] if figure["value"] is None] == []
    assert len(specgen("catalog", "show", "--json").json["platforms"]) == 6


def test_a_platform_that_is_not_there_is_wrong_usage() -> None:
    """With the nearest name."""
    with pytest.raises(UsageError, match='did you mean "source-ray-8um"'):
        run(["catalog", "show", "source-ray-8m"])


def test_what_stands_nowhere_is_placed_at_its_file() -> None:
    """A rule of another book has no line here."""
    assert str(place_in_catalog(Library(), "rule", "SG-R999")) == "catalog/rules/*.yaml:1:1"

"""Loading of catalogue, rules, wording and workspace: what is faulty is told to its maintainer with file, line and column."""

import shutil
from pathlib import Path
from typing import Final

import pytest

from specgen.errors import MaintainerError
from specgen.files.catalogue import load_catalog, load_rulebook
from specgen.files.library import Library, packaged, workspace_from
from specgen.files.words import load_wording
from specgen.files.workspace import load_workspace

CATALOG: Final = packaged() / "catalog"
PLATFORM: Final = """\
id: test-5um
name: 5 µm test platform
short: 5 µm
maker: Source-Ray
label: microfocus
focal_spots:
  - {value: 5 um, kind: typical, source: source-article}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the packaged catalogue, to be spoilt."""
    return Path(shutil.copytree(CATALOG, tmp_path / "catalog"))


def fault(folder: Path) -> MaintainerError:
    """Return why the catalogue in *folder* cannot be loaded, rules included."""
    library = Library(catalog=folder)
    with pytest.raises(MaintainerError) as caught:
        load_rulebook(library, load_catalog(library))
    return caught.value


def spoil(path: Path, old: str, new: str) -> tuple[int, int]:
    """Replace the first *old* in a file by *new*; return line and column, from 1."""
    text = path.read_text("utf-8")
    before, found, after = text.partition(old)
    assert found, f"{old!r} does not stand in {path}"
    path.write_text(before + new + after, "utf-8")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_the_packaged_catalogue_loads() -> None:
    """With everything in it, and a digest of all that counts."""
    catalog = load_catalog(Library())
    assert catalog.platforms
    assert catalog.classes
    assert load_rulebook(Library(), catalog).rules
    assert catalog.digest.startswith("sha256:")
    assert catalog.digest == load_catalog(Library()).digest


# file, what stands there, what is put there, characters from there to the place, entry, part of the problem
FAULTS: Final = [
    ("classes.yaml", "id: ", "id: [", 99, "", "SG-E103"),
    ("portfolio.yaml", "makers: Source-Ray", "makers: &a Source-Ray", 8, "", "anchor"),
    ("portfolio.yaml", "makers: Source-Ray", "makers: Source-Ray\nmakers: Other", -1, "makers", "SG-E110"),
    ("portfolio.yaml", "custom:", "costum:", 0, "costum", "Extra inputs"),
    ("portfolio.yaml", "custom_source: source-article", "custom_source: hearsay", 15, "custom_source", "hearsay"),
    ("platforms/source-ray-8um.yaml", "value: 8 um", "value: 8 Um", 7, "focal_spots[0].value", 'did you mean "8 um"?'),
    ("platforms/source-ray-8um.yaml", "value: 8 um", "value: 8 kV", 7, "focal_spots[0].value", "SG-E107"),
    ("platforms/source-ray-8um.yaml", "value: 8 um", "value: 8", 7, "focal_spots[0].value", "SG-E105"),
    (
        "platforms/source-ray-8um.yaml",
        "source: source-article",
        "source: hearsay",
        8,
        "focal_spots[0].source",
        "hearsay is not in catalog/sources",
    ),
    ("platforms/source-ray-8um.yaml", "kind: typical", "kind: sure", 6, "focal_spots[0].kind", "Input should be"),
    ("platforms/source-ray-8um.yaml", "label: microfocus", "label: micro focus", 7, "label", 'did you mean "microfocus"?'),
    ("platforms/source-ray-8um.yaml", "note:", "remark:", 0, "remark", "Extra inputs"),
    ("platforms/source-ray-8um.yaml", "id: source-ray-8um", "id: source-ray-20um", 4, "source-ray-20um", "twice, first in"),
    ("defaults.yaml", "source: ", "source: hear-", 8, "", "hear-"),
    ("materials.yaml", "density: 2.699 g/cm3", "density: '2,699 g/cm3'", 9, "[0].density", 'did you mean "2.699 g/cm3'),
    ("rules/selection.yaml", "id: SG-R011", "id: SG-R010", 4, "SG-R010", "twice, first in"),
    ("rules/selection.yaml", "source: iso-17636-2", "source: hearsay", 8, "[0].source", "hearsay"),
    ("rules/selection.yaml", "comparison: at_most", "comparison: exec", 12, "[0].comparison", "SG-E114"),
    ("rules/selection.yaml", "offered: focal_spot_um", "offered: focal_spot_nm", 9, "[2].offered", 'did you mean "focal_spot_um"?'),
    ("rules/selection.yaml", "needed: max_focal_spot_um", "needed: tube_voltage_kv", 8, "[2].needed", "in um and tube_voltage_kv in kV"),
    ("rules/selection.yaml", "needed: max_focal_spot_um", "needed: focal_spot_um", 8, "[2].needed", "cannot be needed"),
    ("rules/selection.yaml", "offered: focal_spot_um", "offered: max_focal_spot_um", 9, "[2].offered", "cannot be offered"),
    ("rules/selection.yaml", "comparison: any_of", "comparison: at_most", 12, "[16].comparison", "take one of: any_of, includes"),
    ("rules/selection.yaml", "where: imaging.smallest_feature", "where: imaging.small", 7, "[0].where", "is no field of a requirement"),
    ("rules/selection.yaml", 'offered: "35.8"', 'offered: "35,8"', 9, "[0].passes[0].offered", '"35,8" is no number'),
    ("rules/selection.yaml", 'offered: "35.8"', "offered: nan", 9, "[0].passes[0].offered", '"nan" is no number'),
    ("rules/selection.yaml", "needed: 30 s in 120 s", "needed: 25 %", 8, "[15].passes[0].needed", "is no duty cycle"),
    ("quantities.yaml", "about: voxel, unit: um", "about: voxel, unit: mm", 20, "voxel_um.unit", "ends in the unit um"),
    ("quantities.yaml", "like: imaging.voxel", "like: imaging.vox", 6, "voxel_um.like", "not in catalog/plausible.yaml"),
    ("quantities.yaml", "like: imaging.voxel", "like: integration.mass", 6, "voxel_um.like", "has no range in um"),
    ("quantities.yaml", "like: imaging.voxel", "like: imaging.voxel, min: 1, max: 2", 6, "voxel_um.like", "one range is enough"),
    ("quantities.yaml", "min: 0.05, max: 40000", "min: 0.05, max: 0.04", 5, "object_unsharpness_um.min", "not below max"),
    ("quantities.yaml", "min: 0.05, max: 40000", "min: 0.05, max: inf", 5, "object_unsharpness_um.min", "not below max"),
    (
        "quantities.yaml",
        "given_by: [set-up, need], like: imaging.time_per_part",
        "given_by: [platform, need], like: imaging.time_per_part",
        10,
        "scan_time_s",
        "no platform has",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "offset", "entry", "problem"), FAULTS)
def test_a_fault_is_told_with_its_place(folder: Path, file: str, old: str, new: str, offset: int, entry: str, problem: str) -> None:
    """File, line and column of what has to be mended, and the entry as a path."""
    line, column = spoil(folder / file, old, new)
    error = fault(folder)
    assert error.exit_code == 5
    assert problem in error.problem
    if offset == 99:  # a bracket is missed where the file goes on
        assert error.file.startswith(f"{folder / file}:")
    elif offset == -1:  # on the line below
        assert error.file == f"{folder / file}:{line + 1}:1"
    else:
        assert error.file == f"{folder / file}:{line}:{column + offset}"
    assert entry in error.entry
    assert str(error) == (f"{error.file}: {error.entry}: {error.problem}" if error.entry else f"{error.file}: {error.problem}")


def test_a_figure_without_a_source_is_refused(folder: Path) -> None:
    """At the group that lacks it."""
    spoil(folder / "platforms" / "source-ray-8um.yaml", ", source: source-article", "")
    error = fault(folder)
    assert error.file == f"{folder / 'platforms' / 'source-ray-8um.yaml'}:{error.file.split(':')[-2]}:5"
    assert error.entry == "focal_spots[0].source"


def test_a_platform_of_another_maker_is_read_but_not_offered(folder: Path) -> None:
    """Its faults are told all the same."""
    path = folder / "platforms" / "other.yaml"
    path.write_text(PLATFORM.replace("Source-Ray", "Other"), "utf-8")
    catalog = load_catalog(Library(catalog=folder))
    assert "test-5um" not in {platform.id for platform in catalog.platforms}
    spoil(path, "5 um", "5 MM3")
    assert "5 MM3" in fault(folder).problem


def test_a_file_that_is_not_text_is_refused(folder: Path) -> None:
    """With the place of the first byte that is not UTF-8."""
    (folder / "terms.yaml").write_bytes("# Größe\n".encode("latin-1"))
    assert fault(folder).file == f"{folder / 'terms.yaml'}:1:5"


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n", "text\n"])
def test_a_file_of_another_form_is_refused(folder: Path, text: str) -> None:
    """Empty, a list, a text: named, not a crash."""
    (folder / "portfolio.yaml").write_text(text, "utf-8")
    assert fault(folder).file.startswith(f"{folder / 'portfolio.yaml'}:1:1")


# --- which file counts -----------------------------------------------------------------------------------------------


def test_a_workspace_goes_before_the_package_file_by_file(tmp_path: Path) -> None:
    """A new platform is offered beside the packaged ones; a file of the same name takes its place."""
    (tmp_path / "specgen.yaml").write_text("", "utf-8")
    platforms = tmp_path / "catalog" / "platforms"
    platforms.mkdir(parents=True)
    (platforms / "test.yaml").write_text(PLATFORM, "utf-8")
    library = Library(workspace_from(tmp_path / "catalog"))
    offered = {platform.id for platform in load_catalog(library).platforms}
    assert offered == {platform.id for platform in load_catalog(Library()).platforms} | {"test-5um"}
    (platforms / "source-ray-8um.yaml").write_text(PLATFORM.replace("test-5um", "test-6um"), "utf-8")
    offered = {platform.id for platform in load_catalog(library).platforms}
    assert "source-ray-8um" not in offered
    assert {"test-5um", "test-6um"} <= offered
    assert load_catalog(library).digest != load_catalog(Library()).digest


def test_no_workspace_is_an_empty_one(tmp_path: Path) -> None:
    """The packaged catalogue and brand serve; an empty workspace file says no more."""
    assert workspace_from(tmp_path) is None
    (tmp_path / "specgen.yaml").write_text("# mine\n", "utf-8")
    assert load_workspace(tmp_path) == load_workspace(None)


def test_a_faulty_workspace_is_told_with_its_place(tmp_path: Path) -> None:
    """As any other file of a maintainer."""
    (tmp_path / "specgen.yaml").write_text("no_such_key: 1\n", "utf-8")
    with pytest.raises(MaintainerError, match=r"specgen\.yaml:1:1: no_such_key"):
        load_workspace(tmp_path)


def test_a_language_that_is_missing_is_named() -> None:
    """By the file that would hold it."""
    with pytest.raises(MaintainerError, match=r"templates/wording/xx\.yaml"):
        load_wording(Library(), "xx")


# A change of a declaration as a whole; the fault is told at the name.
@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (", like: imaging.voxel", "", "takes min and max, or like"),
        (", like: imaging.voxel", ", min: 1", "takes min and max, or like"),
        (", like: imaging.voxel", ", min: 1, max: 2", "say because"),
        ("about: cooling, unit: words", "about: cooling, unit: words, min: 1, max: 2", "words have no range"),
        ("about: duty cycle, unit: duty", "about: duty cycle, unit: duty, min: 1, max: 2", "duty have no range"),
    ],
)
def test_a_quantity_without_a_fair_range_is_refused(folder: Path, old: str, new: str, problem: str) -> None:
    """A number has one, with its reason; words and duty cycles have none."""
    line, _ = spoil(folder / "quantities.yaml", old, new)
    error = fault(folder)
    assert problem in error.problem
    assert error.file.startswith(f"{folder / 'quantities.yaml'}:{line}:")


@pytest.mark.parametrize(("times", "problem"), [("on: 30 s", "belong together"), ("on: 30 s, period: 20 s", "longer than period")])
def test_half_a_duty_cycle_is_refused(folder: Path, times: str, problem: str) -> None:
    """Without its period it would pass for continuous."""
    path = folder / "platforms" / "source-ray-8um.yaml"
    path.write_text(path.read_text("utf-8") + f"duty_cycle: {{{times}, kind: rated, source: source-article}}\n", "utf-8")
    error = fault(folder)
    assert problem in error.problem
    assert error.entry == "duty_cycle"


def test_a_catalogue_without_classes_is_refused(folder: Path) -> None:
    """No answer could name one."""
    (folder / "classes.yaml").write_text("[]\n", "utf-8")
    assert fault(folder).file == f"{folder / 'classes.yaml'}:1:1"


def test_a_default_that_is_missing_is_named(folder: Path) -> None:
    """By the file that should hold it: the program asks for it sooner or later."""
    spoil(folder / "defaults.yaml", "srb_in_pixels:", "srb:")
    error = fault(folder)
    assert (error.file, error.entry, error.problem) == (f"{folder / 'defaults.yaml'}:1:1", "srb_in_pixels", "this default is missing")

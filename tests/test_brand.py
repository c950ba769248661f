"""Brands: every text can be read on its ground, and the verdicts' colours stay apart for every kind of colour vision.

A new brand is accepted when this module is green for it: it is found by its folder, nothing is listed here.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import EXAMPLES, ROOT, kit

from specgen.brand import LEAST_CONTRAST, LEAST_DISTANCE, Brand, Colours, contrast, contrasts, distances
from specgen.errors import MaintainerError
from specgen.files.looks import load_brand
from specgen.files.maintained import load_model
from specgen.render import fonts
from specgen.vision import MATRICES, distance

FOLDERS = [ROOT / "templates" / "brands", EXAMPLES / "fictitious-maker" / "templates" / "brands"]
FILES = sorted(file for folder in FOLDERS for file in folder.glob("*/brand.yaml"))
BRANDS: dict[str, Brand] = {file.parent.name: load_model(file, Brand) for file in FILES}
assert {"source-ray", "helmsdal"} <= set(BRANDS), "a brand is missing: this module would prove nothing"

# --- contrast ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#FFFFFF", 1.0),
        ("#767676", "#FFFFFF", 4.54),  # the grey that just passes AA, WCAG's own example
        ("#777777", "#FFFFFF", 4.48),
        # look/README.md section 4, to the digit that it prints
        ("#161616", "#FFFFFF", 18.1),
        ("#5C5A55", "#EDEAE2", 5.7),
        ("#5C5A55", "#FFF4CC", 6.3),
        ("#17324A", "#FFFFFF", 13.2),
        ("#54626E", "#ECF1F4", 5.5),
        ("#F5B700", "#161616", 10.0),
        ("#F5B700", "#FFFFFF", 1.8),
        ("#0F5C8C", "#FFFFFF", 7.2),
        ("#BDB9AE", "#161616", 9.2),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    """Published and printed ratios, in either order."""
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.0501 if ratio not in {4.54, 4.48} else 0.005)


def set_on_grounds(c: Colours) -> Iterator[tuple[str, str]]:
    """Yield the pairs that templates and charts really set; the brand's own list must have each of them.

    A not-met or open figure may stand in the proposed column (tint); chart labels stand on veil and deep veil.
    """
    yield from itertools.product((c.ink, c.text, c.quiet, c.grey, c.bad, c.open), ("#FFFFFF", c.veil, c.tint))
    yield from ((c.ink, c.deep_veil), (c.text, c.deep_veil), (c.quiet, c.deep_veil))
    yield from ((c.on_mark, c.mark), (c.on_cover, c.cover), (c.quiet_on_cover, c.cover), (c.accent_on_cover, c.cover))


@pytest.mark.parametrize("name", BRANDS)
def test_every_text_can_be_read_on_its_ground(name: str) -> None:
    """4.5 to 1, WCAG 2.2 for text of normal size."""
    pairs = list(dict.fromkeys(set_on_grounds(BRANDS[name].colours)))
    assert len(pairs) > 20
    assert [(text, ground, round(contrast(text, ground), 2)) for text, ground in pairs if contrast(text, ground) < LEAST_CONTRAST] == []


@pytest.mark.parametrize("name", BRANDS)
def test_a_brand_lists_every_pair_that_is_set(name: str) -> None:
    """So that `specgen brand check` tells a maintainer what these tests tell us."""
    c = BRANDS[name].colours
    colours = {"paper": "#FFFFFF", **c.model_dump()}
    assert set(set_on_grounds(c)) == {(colours[role], colours[ground]) for role, ground, _ in contrasts(c)}
    assert all(ratio == contrast(colours[role], colours[ground]) for role, ground, ratio in contrasts(c))
    assert min(far for *_, far in distances(c)) >= LEAST_DISTANCE


@pytest.mark.parametrize("name", BRANDS)
def test_marks_and_strokes_can_be_seen(name: str) -> None:
    """What is no text but tells something keeps 3 to 1 (WCAG 2.2, 1.4.11): the ink outline makes up for a light mark."""
    c = BRANDS[name].colours
    assert contrast(c.ink, "#FFFFFF") >= 3
    assert contrast(c.bad, "#FFFFFF") >= 3
    assert contrast(c.open, "#FFFFFF") >= 3
    assert max(contrast(c.mark, "#FFFFFF"), contrast(c.mark, c.ink)) >= 3


# --- colour vision ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "delta"),
    [("#FFFFFF", "#000000", 100.0), ("#FF0000", "#00FF00", 170.6), ("#808080", "#808080", 0.0)],  # L* 0 to 100; red and green in sRGB
)
def test_the_distance_is_cie76(one: str, other: str, delta: float) -> None:
    """Known pairs in normal vision, so that the helper itself is proved."""
    assert distance(one, other, "normal") == pytest.approx(delta, abs=0.1)


@pytest.mark.parametrize("sight", MATRICES)
def test_no_kind_of_vision_colours_grey(sight: str) -> None:
    """The rows of each matrix add up to one: white stays white, black stays black."""
    assert distance("#FFFFFF", "#000000", sight) == pytest.approx(100, abs=0.1)
    assert all(sum(row) == pytest.approx(1, abs=1e-5) for row in MATRICES[sight])


def test_the_helper_sees_what_the_eye_does_not() -> None:
    """An amber for *open* beside this red looked fine and failed: next to nothing is left of it under deutan vision."""
    bad, amber = "#A3271B", "#8A5A00"
    assert distance(bad, amber, "normal") > 30
    assert distance(bad, amber, "deutan") < 15


# Mark and ink may be kin, since the mark is always also a dot, a bar or a frame.
APART = [("bad", "open"), ("bad", "mark"), ("bad", "ink"), ("open", "mark"), ("open", "ink")]


@pytest.mark.parametrize("name", BRANDS)
@pytest.mark.parametrize("vision", ["protan", "deutan", "tritan"])
@pytest.mark.parametrize(("one", "other"), APART)
def test_verdicts_stay_apart_for_everyone(name: str, vision: str, one: str, other: str) -> None:
    """*bad* and *open* from each other, from the mark and from ink: 25 or more."""
    c = BRANDS[name].colours
    assert distance(getattr(c, one), getattr(c, other), vision) >= LEAST_DISTANCE


@pytest.mark.parametrize(("name", "lowest"), [("helmsdal", 35), ("source-ray", 26)])
def test_the_lowest_distance_is_that_of_the_design(name: str, lowest: float) -> None:
    """look/README.md section 4 gives A 35 and B 26 for its palettes, so our helper agrees with the one that chose them."""
    c = BRANDS[name].colours
    pairs = [(getattr(c, one), getattr(c, other)) for one, other in APART]
    assert min(distance(*pair, vision) for pair in pairs for vision in ("protan", "deutan", "tritan")) == pytest.approx(lowest, abs=1.5)


# --- the rest of a brand ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=[file.parent.name for file in FILES])
def test_a_brand_is_named_after_its_folder_and_has_its_fonts(file: Path) -> None:
    """`--brand NAME` finds the folder; the faces that it sets are bundled in the weight that it asks for."""
    brand = BRANDS[file.parent.name]
    assert brand.id == file.parent.name
    assert brand.head_weight in {weight for weight, _ in fonts.FACES[brand.head_family]}
    assert not fonts.missing(f"{brand.wordmark}{brand.tagline or ''}{brand.legal or ''}")


def test_a_brand_can_move_nothing() -> None:
    """Colours, a family, a wordmark, a line of law: no size, no margin, no column."""
    assert set(Brand.model_fields) == {
        "id",
        "name",
        "wordmark",
        "logo",
        "tagline",
        "legal",
        "head_family",
        "head_weight",
        "wordmark_tracking",
        "fallback_families",
        "translations",
        "colours",
    }


@pytest.mark.parametrize(
    ("line", "wrong", "named"),
    [
        ("ink:", '  ink: "#17324"', "colours.ink"),
        ("head_family:", "head_family: Comic Sans MS", "head_family"),
        ("head_weight:", "margin: 2 mm", ""),
    ],
)
def test_a_faulty_brand_is_its_maintainers_error(tmp_path: Path, line: str, wrong: str, named: str) -> None:
    """With the file, the line and the entry."""
    text = FILES[-1].read_text("utf-8").splitlines()
    file = tmp_path / "brand.yaml"
    file.write_text("\n".join(wrong if entry.strip().startswith(line) else entry for entry in text), "utf-8")
    with pytest.raises(MaintainerError, match=f"brand.yaml:[0-9]+:[0-9]+: {named}"):
        load_model(file, Brand)


def test_an_unknown_brand_is_not_guessed() -> None:
    """The file that is missing is named."""
    with pytest.raises(MaintainerError, match="brands/nobody/brand.yaml"):
        load_brand(kit().library, "nobody")

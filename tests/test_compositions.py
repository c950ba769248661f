"""Chemical formulas and mass fractions: what they mean, and how every other text is refused."""

from pathlib import Path
from typing import Final

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from specgen.compositions import CompositionError, parse_composition
from specgen.tables import load_tables

ROOT: Final = Path(__file__).parent.parent
TABLES: Final = load_tables(lambda name: (ROOT / "catalog" / "tables" / name).read_bytes())


# Mass fractions by hand from the atomic weights, e.g. LiCoO2: 6.94 + 58.933 + 2 * 15.999 = 97.871 g/mol.
@pytest.mark.parametrize(
    ("text", "fractions"),
    [
        ("Fe", {"Fe": 1}),
        ("LiCoO2", {"Li": 0.0709, "Co": 0.6022, "O": 0.3269}),
        ("SiO2", {"Si": 0.4674, "O": 0.5326}),
        ("H₂O", {"H": 0.1119, "O": 0.8881}),
        ("C2H4", {"C": 0.8563, "H": 0.1437}),
        ("Ca(OH)2", {"Ca": 0.5409, "O": 0.4319, "H": 0.0272}),
        ("K4[Fe(CN)6]", {"K": 0.4246, "Fe": 0.1516, "C": 0.1956, "N": 0.2282}),
        ("LiNi0.8Mn0.1Co0.1O2", {"Li": 0.0713, "Ni": 0.4827, "Mn": 0.0565, "Co": 0.0606, "O": 0.3289}),
        ("CO", {"C": 0.4288, "O": 0.5712}),
        ("Co", {"Co": 1}),
        ("  Al2O3 ", {"Al": 0.5293, "O": 0.4707}),
        ("Fe 0.67, Cr 0.17, Ni 0.12, Mo 0.025, Mn 0.015", {"Fe": 0.67, "Cr": 0.17, "Ni": 0.12, "Mo": 0.025, "Mn": 0.015}),
        ("Fe 70 %; Cr 30%", {"Fe": 0.7, "Cr": 0.3}),
        ("Cu 0.63, Zn 0.36", {"Cu": 0.63 / 0.99, "Zn": 0.36 / 0.99}),  # rounded: brought to one
        ("Fe 1", {"Fe": 1}),
    ],
)
def test_compositions(text: str, fractions: dict[str, float]) -> None:
    assert dict(TABLES.composition(text)) == pytest.approx(fractions, abs=0.00006)


@pytest.mark.parametrize(
    ("text", "problem", "part"),
    [
        ("", "empty", ""),
        ("   ", "empty", ""),
        ("Xx2O3", "element", "Xx"),
        ("PuO2", "element", "Pu"),  # beyond uranium
        ("D2O", "element", "D"),
        ("sio2", "form", "sio2"),
        ("Si O2", "form", " O2"),
        ("2H2O", "form", "2H2O"),
        ("CuSO4·5H2O", "form", "·5H2O"),
        ("SiO-2", "form", "-2"),
        ("SiO2.", "form", "."),
        ("O1e3", "form", "e3"),
        ("Si0O2", "count", "0"),
        ("H02O", "count", "0"),
        ("(H2O", "brackets", "("),
        ("H2O)2", "brackets", ")"),
        ("(H2O]2", "brackets", "]"),
        ("()2", "brackets", ")"),
        ("Fe 0.7 Cr 0.3", "form", " 0.7 Cr 0.3"),  # without commas it could mean either
        ("Fe 0.7, Cr", "entry", "Cr"),
        ("Fe 0.7,", "entry", ""),
        ("Fe 0,7", "comma", "0,7"),
        ("Fe 0,7, Cr 0,3", "comma", "0,7"),
        ("Si0,5O", "comma", "0,5"),
        ("Fe 0.7, Cr -0.3", "entry", "Cr -0.3"),
        ("FE 0.7, Cr 0.3", "element", "FE"),
        ("Fe 70, Cr 30", "fraction", "Fe 70"),
        ("Fe 70 %, Cr 0.3", "fraction", "Cr 0.3"),
        ("Fe 1, Cr 0", "fraction", "Cr 0"),
        ("Fe 0.5, Fe 0.5", "twice", "Fe"),
        ("Fe 0.67, Cr 0.17", "sum", "0.84"),
        ("Fe 0.9, Cr 0.3", "sum", "1.2"),
        ("Fe 0.5", "sum", "0.5"),
    ],
)
def test_a_malformed_composition_is_refused_with_its_place(text: str, problem: str, part: str) -> None:
    with pytest.raises(CompositionError) as caught:
        TABLES.composition(text)
    assert (caught.value.problem, caught.value.part) == (problem, part)
    assert str(caught.value).startswith(f'"{text}": ')
    assert part in str(caught.value)


WEIGHTS: Final = {element.symbol: element.weight for element in TABLES.elements}


@example("Fe 0.5\n, Cr 0.5")
@example("٣")
@given(st.text("HeFClOo0123456789.,;%()[] ₂", max_size=30) | st.text(max_size=200))
def test_any_text_is_a_composition_or_refused(text: str) -> None:
    """No other exception leaves the reader, and every refusal can be told."""
    composition: tuple[tuple[str, float], ...] = ()
    told = ""
    try:
        composition = parse_composition(text, WEIGHTS)
    except CompositionError as error:
        told = str(error)
    assert bool(told) != bool(composition)
    if composition:
        assert sum(fraction for _, fraction in composition) == pytest.approx(1)
        assert all(fraction > 0 and symbol in WEIGHTS for symbol, fraction in composition)
        assert len({symbol for symbol, _ in composition}) == len(composition)


def test_brackets_may_be_as_deep_as_a_line_is_long() -> None:
    assert TABLES.composition("(" * 90 + "Fe" + ")" * 90) == (("Fe", 1.0),)


def test_every_material_of_the_catalogue_has_a_composition() -> None:
    entries = yaml.safe_load((ROOT / "catalog" / "materials.yaml").read_text("utf-8"))
    assert len(entries) > 30
    for entry in entries:
        if entry.get("formula"):
            assert TABLES.composition(entry["formula"]), entry["name"]

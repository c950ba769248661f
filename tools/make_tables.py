# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy==2.4.6", "scipy==1.17.1", "spekpy==2.5.4", "xraydb==4.5.8"]
# ///
"""Makes catalog/tables/ and tests/tables_oracle.json with SpekPy and xraydb, which specgen itself never loads.

    python3 -m venv /tmp/tables && /tmp/tables/bin/pip install numpy==2.4.6 scipy==1.17.1 spekpy==2.5.4 xraydb==4.5.8
    /tmp/tables/bin/python tools/make_tables.py            # writes the three files, about three minutes
    /tmp/tables/bin/python tools/make_tables.py --check    # writes nothing; exit 1 where a file would change

The same versions give the same bytes. What the files hold and how far they are good is said in docs/tables.md.
"""

import hashlib
import itertools
import json
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import spekpy
import xraydb
from spekpy.DataTables import MuData, MuEnAirData

ROOT: Final = Path(__file__).resolve().parent.parent
TABLES: Final = ROOT / "catalog" / "tables"
ORACLE: Final = ROOT / "tests" / "tables_oracle.json"

# The tube: what SpekPy is asked for. One metre, so that photons per cm² need no further word.
TARGET: Final = {"targ": "W", "th": 12, "physics": "casim", "z": 100, "mas": 1}
# Steps of about 3 %: what is left between them is in docs/tables.md.
VOLTAGES_KV: Final = [*range(30, 40), *range(40, 60, 2), *np.arange(60, 100, 2.5), *range(100, 226, 5)]
# Half a keV as far as steep attenuation or a characteristic line asks for it, then one.
BINS_KEV: Final = [*np.arange(1.5, 70, 0.5), *np.arange(70, 226, 1)]
MODEL_STEP_KEV: Final = 0.5
LINE_STEP_KEV: Final = 0.02
FAINTEST_LINE: Final = 1e-4  # as a share of all characteristic photons
ELEMENTS: Final = range(1, 93)
# The energies at which NIST tabulates and the source's curves have their knots; between them steps of 2.6 %, within which a
# power law is 0.1 % near the source.
NIST_KEV: Final = (1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 60, 80, 100, 150, 200)
ENERGIES_KEV: Final = sorted({*map(float, NIST_KEV), *(float(f"{kev:.5g}") for kev in np.geomspace(1.25, 225, 201))})
DIGITS: Final = 5


# --- spectra --------------------------------------------------------------------------------------------------------


def spectra() -> tuple[dict[str, Any], list[Any]]:
    """Return the header and one record per tube voltage: the reduced continuum of each bin, and the photons of each line."""
    lines = [line_photons(float(kv)) for kv in VOLTAGES_KV]
    total = {kev: sum(found.get(kev, 0) for found in lines) for found in lines for kev in found}
    kept = sorted(kev for kev, photons in total.items() if kev > BINS_KEV[0] and photons > FAINTEST_LINE * sum(total.values()))
    header = {
        "format": "specgen-spectra/1",
        "what": "Photons of a tungsten reflection target at 12 degrees, at 1 m in vacuum, without any window or filter.",
        "units": {
            "bins_kev": "keV, limits of the bins",
            "continuum": "photons in a bin / integral of (V - E) dE over it, 1/(cm2 mAs keV2)",
            "lines": "photons of each line, 1/(cm2 mAs)",
        },
        "model": TARGET,
        "source": f"SpekPy {version('spekpy')} (MIT licence), casim: Omar, Andreo, Poludniowski, Med. Phys. 47 (2020) 4763, 4005",
        "made_by": made_by("spekpy"),
        "inputs": {"spekpy/data": folder_digest(Path(spekpy.__file__).parent / "data")},
        "bins_kev": rounded(BINS_KEV),
        "lines_kev": rounded(kept),
    }
    records = [
        {"tube_voltage_kv": float(kv), "continuum": rounded(continuum(float(kv))), "lines": rounded(found.get(kev, 0) for kev in kept)}
        for kv, found in zip(VOLTAGES_KV, lines, strict=True)
    ]
    return header, records


def continuum(kv: float) -> Iterator[float]:
    """Yield photons over the integral of (V - E) dE for each bin below *kv*."""
    energies, fluence = spekpy.Spek(kvp=kv, dk=MODEL_STEP_KEV, **TARGET).get_spectrum(char=False)
    for low, high in itertools.pairwise(BINS_KEV):
        if low < kv:
            photons = fluence[(low < energies) & (energies < high)].sum() * MODEL_STEP_KEV
            yield 2 * photons / ((kv - low) ** 2 - max(0.0, kv - high) ** 2)


def line_photons(kv: float) -> dict[float, float]:
    """Return the photons of each characteristic line by its energy, which is that of a narrow bin."""
    energies, fluence = spekpy.Spek(kvp=kv, dk=LINE_STEP_KEV, **TARGET).get_spectrum(brem=False)
    return {round(float(kev), 2): float(photons) * LINE_STEP_KEV for kev, photons in zip(energies, fluence, strict=True) if photons > 0}


# --- attenuation ----------------------------------------------------------------------------------------------------


def attenuation() -> tuple[dict[str, Any], list[Any]]:
    """Return the header and one record per element: weight, edges, and mu/rho at the common energies and twice at each edge."""
    header = {
        "format": "specgen-attenuation/1",
        "what": "Total mass attenuation, coherent scattering included, of the elements 1 to 92.",
        "units": {
            "weight": "g/mol",
            "edges_kev": "keV, absorption edges",
            "mass_attenuation": "cm2/g at energies_kev and, for each edge, below it and above it, all in ascending order of energy",
        },
        "source": f"xraydb {version('xraydb')} (MIT licence): Elam, Ravel, Sieber, Radiat. Phys. Chem. 63 (2002) 121",
        "made_by": made_by("xraydb"),
        "inputs": {"xraydb.sqlite": digest(Path(xraydb.__file__).with_name("xraydb.sqlite").read_bytes())},
        "energies_kev": rounded(ENERGIES_KEV),
    }
    return header, [element(number) for number in ELEMENTS]


def element(number: int) -> dict[str, Any]:
    """Return the record of the element with atomic *number*."""
    edges = absorption_edges_kev(number)
    points = sorted([*((kev, 1.0) for kev in ENERGIES_KEV), *((kev, side) for kev in edges for side in (1 - 1e-7, 1 + 1e-7))])
    return {
        "symbol": xraydb.atomic_symbol(number),
        "weight": float(xraydb.atomic_mass(number)),
        "edges_kev": rounded(edges, 7),
        "mass_attenuation": rounded(mass_attenuation(number, np.array([kev * side for kev, side in points]))),
    }


def absorption_edges_kev(number: int) -> list[float]:
    """Return where the source's own photoabsorption jumps: there it gives one energy twice."""
    db = xraydb.get_xraydb()
    row = db.get_cache("photoabsorption", column="element", value=db.symbol(number))[0]
    energies, photo = np.exp(json.loads(row.log_energy)) / 1000, np.array(json.loads(row.log_photoabsorption))
    jumps = (np.diff(energies) < 1e-6 * energies[1:]) & (np.diff(photo) > 1e-3)
    return [float(kev) for kev in energies[1:][jumps] if ENERGIES_KEV[0] < kev < ENERGIES_KEV[-1]]


def mass_attenuation(number: int, energies_kev: Any) -> Any:
    """Return mu/rho of the element with atomic *number* [cm²/g]."""
    return xraydb.mu_elam(number, energies_kev * 1000)


# --- oracle ---------------------------------------------------------------------------------------------------------

# Directly computed beams, off every grid of the tables on purpose; the ends and a round one besides.
ORACLE_KV: Final = (
    *(30, 33.7, 40, 41.3, 47.9, 53.6, 58.8, 63.3, 67, 71.7, 77.5),
    *(88.2, 97.3, 103, 113.9, 128.7, 150, 171.2, 198.6, 213.3, 225),
)
ORACLE_FILTERS: Final = (
    (("Be", 0.5),),
    (("Be", 0.5), ("Al", 1.0)),
    (("Be", 0.5), ("Al", 3.0)),
    (("Be", 0.5), ("Cu", 0.5)),
    (("Be", 0.5), ("Sn", 0.5)),
)
DENSITIES: Final = {
    "Be": 1.848, "Al": 2.699, "Ti": 4.54, "Fe": 7.874, "Cu": 8.96, "Sn": 7.31, "Si": 2.33, "C5H8O2": 1.18, "H2O": 1.0,
}  # fmt: skip
ORACLE_SPECIMENS: Final = ("Al", "Fe", "Cu", "Ti", "Si", "C5H8O2", "H2O", "Sn")
ORACLE_MM: Final = (0.1, 0.3, 1, 2, 5, 10, 20, 50, 100)
# SpekPy filters with PENELOPE's coefficients, which just below the edge of tin are 5 % off NIST's and the tables'. That is a
# disagreement of sources, not an error of interpolation, so this filter is laid into the direct beam with xraydb.
BY_XRAYDB: Final = {"Sn"}
FAINTEST: Final = 1e-4
ORACLE_DIGITS: Final = 4
FIRST_COMPARED: Final = 4  # 5 keV: what is softer leaves no tube
BETWEEN_KEV: Final = (5.7, 9.1, 12.3, 17.7, 23.4, 27.1, 34.6, 44.9, 55.3, 71.1, 91.7, 111.3, 133.2, 177.7, 222.2)
ORACLE_STEP_KEV: Final = 0.1  # five times finer than the tables, so that their bins are tested as well


def oracle() -> dict[str, Any]:
    """Return what the tests hold the tables against: beams computed without them, and NIST's attenuation."""
    nist, air = MuData("nist_mu.dat"), MuEnAirData("pene_muen_air.dat")
    return {
        "what": "Direct computation with SpekPy (spectra, filters) and xraydb (specimens, tin filter); NIST mu/rho as SpekPy carries it.",
        "made_by": made_by("spekpy", "xraydb"),
        "densities_g_per_cm3": DENSITIES,
        "beams": [beam(kv, filters) for kv in ORACLE_KV for filters in ORACLE_FILTERS],
        "nist": all_elements(nist.get_mu_over_rho, NIST_KEV[FIRST_COMPARED:]),
        "xraydb": all_elements(mass_attenuation, BETWEEN_KEV),
        "air": air_absorption(air),
    }


def all_elements(source: Callable[[int, Any], Any], energies_kev: Sequence[float]) -> dict[str, Any]:
    """Return mu/rho of every element [cm²/g] as *source* gives it by atomic number."""
    figures = {xraydb.atomic_symbol(number): rounded(source(number, np.array(energies_kev, float))) for number in ELEMENTS}
    return {"energies_kev": energies_kev, "mass_attenuation": figures}


def beam(kv: float, filters: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """Return one directly computed beam; [thickness in mm, transmission by number, by energy] for each specimen."""
    tube = spekpy.Spek(kvp=kv, dk=ORACLE_STEP_KEV, **TARGET)
    by_xraydb = [(material, mm) for material, mm in filters if material in BY_XRAYDB]
    tube.multi_filter([layer for layer in filters if layer not in by_xraydb])
    energies, fluence = tube.get_spectrum()
    for material, mm in by_xraydb:
        fluence = fluence * np.exp(-linear_attenuation_per_mm(material, energies) * mm)
    figures = {
        "mean_energy_kev": tube.get_emean(),
        "photons_per_joule_per_cm2": tube.get_flu() / kv,
        "kerma_ugy_per_mas": tube.get_kerma(),
    }
    return {
        "tube_voltage_kv": kv,
        "filters": filters,
        "spekpy": None if by_xraydb else dict(zip(figures, rounded(figures.values(), ORACLE_DIGITS), strict=True)),
        "transmission": {name: list(transmissions(name, energies, fluence)) for name in ORACLE_SPECIMENS},
    }


def transmissions(formula: str, energies: Any, fluence: Any) -> Iterator[list[float]]:
    """Yield thickness, transmission by number and by energy, as far as both are above the faintest that is judged."""
    mu_per_mm = linear_attenuation_per_mm(formula, energies)
    for mm in ORACLE_MM:
        left = fluence * np.exp(-mu_per_mm * mm)
        photons, energy = left.sum() / fluence.sum(), (left * energies).sum() / (fluence * energies).sum()
        if min(photons, energy) >= FAINTEST:
            yield [mm, *rounded([photons, energy], ORACLE_DIGITS)]


def linear_attenuation_per_mm(formula: str, energies: Any) -> Any:
    """Return mu of an element or a compound [1/mm]."""
    return xraydb.material_mu(formula, energies * 1000, density=DENSITIES[formula]) / 10


def air_absorption(air: Any) -> list[list[float]]:
    """Return energy [keV] and mass energy absorption of air [cm²/g], with which a test turns a spectrum into kerma."""
    energies = np.geomspace(1.5, 225, 121)
    return [rounded(pair) for pair in zip(energies, air.get_muen_over_rho_air(energies), strict=True)]


# --- files ----------------------------------------------------------------------------------------------------------


def made_by(*libraries: str) -> dict[str, str]:
    """Return the script and the versions that its numbers depend on."""
    return {"script": "tools/make_tables.py", "python": platform.python_version()} | {
        name: version(name) for name in ("numpy", "scipy", *libraries)
    }


def rounded(numbers: Any, digits: int = DIGITS) -> list[float]:
    """Return *numbers* with so many significant digits; whole ones without a decimal point, which is shorter."""
    short = (float(f"{number:.{digits}g}") for number in numbers)
    return [int(number) if number.is_integer() else number for number in short]


def digest(content: bytes) -> str:
    """Return the digest of *content* as it is written everywhere in specgen."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def folder_digest(folder: Path) -> str:
    """Return one digest of all files below *folder*, names included."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{total.hexdigest()}"


def json_lines(header: dict[str, Any], records: list[Any]) -> bytes:
    """Return a header line, with the digest of all that follows it, and one line per record."""
    body = b"".join(map(json_line, records))
    return json_line(header | {"sha256": hashlib.sha256(body).hexdigest()}) + body


def json_line(value: Any) -> bytes:
    """Return *value* as one line of JSON."""
    return (compact(value) + "\n").encode()


def compact(value: Any) -> str:
    """Return *value* as JSON without blanks."""
    return json.dumps(value, separators=(",", ":"))


FILES: Final[dict[Path, Callable[[], bytes]]] = {
    TABLES / "attenuation.jsonl": lambda: json_lines(*attenuation()),
    TABLES / "spectra.jsonl": lambda: json_lines(*spectra()),
    ORACLE: lambda: json_line(oracle()),
}


def main(arguments: Sequence[str]) -> int:
    """Write every file, or with `--check` say which would change."""
    changed = 0
    for path, make in FILES.items():
        content = make()
        same = path.is_file() and path.read_bytes() == content
        changed += not same
        print(f"{path.relative_to(ROOT)}: {len(content)} bytes, {'as before' if same else 'changed'}", flush=True)
        if not same and "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return int("--check" in arguments and changed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The layers of specgen, read from its imports: a module uses only what lies below it, and each library has one door.

The order is that of `style.md` section 1. An import counts wherever it stands: inside a
function, under `if TYPE_CHECKING`, relative, renamed, or made by name at run time. A new module fails this test until it
is given its row here, so that somebody has to think about where it belongs.
"""

import ast
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

PACKAGE: Final = Path(__file__).parent.parent / "specgen"
SOURCES: Final = sorted(path for path in PACKAGE.rglob("*.py") if "_packaged" not in path.parts)
assert SOURCES, "no module found: this test would prove nothing"


@dataclass(frozen=True)
class Row:
    """Modules of one height. *within* says whom of its own row a module may use: nobody, those to its left, or anyone."""

    modules: tuple[str, ...]
    within: str = "nobody"


# Lowest first. A package (`files`, `charts`) counts as one module: what it does inside itself is its own affair.
ROWS: Final = (
    Row(("specgen",)),  # __init__.py: the version
    Row(
        (
            *("errors", "findings", "garbage", "lazily", "unplugged", "units", "physics", "spectrum", "vision"),
            *("libraries", "scene", "masking"),
        ),
        within="anyone",
    ),
    Row(("fields", "compositions", "beams", "tables", "picture", "formats"), within="left"),
    Row(("prices", "clauses", "basics")),  # part of every catalogue
    Row(("requirement", "catalog", "rules", "wording", "brand", "issue")),
    Row(("schema", "starter", "explanation")),  # what is made from the model of the requirement file, and from the words
    Row(  # the way of the data
        (
            "need",
            "sense",
            "decision",
            "trace",
            "quote",
            "release",
            "difference",
            "specification",
            "panels",
            "visibility",
            "proposal",
            "charts",
            "document",
        ),
        within="left",
    ),
    Row(("proof",)),  # whether rulebook and catalogue hold, by the same derivation and the same comparisons
    Row(("files", "render", "archive")),
    Row(
        (
            *("environment", "checking", "pipeline", "doctor", "filing", "changes", "comparing", "revision", "verification"),
            *("reproduction", "impact", "erasure", "branding", "batch"),
        ),
        within="left",
    ),  # a batch maps over it
    Row(("cli", "__main__"), within="left"),  # __main__ starts the command line
)
ROW_OF: Final = {module: height for height, row in enumerate(ROWS) for module in row.modules}

STANDARD_LIBRARY_ONLY: Final = {*ROWS[0].modules, *ROWS[1].modules}
READ_WITH_PYDANTIC: Final = {"fields", "prices", "clauses", "basics", "files", *ROWS[ROW_OF["requirement"]].modules}
DOORS: Final = {
    "yaml": {"files"},
    "babel": {"formats"},
    "openpyxl": {"files"},
    "pikepdf": {"files"},
    "defusedxml": {"files"},
    "fontTools": {"render"},
    "typer": {"cli"},
    "rich": {"cli"},
    "jinja2": {"render"},
    "weasyprint": {"render"},
    "pydyf": {"render"},
    "tinyhtml5": {"render"},
    "cffi": {"render"},
    "_cffi_backend": {"render"},
    "matplotlib": {"charts", "render"},
    "pebble": {"batch"},
    "distributed": {"batch"},
    "pydantic": READ_WITH_PYDANTIC,
    "pydantic_core": READ_WITH_PYDANTIC,
}


def name_of(path: Path) -> str:
    """Return the dotted name of the module in *path*; a package's is that of its folder."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def owner_of(name: str) -> str:
    """Return the entry of `ROWS` that *name* belongs to: `need` for `specgen.need.Need`, `specgen` for `specgen.__version__`."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def imported(source: str, package: str) -> Iterator[str]:
    """Yield the full dotted name of everything that *source*, a module of *package*, imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), package) if node.level else str(node.module)
            for alias in node.names:
                of_the_package_itself = base == "specgen" and alias.name not in ROW_OF and not (PACKAGE / f"{alias.name}.py").exists()
                yield base if of_the_package_itself else f"{base}.{alias.name}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant))


def offences(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Return what *source*, the text of *module*, imports against the rules; nothing where all is well."""
    here = owner_of(module)
    if here not in ROW_OF:
        return [f"{module} stands in no row: give it one in {Path(__file__).name}"]
    package = module if is_package else module.rpartition(".")[0]
    found = (offence(name, here) for name in imported(source, package))
    return [f"{module}: {problem}" for problem in dict.fromkeys(found) if problem]


def offence(name: str, here: str) -> str:
    """Return what is wrong with importing *name* in the module *here*, or nothing."""
    library = name.partition(".")[0]
    if library == "specgen":
        return wrong_direction(name, here)
    if library in sys.stdlib_module_names:
        return ""
    if here in STANDARD_LIBRARY_ONLY:
        return f"{library} is not of the standard library"
    return "" if here in DOORS.get(library, {here}) else f"{library} has another door: {', '.join(sorted(DOORS[library]))}"


def wrong_direction(name: str, here: str) -> str:
    """Return why *here* may not use *name*, a part of specgen, or nothing."""
    there = owner_of(name)
    if there not in ROW_OF:
        return f"{name} stands in no row"
    if ROW_OF[there] > ROW_OF[here]:
        return f"{there} lies above {here}"
    if there == here or ROW_OF[there] < ROW_OF[here]:
        return ""
    row = ROWS[ROW_OF[here]]
    is_left = row.modules.index(there) < row.modules.index(here)
    return "" if row.within == "anyone" or (row.within == "left" and is_left) else f"{there} stands beside {here}"


@pytest.mark.parametrize("path", SOURCES, ids=[path.relative_to(PACKAGE).as_posix() for path in SOURCES])
def test_a_module_imports_only_from_below(path: Path) -> None:
    """No module of the package breaks the layers or goes round a library's door."""
    assert offences(path.read_text("utf-8"), name_of(path), is_package=path.name == "__init__.py") == []


def test_no_module_stands_in_two_rows() -> None:
    """The table itself is sound, and every door is a module of it."""
    assert len(ROW_OF) == sum(len(row.modules) for row in ROWS)
    assert set().union(*DOORS.values()) <= ROW_OF.keys()


# Made-up sources that keep the rules: the guard must not cry wolf.
@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("specgen.physics", "import math\nfrom typing import Final"),
        ("specgen.units", "from specgen.errors import QuantityError"),
        ("specgen.catalog", "from pydantic import Field\nfrom specgen.units import Quantity"),
        ("specgen.need", "from specgen import __version__, physics"),
        ("specgen.document", "from specgen.charts import figures\nfrom specgen.need import Need"),
        ("specgen.charts.penetration", "from matplotlib.figure import Figure\nfrom . import style"),
        ("specgen.files.reader", "import yaml\nfrom .library import Library\nfrom ..findings import Finding"),
        ("specgen.batch", "from specgen.pipeline import run"),
        ("specgen.cli", "import typer, rich.console\nfrom specgen import files, pipeline"),
        ("specgen.__main__", "from specgen.cli import app"),
    ],
)
def test_the_guard_lets_pass_what_is_allowed(module: str, source: str) -> None:
    """Downward imports, doors and a package's own parts are no offence."""
    assert offences(source, module) == []


# Made-up sources that break them, each in a way somebody will try.
@pytest.mark.parametrize(
    ("module", "source", "offence"),
    [
        ("specgen.newcomer", "", "specgen.newcomer stands in no row"),
        ("specgen.need", "import specgen.newcomer", "specgen.newcomer stands in no row"),
        ("specgen.physics", "import numpy", "numpy is not of the standard library"),
        ("specgen.units", "from specgen.fields import Scalar", "fields lies above units"),
        ("specgen.fields", "from specgen.requirement import Requirement", "requirement lies above fields"),
        ("specgen.rules", "from specgen.catalog import Catalog", "catalog stands beside rules"),
        ("specgen.need", "from specgen.decision import Decision", "decision stands beside need"),
        ("specgen.charts", "from specgen.document import Document", "document stands beside charts"),
        ("specgen.decision", "from specgen import files", "files lies above decision"),
        ("specgen.decision", "from specgen import physics, cli", "cli lies above decision"),
        ("specgen.decision", "import specgen.cli as innocent", "cli lies above decision"),
        ("specgen.decision", "def decide():\n    from specgen.render import to_pdf", "render lies above decision"),
        (
            "specgen.decision",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from specgen.archive import Record",
            "archive lies above decision",
        ),
        ("specgen.decision", "from . import cli", "cli lies above decision"),
        ("specgen.decision", "from .files.reader import parse", "files lies above decision"),
        ("specgen.files.reader", "from .. import cli", "cli lies above files"),
        ("specgen.files.reader", "from ..render import to_pdf", "render stands beside files"),
        ("specgen.decision", "import importlib\nimportlib.import_module('specgen.cli')", "cli lies above decision"),
        ("specgen.decision", "yaml = __import__('yaml')", "yaml has another door: files"),
        ("specgen.render", "from specgen.archive import Record", "archive stands beside render"),
        ("specgen.pipeline", "from specgen.batch import run", "batch stands beside pipeline"),
        ("specgen.cli", "from specgen.__main__ import main", "__main__ stands beside cli"),
        ("specgen.catalog", "import yaml", "yaml has another door: files"),
        ("specgen.document", "from babel.dates import format_date", "babel has another door: formats"),
        ("specgen.pipeline", "import typer", "typer has another door: cli"),
        ("specgen.doctor", "from rich.table import Table", "rich has another door: cli"),
        ("specgen.document", "from jinja2 import Environment", "jinja2 has another door: render"),
        ("specgen.doctor", "import weasyprint.text", "weasyprint has another door: render"),
        ("specgen.proposal", "import matplotlib.pyplot as plt", "matplotlib has another door: charts, render"),
        ("specgen.decision", "from pydantic import BaseModel", "pydantic has another door"),
        ("specgen.verification", "import pikepdf", "pikepdf has another door: files"),
        ("specgen.branding", "from fontTools.ttLib import TTFont", "fontTools has another door: render"),
        ("specgen.trace", "from pydantic_core import to_json", "pydantic_core has another door"),
        ("specgen.filing", "import pikepdf", "pikepdf has another door: files"),
        ("specgen.cli.batch", "from pebble import ProcessPool", "pebble has another door: batch"),
        ("specgen.pipeline", "import distributed", "distributed has another door: batch"),
        ("specgen.archive.storage", "from specgen.files import Library", "files stands beside archive"),
    ],
)
def test_the_guard_goes_red(module: str, source: str, offence: str) -> None:
    """Each offence is found, and named so that one knows what to move."""
    (found,) = offences(source, module)
    assert offence in found


def test_a_package_is_read_from_its_own_folder() -> None:
    """A relative import in an `__init__.py` starts in the package, not beside it."""
    assert offences("from .reader import parse", "specgen.files", is_package=True) == []
    assert offences("from ..cli import app", "specgen.files", is_package=True) == ["specgen.files: cli lies above files"]


@pytest.mark.parametrize(
    "script",
    [path for folder in ("tests/soak", "benchmarks", "tools") for path in sorted((PACKAGE.parent / folder).glob("*.py"))],
    ids=lambda path: path.name,
)
def test_what_a_script_imports_is_there(script: Path) -> None:
    """Scripts that no test runs, since they take long, would otherwise break in silence."""
    named = [node for node in ast.walk(ast.parse(script.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    wanted = [(node.module, alias.name) for node in named if (node.module or "").startswith("specgen") for alias in node.names]
    lacking = [(module, name) for module, name in wanted if module and not _has(module, name)]
    assert lacking == []


def _has(module: str, name: str) -> bool:
    return hasattr(importlib.import_module(module), name) or importlib.util.find_spec(f"{module}.{name}") is not None

"""Whether this machine has what specgen needs: each thing tried for real, and where it is missing the command that brings it.

Nothing is mended here. What draws and lays out is loaded only when a check runs.
"""

import contextlib
import importlib
import importlib.metadata
import io
import os
import platform
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from specgen import pipeline
from specgen.errors import MaintainerError
from specgen.files.library import Library, packaged, workspace_from
from specgen.files.looks import load_brand, load_language
from specgen.files.words import load_wording
from specgen.libraries import LIBRARIES, Shared, version_of
from specgen.wording import Wording

PYTHONS: Final = ((3, 11), (3, 14))  # from, below
DISTRIBUTION: Final = "specgen-xray"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that specgen needs: what was found of it, and unless all is well what mends it.

    A *cure* is a command, or what somebody has to correct; one that starts with `@` names a phrase.
    """

    name: str
    found: str = ""
    cure: str = ""

    @property
    def ok(self) -> bool:
        """Return whether nothing needs mending."""
        return not self.cure

    @property
    def state(self) -> str:
        """Return the state in one word."""
        return "ok" if self.ok else "missing"

    def told(self, wording: Wording) -> str:
        """Return what mends it, or nothing."""
        return wording(f"doctor.{self.cure[1:]}", found=self.found) if self.cure.startswith("@") else self.cure


PACKAGES: Final = {"matplotlib": "matplotlib", "weasyprint": "WeasyPrint"}
FONTS: Final = {"font_source_sans_pro": "font-source-sans-pro", "font_manrope": "font-manrope"}


def examine(folder: Path) -> tuple[Check, ...]:
    """Return every check, for work in *folder*."""
    libraries = [_library(library) for library in LIBRARIES]
    return (
        _python(),
        *libraries,
        *(_package(module, name) for module, name in PACKAGES.items()),
        _fonts(),
        _guarded("catalogue", lambda: _catalogue(folder)),
        _guarded("templates", lambda: _templates(folder)),
        _output(pipeline.output_folder(folder)),
    )


def _python() -> Check:
    oldest, beyond = PYTHONS
    is_right = oldest <= sys.version_info[:2] < beyond
    return Check("Python", platform.python_version(), "" if is_right else "@python")


def _library(library: Shared) -> Check:
    version = version_of(library)
    return Check(library.name, version or "", "" if version else _installation())


def _installation() -> str:
    """Return the command that installs every shared library with this system's own means."""
    packages = " ".join(library.package for library in LIBRARIES)
    as_root = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    if shutil.which("apt-get"):
        return f"{as_root}apt-get update && {as_root}apt-get install -y {packages}"
    if sys.platform == "darwin":
        return "brew install pango harfbuzz"
    return f"{as_root}dnf install -y pango harfbuzz" if shutil.which("dnf") else "@by-hand"


def _package(module: str, name: str) -> Check:
    try:
        loaded = _imported(module)
    except ImportError:
        return Check(name, "", _pip(module))
    except OSError:  # WeasyPrint's answer to a shared library that is missing
        return Check(name, "", _installation())
    return Check(name, str(loaded.__version__))


def _imported(module: str) -> ModuleType:
    """Return the *module*; what it says about missing libraries is told in our own words instead."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(module)


def _pip(distribution: str) -> str:
    """Return the command that brings the Python package *distribution* in the version that specgen asks for."""
    if (packaged() / "Makefile").is_file():
        return f"make -C {packaged()} setup"
    wanted = [need for need in _needs() if need.lower().startswith(distribution)]
    return f"{sys.executable} -m pip install '{wanted[0] if wanted else distribution}'"


def _needs() -> list[str]:
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.requires(DISTRIBUTION) or []
    return []


def _fonts() -> Check:
    found = []
    for module, distribution in FONTS.items():
        try:
            folder = Path(_imported(module).font_directory)
        except ImportError:
            return Check("fonts", "", _pip(distribution))
        if not any(folder.glob("*.ttf")):
            return Check("fonts", str(folder), _pip(distribution))
        found.append(distribution)
    return Check("fonts", ", ".join(found))


def _guarded(name: str, look: Callable[[], str]) -> Check:
    """Return what *look* finds; a fault of the catalogue or the templates is named with its place."""
    try:
        return Check(name, look())
    except MaintainerError as error:
        return Check(name, "", str(error))


def _catalogue(folder: Path) -> str:
    kit = pipeline.open_kit(folder)
    return f"{len(kit.catalog.platforms)} platforms, {len(kit.rulebook.rules)} rules"


def _templates(folder: Path) -> str:
    library = Library(workspace_from(folder))
    languages = [Path(name).stem for name in library.names("templates", "wording/*.yaml")]
    brands = [Path(name).parent.name for name in library.names("templates", "brands/*/brand.yaml")]
    for language in languages:
        load_language(library, language, load_wording(library))
    for brand in brands:
        load_brand(library, brand)
    library.find("templates", "document.html.j2")
    return ", ".join([*languages, *brands])


def _output(folder: Path) -> Check:
    """Return whether a file can be written into *folder*, or where it is not there yet into the nearest that is."""
    existing = next(above for above in (folder, *folder.parents) if above.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            return Check("output folder", str(folder))
    except OSError:
        return Check("output folder", str(folder), "@output")


def as_json(checks: tuple[Check, ...], wording: Wording) -> dict[str, Any]:
    """Return the checks as one JSON document."""
    return {
        "format": "specgen-doctor/1",
        "ok": all(check.ok for check in checks),
        "checks": [
            {"name": check.name, "state": check.state, "found": check.found or None, "cure": check.told(wording) or None}
            for check in checks
        ],
    }

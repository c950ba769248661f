"""The part of the catalogue that a requirement is read with."""

from collections.abc import Callable
from typing import Any

from specgen.basics import Application, Basics, Default, Material, Plausible
from specgen.errors import MaintainerError
from specgen.files.library import Library, packaged
from specgen.files.maintained import load_model, tree_of


def load_basics(library: Library) -> Basics:
    """Return the basics that count in *library*, or raise `MaintainerError` with file, line and column."""
    return Basics.model_construct(**basics_of(library, lambda name, model: load_model(library.find("catalog", name), model)))


def basics_of(library: Library, load: Callable[[str, Any], Any]) -> dict[str, Any]:
    """Return the fields of `Basics`, each file read by *load*."""
    return {
        "applications": load("applications.yaml", tuple[Application, ...]),
        "materials": load("materials.yaml", tuple[Material, ...]),
        "defaults": _whole(library, load("defaults.yaml", dict[str, Default])),
        "plausible": load("plausible.yaml", dict[str, Plausible]),
    }


def _whole(library: Library, defaults: dict[str, Default]) -> dict[str, Default]:
    """Return *defaults* unless one is missing: a file that takes the packaged one's place has to name them all."""
    file, whole = library.find("catalog", "defaults.yaml"), packaged() / "catalog" / "defaults.yaml"
    if file != whole:
        for name in tree_of(whole).value:
            if name not in defaults:
                raise MaintainerError(f"{file}:1:1", name, "this default is missing")
    return defaults

"""The import of WeasyPrint: declarations that were parsed before, and no subsetting of fonts in Python before it is needed."""

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

import _cffi_backend
import cffi

from specgen.render import declarations

_SUBSETTER: Final = "fontTools.subset"
_INSTANCER: Final = "fontTools.varLib.instancer"


class _Declared(_cffi_backend.FFI):  # type: ignore[misc]  # cffi has no types
    """A foreign function interface whose declarations were parsed before: parsing them is half of WeasyPrint's import."""

    def __new__(cls) -> "_Declared":
        return super().__new__(cls, "weasyprint", **declarations.PARSED)  # type: ignore[no-any-return]

    def __init__(self) -> None:
        super().__init__("weasyprint", **declarations.PARSED)

    def cdef(self, text: str) -> None:
        """Take *text*, which is known to say what was parsed."""
        if hashlib.sha256(text.encode()).hexdigest() != declarations.SOURCE:
            raise _OtherDeclarationsError


class _OtherDeclarationsError(Exception):
    """Declarations were parsed for another WeasyPrint."""


def load() -> None:
    """Import WeasyPrint without what takes half of its import."""
    _load_subsetting_late()
    try:
        with _declared():
            importlib.import_module("weasyprint")
    except _OtherDeclarationsError:
        importlib.import_module("weasyprint")


@contextmanager
def _declared() -> Iterator[None]:
    usual, cffi.FFI = cffi.FFI, _Declared
    try:
        yield
    finally:
        cffi.FFI = usual


def _load_subsetting_late() -> None:
    """Put off loading what subsets fonts in Python: HarfBuzz does it wherever it can, and it is a third of WeasyPrint's import."""
    if _SUBSETTER not in sys.modules:
        spec = importlib.util.find_spec(_SUBSETTER)
        assert spec is not None
        assert spec.loader is not None
        spec.loader = importlib.util.LazyLoader(spec.loader)
        sys.modules[_SUBSETTER] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        importlib.import_module("fontTools").subset = module  # type: ignore[attr-defined]  # an import that looks for it in there would load it
    if _INSTANCER not in sys.modules:
        stand_in = ModuleType(_INSTANCER)
        stand_in.instantiateVariableFont = _instantiated  # type: ignore[attr-defined]
        sys.modules[_INSTANCER] = stand_in


def _instantiated(*arguments: Any, **options: Any) -> Any:
    """Do what the instancer does, loading it first."""
    if not hasattr(sys.modules[_INSTANCER], "__file__"):
        del sys.modules[_INSTANCER]
    return importlib.import_module(_INSTANCER).instantiateVariableFont(*arguments, **options)


def replace(usual: Any, mended: Any) -> None:
    """Put *mended* in the place of a function, under every name that a module of WeasyPrint or pydyf has for it."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in {"weasyprint", "pydyf"}:
            for alias in [alias for alias, value in vars(module).items() if value is usual]:
                setattr(module, alias, mended)

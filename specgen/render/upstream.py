"""What belongs into WeasyPrint and pydyf themselves, kept here until it is there: the same bytes, sooner and in less memory.

Each part says what it mends; `benchmarks/README.md` says what it gives. WeasyPrint is pinned, and `tests/test_upstream.py`
makes documents with and without all of this: their bytes agree. Where WeasyPrint is another, delete a part and look there.
"""

import copy
import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, Final

import _cffi_backend
import cffi
import pydyf

from specgen.render import declarations

_SUBSETTER: Final = "fontTools.subset"
_INSTANCER: Final = "fontTools.varLib.instancer"
_NOTES: Final = {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}


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
    """Import WeasyPrint, mended."""
    _load_subsetting_late()
    try:
        with _declared():
            importlib.import_module("weasyprint")
    except _OtherDeclarationsError:
        importlib.import_module("weasyprint")
    _free_attributes()
    _write_streams_once()


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
    if _INSTANCER not in sys.modules:
        stand_in = ModuleType(_INSTANCER)
        stand_in.instantiateVariableFont = _instantiated  # type: ignore[attr-defined]
        sys.modules[_INSTANCER] = stand_in


def _instantiated(*arguments: Any, **options: Any) -> Any:
    """Do what the instancer does, loading it first."""
    if not hasattr(sys.modules[_INSTANCER], "__file__"):
        del sys.modules[_INSTANCER]
    return importlib.import_module(_INSTANCER).instantiateVariableFont(*arguments, **options)


def _free_attributes() -> None:
    """Free the list of font features with the line of text that it belongs to; WeasyPrint loses one, 100 bytes, for each line.

    It shares an attribute between lists, each of which would free it, and so may free no list. Here each list has its own.
    """
    from weasyprint.text import fonts, line_break  # noqa: PLC0415
    from weasyprint.text.ffi import ffi, pango  # noqa: PLC0415

    class Unshared(dict[bytes, Any]):
        """Keeps nothing: whoever asks gets what he has brought."""

        def setdefault(self, _: bytes, default: Any = None, /) -> Any:
            return default

    configure, set_up = fonts.FontConfiguration.__init__, line_break.Layout.setup

    def configured(self: Any, *arguments: Any, **options: Any) -> None:
        configure(self, *arguments, **options)
        self.font_features = Unshared()

    def released(self: Any, style: Any) -> None:
        set_up(self, style)
        if (attributes := pango.pango_layout_get_attributes(self.layout)) != ffi.NULL:
            pango.pango_attr_list_unref(attributes)  # the layout holds it from here on

    fonts.FontConfiguration.__init__, line_break.Layout.setup = configured, released


def _write_streams_once() -> None:
    """Compress each stream once: pydyf does it again for the digest that identifies the file."""
    compressed = pydyf.Stream.data.fget
    assert compressed is not None

    def data(self: Any) -> bytes:
        state = len(self.stream), len(self.extra)
        if getattr(self, "_written", (None,))[0] != state:
            self._written = state, compressed(self)
        written: bytes = self._written[1]
        return written

    pydyf.Stream.data = property(data)


@cache
def without_notes(sheet: Any) -> Any:
    """Return WeasyPrint's own style *sheet* without what it says of notes.

    It gives five pseudo-elements to every element, and a computed style to each, for notes that no page has.
    """
    lean = copy.copy(sheet)
    lean.matcher = copy.copy(sheet.matcher)
    lean.matcher.other_selectors = [entry for entry in sheet.matcher.other_selectors if entry[3] not in _NOTES]
    return lean

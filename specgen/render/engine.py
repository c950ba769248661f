"""What lays out documents, by name and version: with another of these the same document may have other bytes."""

import contextlib
import ctypes
import importlib.metadata
import zlib
from functools import cache
from typing import Final

from weasyprint.text.ffi import pango

_PACKAGES: Final = ("WeasyPrint", "pydyf", "fonttools", "matplotlib", "font-source-sans-pro", "font-manrope")
_HARFBUZZ: Final = ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll")


@cache  # of this process
def engine() -> str:
    """Return every part on which the bytes of a document depend beside what is said in it."""
    digits = pango.pango_version()
    parts = [(name, importlib.metadata.version(name)) for name in _PACKAGES]
    parts.append(("Pango", f"{digits // 10_000}.{digits // 100 % 100}.{digits % 100}"))
    parts += [("HarfBuzz", _harfbuzz()), ("zlib", zlib.ZLIB_RUNTIME_VERSION)]
    return ", ".join(f"{name} {version}" for name, version in parts)


def _harfbuzz() -> str:
    for file in _HARFBUZZ:
        with contextlib.suppress(OSError):
            tell = ctypes.CDLL(file).hb_version_string
            tell.restype = ctypes.c_char_p
            return str(tell().decode())
    return "unknown"

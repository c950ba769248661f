"""The shared libraries by which documents are laid out, and which version of each this machine has."""

import contextlib
import ctypes
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shared:
    """A shared library: the stem of its file names, its Debian package, and the function that tells its version."""

    name: str
    stem: str
    package: str
    version: str

    @property
    def files(self) -> tuple[str, ...]:
        """Return its names on Linux, macOS and Windows."""
        return f"lib{self.stem}.so.0", f"lib{self.stem}.0.dylib", f"lib{self.stem}-0.dll"


LIBRARIES: Final = (
    Shared("Pango", "pango-1.0", "libpango-1.0-0", "pango_version_string"),
    Shared("PangoFT2", "pangoft2-1.0", "libpangoft2-1.0-0", "pango_version_string"),
    Shared("HarfBuzz", "harfbuzz", "libharfbuzz0b", "hb_version_string"),
    Shared("harfbuzz-subset", "harfbuzz-subset", "libharfbuzz-subset0", "hb_version_string"),
)


def version_of(library: Shared) -> str | None:
    """Return which version of *library* this machine has, or None."""
    for file in library.files:
        with contextlib.suppress(OSError, AttributeError):
            tell = getattr(ctypes.CDLL(file), library.version)
            tell.restype = ctypes.c_char_p
            return str(tell().decode())
    return None

"""With what a document was made: the versions and fonts on which its bytes depend, in its metadata and in the archive."""

import hashlib
import importlib.metadata
import platform
import zlib
from functools import cache
from typing import Any, Final

from specgen import __version__
from specgen.libraries import LIBRARIES, version_of

FORMAT: Final = "specgen-environment/1"
# Every package that has a hand in the bytes of a document.
PACKAGES: Final = (
    *("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "pillow", "fonttools", "brotli", "zopfli"),
    *("matplotlib", "numpy", "jinja2", "markupsafe", "pydantic", "pyyaml", "babel", "font-source-sans-pro", "font-manrope"),
)


def environment() -> dict[str, Any]:
    """Return the environment of this very process."""
    from specgen.render import fonts  # noqa: PLC0415  (WeasyPrint loads only where a PDF is made)

    faces = [fonts.path(family, *face) for family, faces in fonts.FACES.items() for face in faces]
    return {
        "format": FORMAT,
        "known": True,
        "specgen": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "packages": _packages(),
        "libraries": _libraries(),
        "fonts": {face.name: hashlib.sha512(face.read_bytes()).hexdigest() for face in faces},
    }


def unknown(producer: str, specgen: str | None) -> dict[str, Any]:
    """Return what can be said of a document made elsewhere: the program that laid it out, and the specgen that decided."""
    return {"format": FORMAT, "known": False, "specgen": specgen, "producer": producer}


@cache  # of this process
def engine() -> str:
    """Return in one line what lays out documents here: with another of these the same document may have other bytes."""
    return ", ".join(f"{name} {version}" for name, version in (_packages() | _libraries()).items())


def _packages() -> dict[str, str]:
    return {name: version for name in PACKAGES if (version := _version(name))}


def _libraries() -> dict[str, str | None]:
    return {**{library.name: version_of(library) for library in LIBRARIES}, "zlib": zlib.ZLIB_RUNTIME_VERSION}


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None

"""Pydantic without its plugins: what happens to be installed beside specgen takes no part in reading a requirement.

Pydantic has a switch for that, yet looks at it only after it has imported what searches the installed packages, a twentieth of
what `specgen check` costs. So that module is put in its place; it belongs upstream, and without it all reads the same.
"""

import sys
from types import ModuleType
from typing import Final

LOADER: Final = "pydantic.plugin._loader"


def unplug() -> None:
    """Let Pydantic find no plugins, unless it has looked for some already."""
    if LOADER not in sys.modules:
        loader = ModuleType(LOADER)
        loader.get_plugins = tuple  # type: ignore[attr-defined]
        sys.modules[LOADER] = loader

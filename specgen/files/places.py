"""On which line an entry of the catalogue stands: read again only where a proof has something to say of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from specgen.files.library import Library
from specgen.files.reader import Steps, Tree, parse
from specgen.findings import Place

AREAS: Final = {
    "application": "applications.yaml",
    "class": "classes.yaml",
    "default": "defaults.yaml",
    "material": "materials.yaml",
    "platform": "platforms/*.yaml",
    "quantity": "quantities.yaml",
    "rule": "rules/*.yaml",
    "source": "sources/*.yaml",
}


def place_in_catalog(library: Library, area: str, entry: str, path: Steps = ()) -> Place:
    """Return where *path* of the *entry* stands, else the entry itself, else the file that would hold it."""
    named = AREAS[area]
    for name in library.names("catalog", named):
        file = library.find("catalog", name)
        for key, at, tree in _entries(file):
            if key == entry and (place := tree.place(tree.as_written((*at, *path)))):
                return place
    return Place(f"catalog/{named}", 1, 1)


def _entries(file: Path) -> Iterator[tuple[str, Steps, Tree]]:
    """Yield the key of each entry of *file* with its path: an item of a list by its id or name, a file of one entry by its id."""
    tree = parse(file.read_text("utf-8"), str(file))
    if isinstance(tree.value, list):
        for index, item in enumerate(tree.value):
            yield str(item.get("id") or item.get("name")), (index,), tree
    elif "id" in tree.value:
        yield str(tree.value["id"]), (), tree
    else:
        yield from ((key, (key,), tree) for key in tree.value)

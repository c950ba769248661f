"""The phrases of a language, as the terminal and every document show them."""

from collections.abc import Iterable
from typing import Any, Final

from specgen.fields import Scalar
from specgen.files.library import Library, packaged
from specgen.files.maintained import faulty, tree_of
from specgen.files.reader import Tree
from specgen.findings import Place, dotted
from specgen.wording import Wording, flatten, gaps

_MOST_NAMED: Final = 12  # of the further keys that a language lacks


def load_wording(library: Library, language: str = "en") -> Wording:
    """Return the phrases of *language* as the terminal shows them: numbers and dates in the plain way."""
    tree, phrases, locale = phrases_in(library, language)
    whole = packaged() / "templates/wording/en.yaml"
    if language == "en" and library.find("templates", "wording/en.yaml") != whole:  # a file in its place may be older than specgen
        refuse_gaps(tree, gaps(phrases, load_wording(Library()).phrases, ("one", "other")))
    return Wording(language, phrases, locale)


def phrases_in(library: Library, language: str) -> tuple[Tree, dict[str, str], str]:
    """Return the wording file of *language*, its phrases, and the locale whose formats go with it: its name unless it says another."""
    tree = tree_of(library.find("templates", f"wording/{language}.yaml"))
    locale = tree.value.pop("locale", None) if isinstance(tree.value, dict) else None
    return tree, flatten(_plain(tree.value)), locale.text if isinstance(locale, Scalar) else language


def _plain(value: Any) -> Any:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return {key: _plain(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def refuse_gaps(tree: Tree, found: Iterable[tuple[str, str]]) -> None:
    """Stop where *found* names anything, with the place of the first gap, or of the group that it belongs to, and the keys of all."""
    every = list(found)
    if not every:
        return
    (key, problem), more = every[0], [other for other, _ in every[1:]]
    rest = f" (and {len(more)} more: {', '.join(more[:_MOST_NAMED])}{', …' if len(more) > _MOST_NAMED else ''})" if more else ""
    raise faulty(_nearest_place(tree, key), key, problem + rest)


def _nearest_place(tree: Tree, key: str) -> Place | None:
    """Return the place of the phrase *key*, else of the nearest group above it that the file has."""
    paths = {dotted(path): path for path in tree.keys}
    while key and key not in paths:
        key = key.rpartition(".")[0]
    return tree.place(paths.get(key, ()), key=True)

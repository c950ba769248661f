"""How a document speaks and looks: its language with formats, the words for the catalogue's texts, and its brand."""

import fnmatch
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from specgen.brand import BRAND_LANGUAGE, Brand
from specgen.catalog import CATALOG_LANGUAGE, terms_of
from specgen.errors import MaintainerError
from specgen.fields import Line, Prose
from specgen.files.library import Library
from specgen.files.maintained import load_model
from specgen.files.words import phrases_in, refuse_gaps
from specgen.formats import formats_of, plurals_of
from specgen.wording import Wording, gaps

_SPOKEN: Final = re.compile("[a-z]{3}")  # names and designations (HX 130 S, RS-232) read the same in every language


def load_language(library: Library, language: str, english: Wording) -> Wording:
    """Return the phrases of *language* as documents show them, with its formats, or raise `MaintainerError` for what it lacks.

    *english* is what the language is held against: a key, a value or a form that only one of the two has is named with its place.
    """
    if language == english.language:
        return replace(english, formats=formats_of(english.locale))
    tree, phrases, locale = phrases_in(library, language)
    refuse_gaps(tree, gaps(phrases, documented(english.phrases, library), plurals_of(locale)))
    return Wording(language, phrases, locale, formats_of(locale))


def documented(english: Mapping[str, str], library: Library) -> dict[str, str]:
    """Return the phrases that documents show, which every language must have; the others are the terminal's."""
    unseen = load_model(library.find("templates", "terminal.yaml"), tuple[Line, ...])
    is_unseen = re.compile("|".join(map(fnmatch.translate, unseen))).match
    return {key: text for key, text in english.items() if not is_unseen(key)}


def load_terms(library: Library, language: str, *told: object) -> dict[str, str]:
    """Return what *language* calls each text of what is *told*, or raise `MaintainerError` that names one it has no words for."""
    if language == CATALOG_LANGUAGE:
        return {}
    terms: dict[str, str] = {}
    for name in library.names("catalog", f"wording/{language}/*.yaml"):
        terms |= load_model(library.find("catalog", name), dict[str, Prose])
    lacking = {str(term): where for where, term in terms_of(told) if _SPOKEN.search(term) and term not in terms}
    if lacking:
        (term, where), more = next(iter(lacking.items())), len(lacking) - 1
        rest = f", nor for {more} more; a file there takes lines of the text and its translation" if more else ""
        raise MaintainerError(f"catalog/wording/{language}/", where, f"there are no words in {language} for {term!r}{rest}")
    return terms


def load_brand(library: Library, name: str, language: str = BRAND_LANGUAGE) -> Brand:
    """Return the brand *name* with what it says of itself in *language*."""
    path = library.find("templates", f"brands/{name}/brand.yaml")
    brand: Brand = load_model(path, Brand)
    if lacking := brand.lacking(language):
        raise MaintainerError(f"{path}:1:1", lacking, "the brand has this in another language only: say it in this one too")
    return brand.saying(language)

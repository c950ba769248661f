"""Words taken out of texts: what is to be hidden is found in any spelling that a page may give it, and made unreadable.

A hidden word becomes at most three letters x, so that what it stood in keeps its form: an address of e-mail still is one.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = r"[\W_]*"  # between two words, also none: telephone numbers are grouped in many ways
_JOINT: Final = "[\u00ad\u200b]*(?:[-\u2010]?\n)?"  # within a word, where a line may end
_LONGEST: Final = 3
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Mask:
    """What is hidden wherever it stands as whole words, whatever the case and the signs between them."""

    texts: tuple[str, ...]
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        forms = {unicodedata.normalize(form, text) for text in self.texts for form in ("NFC", "NFD")}
        patterns = sorted(filter(None, map(_pattern, forms)), key=lambda pattern: (-len(pattern), pattern))
        found = rf"(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W_])" if patterns else r"(?!)"
        object.__setattr__(self, "_pattern", re.compile(found, re.IGNORECASE))

    def over(self, text: str) -> str:
        """Return *text* without what is hidden."""
        return self._pattern.sub(lambda match: _WORD.sub(lambda word: masked(word[0]), match[0]), text)

    def hides(self, text: str) -> bool:
        """Return whether *text* holds anything of what is hidden."""
        return self.over(text) != text

    def words(self, text: str) -> Iterable[tuple[int, int]]:
        """Yield where each hidden word of *text* begins and ends."""
        for match in self._pattern.finditer(text):
            yield from (word.span() for word in _WORD.finditer(text, *match.span()))

    def also(self, *texts: str) -> "Mask":
        """Return a mask that hides *texts* as well."""
        return Mask(tuple(dict.fromkeys((*self.texts, *texts))))


def masked(word: str) -> str:
    """Return what stands for a hidden word."""
    return "x" * min(_LONGEST, len(word))


def is_word(text: str) -> bool:
    """Return whether there is anything in *text* by which it could be found."""
    return any(len(word) > 1 for word in _WORD.findall(text))


def _pattern(text: str) -> str:
    return _GAP.join(_JOINT.join(map(re.escape, word)) for word in _WORD.findall(text))


def in_strings(data: bytes, change: Callable[[str], str]) -> bytes:
    """Return the JSON in *data* with each of its texts changed, and everything else, line breaks included, as it stands."""

    def changed(literal: re.Match[str]) -> str:
        text = json.loads(literal[0])
        new = change(text)
        return literal[0] if new == text else json.dumps(new, ensure_ascii=literal[0].isascii())

    return _STRING.sub(changed, data.decode()).encode()

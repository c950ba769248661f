"""A requirement file with words taken out of it, everything else byte for byte as it was received."""

import json

import yaml

from specgen.files.reader import LOADER, decode
from specgen.masking import Mask


def without_words(data: bytes, mask: Mask) -> bytes:
    """Return the requirement in *data* without what *mask* hides, in its values and in its comments.

    A value that is written with escapes is written anew in double quotes.
    """
    text, findings = decode(data, "")
    if findings or not mask.hides(_unescaped(text)):
        return data
    parts, at = [], 0
    for event in yaml.parse(text, Loader=LOADER):
        if not isinstance(event, yaml.ScalarEvent):
            continue
        start, end = (mark.index for mark in (event.start_mark, event.end_mark) if mark)
        parts.append(mask.over(text[at:start]))
        parts.append(_written(event.value, text[start:end], mask))
        at = end
    parts.append(mask.over(text[at:]))
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    return mark + "".join(parts).encode()


def _unescaped(text: str) -> str:
    """Return *text* and the values in it, as far as they are written in another way than they read."""
    values = (event.value for event in yaml.parse(text, Loader=LOADER) if isinstance(event, yaml.ScalarEvent))
    return "\n\n".join((text, *values))


def _written(value: str, source: str, mask: Mask) -> str:
    """Return *source*, which reads as *value*, without the words; the lines stay, since documents name them."""
    if not mask.hides(value):
        return source
    is_escaped = source.startswith('"') and "\\" in source
    return json.dumps(mask.over(value), ensure_ascii=False) if is_escaped else mask.over(source)

"""The words on the pages of a PDF: read, and taken out where they must not stay.

A word is taken out glyph by glyph, and the rest of its line stays where it was: what a page shows besides is not touched.
"""

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from specgen.errors import DocumentError
from specgen.files.carried import opened
from specgen.masking import Mask, masked

_CHARACTER: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_CHARACTERS: Final = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES: Final = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_RANGE: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_WIDTH_OF_MOST: Final = 1000
_STAND_INS: Final = "xX–-."


def page_texts(document: bytes, *, artifacts: bool = True) -> tuple[str, ...]:
    """Return the text of each page, one line for each run of glyphs; without *artifacts*, what repeats on each page is left out."""
    with opened(document, "") as pdf:
        fonts: dict[Any, _Font] = {}
        return tuple(_Runs(page, fonts, artifacts=artifacts).text for page in pdf.pages)


def without_words(document: bytes, mask: Mask, files: Mapping[str, bytes], digests: Mapping[str, str]) -> bytes:
    """Return *document* without what *mask* hides, carrying *files* instead of its own; *digests* are told anew in its metadata.

    A document that holds none of it comes back as it is; where words would stay, `DocumentError` is raised.
    """
    out = io.BytesIO()
    with opened(document, "document.pdf") as pdf:
        fonts: dict[Any, _Font] = {}
        changed = [_cover(pdf, place, _Runs(place, fonts), mask) for place in _places(pdf)]
        changed += [_carry(pdf.attachments[name], files.get(name)) for name in list(pdf.attachments)]
        changed += [_say_anew(pdf, lambda text: mask.over(_replaced(text, digests)))]
        if not any(changed):
            return document
        pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    written = out.getvalue()
    with opened(written, "document.pdf") as pdf:
        if any(mask.hides(_Runs(place, {}).text) for place in _places(pdf)):
            raise _stays("words that are to be erased cannot be taken out of its pages")
    return written


def _stays(problem: str) -> DocumentError:
    return DocumentError("document.pdf", problem, "another program has changed this document: nothing was erased")


def _places(pdf: Any) -> Iterator[Any]:
    """Yield whatever of a document words are drawn on: its pages, and what these draw as one piece."""
    import pikepdf  # noqa: PLC0415  (only what reads PDFs needs it)

    yield from pdf.pages
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream) and str(one.get("/Subtype")) == "/Form" and "/Font" in one.get("/Resources", {}):
            yield one


# --- runs of glyphs ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Font:
    """What a font's codes stand for, and how wide they are; two bytes each where it is composite."""

    dictionary: Any

    @cached_property
    def size(self) -> int:
        return 2 if str(self.dictionary.get("/Subtype")) == "/Type0" else 1

    @cached_property
    def texts(self) -> dict[int, str]:
        """Return the text of each code that the font tells."""
        stream = self.dictionary.get("/ToUnicode")
        data = stream.read_bytes() if stream is not None else b""
        pairs = (pair for block in _CHARACTERS.findall(data) for pair in _CHARACTER.findall(block))
        found = {int(code, 16): _utf16(text) for code, text in pairs}
        for first, last, text in (entry for block in _RANGES.findall(data) for entry in _RANGE.findall(block)):
            codes = range(int(first, 16), min(int(last, 16), 0xFFFF) + 1)
            found |= {code: chr(int(text, 16) + code - codes.start) for code in codes if int(text, 16) < 0xD800}
        return found

    @cached_property
    def widths(self) -> dict[int, float]:
        """Return the width of each code of a composite font, in thousandths of its size."""
        found: dict[int, float] = {}
        entries = list(self.dictionary.DescendantFonts[0].get("/W", [])) if self.size > 1 else []
        while entries:
            first = int(entries.pop(0))
            given = entries.pop(0)
            if isinstance(given, int):
                found |= dict.fromkeys(range(first, given + 1), float(entries.pop(0)))
            else:
                found |= {first + index: float(width) for index, width in enumerate(given)}
        return found

    @cached_property
    def stand_in(self) -> int | None:
        """Return the code of the sign that stands for what was taken out, of those that the font has."""
        codes = {text: code for code, text in reversed(self.texts.items())}
        return next((codes[sign] for sign in _STAND_INS if sign in codes), None)

    def text(self, code: int) -> str:
        return self.texts.get(code, chr(code) if self.size == 1 else "")

    def width(self, code: int) -> float:
        return self.widths.get(code, float(_WIDTH_OF_MOST))


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


@dataclass(frozen=True)
class _Glyph:
    """One glyph of a page: its font, and where it stands: in which instruction, which of its entries, and where in that."""

    font: _Font
    code: int
    instruction: int
    entry: int
    at: int


@dataclass
class _Runs:
    """Every glyph of a page in the order in which they are drawn, with their text; each instruction's begins a line."""

    page: Any
    fonts: dict[Any, _Font]
    artifacts: bool = True
    instructions: list[Any] = field(default_factory=list)
    glyphs: list[tuple[int, _Glyph]] = field(default_factory=list)  # where its text begins
    text: str = ""

    def __post_init__(self) -> None:
        import pikepdf  # noqa: PLC0415  (only what reads PDFs needs it)

        self.instructions = list(pikepdf.parse_content_stream(self.page))
        parts, length, marked = list[str](), 0, list[str]()
        font: _Font | None = None
        saved: list[_Font | None] = []
        for number, (operands, operator) in enumerate(self.instructions):
            match str(operator):
                case "q":
                    saved.append(font)
                case "Q":
                    font = saved.pop() if saved else None
                case "BMC" | "BDC":
                    marked.append(str(operands[0]))
                case "EMC":
                    del marked[-1:]
                case "Tf":
                    font = self._font(str(operands[0]))
                case "TJ" | "Tj" | "'" | '"' if font and (self.artifacts or "/Artifact" not in marked):
                    parts.append("\n")
                    length += 1
                    for glyph in _glyphs(font, number, operands[-1]):
                        self.glyphs.append((length, glyph))
                        parts.append(glyph.font.text(glyph.code))
                        length += len(parts[-1])
        self.text = "".join(parts)

    def _font(self, name: str) -> _Font:
        dictionary = self.page.Resources.Font[name]
        return self.fonts.setdefault(dictionary.objgen, _Font(dictionary))


def _glyphs(font: _Font, instruction: int, shown: Any) -> Iterator[_Glyph]:
    import pikepdf  # noqa: PLC0415

    entries = list(shown) if isinstance(shown, pikepdf.Array) else [shown]
    for entry, part in enumerate(entries):
        if isinstance(part, pikepdf.String):
            data = bytes(part)
            for at in range(0, len(data), font.size):
                yield _Glyph(font, int.from_bytes(data[at : at + font.size]), instruction, entry, at)


# --- what is taken out ------------------------------------------------------------------------------------------------


def _cover(pdf: Any, page: Any, runs: _Runs, mask: Mask) -> bool:
    """Take the words that *mask* hides off a page, and return whether there were any."""
    import pikepdf  # noqa: PLC0415

    instead: dict[_Glyph, int] = {}  # how many stand-ins are drawn for it
    for start, end in mask.words(runs.text):
        word = [glyph for at, glyph in runs.glyphs if start <= at < end]
        instead |= dict.fromkeys(word, 0) | ({word[0]: _fitting(word, runs.text[start:end])} if word else {})
    for number in {glyph.instruction for glyph in instead}:
        operands, operator = runs.instructions[number]
        if str(operator) in {"TJ", "Tj"}:  # others are seen where the result is read again
            shown = _without(operands[0], {(g.entry, g.at): (g, count) for g, count in instead.items() if g.instruction == number})
            runs.instructions[number] = pikepdf.ContentStreamInstruction([shown], pikepdf.Operator("TJ"))
    written = pikepdf.unparse_content_stream(runs.instructions) if instead else b""
    if isinstance(page, pikepdf.Page) and instead:
        page.obj.Contents = pdf.make_stream(written)
    elif instead:
        page.write(written)
    return bool(instead)


def _fitting(word: list[_Glyph], text: str) -> int:
    """Return how many stand-ins have room in the place of *word*, at least one."""
    font = word[0].font
    if font.stand_in is None:
        return 0
    room = sum(font.width(glyph.code) for glyph in word)
    return max(1, min(len(masked(text)), int(room // font.width(font.stand_in))))


def _without(shown: Any, taken: Mapping[tuple[int, int], tuple[_Glyph, int]]) -> Any:
    """Return what is shown with the glyphs in *taken* replaced by as much empty room."""
    import pikepdf  # noqa: PLC0415

    size = next(iter(taken.values()))[0].font.size
    parts: list[Any] = []
    for entry, part in enumerate(list(shown) if isinstance(shown, pikepdf.Array) else [shown]):
        if not isinstance(part, pikepdf.String):
            parts.append(part)
            continue
        data, kept = bytes(part), b""
        for at in range(0, len(data), size):
            if (entry, at) not in taken:
                kept += data[at : at + size]
                continue
            glyph, count = taken[entry, at]
            sign = glyph.font.stand_in or 0
            kept += sign.to_bytes(size) * count
            room = round(count * (glyph.font.width(sign) if count else 0) - glyph.font.width(glyph.code))
            parts += [pikepdf.String(kept), room] if kept else [room]
            kept = b""
        parts += [pikepdf.String(kept)] if kept else []
    return pikepdf.Array(parts)


def _carry(attached: Any, data: bytes | None) -> bool:
    """Let an attachment hold *data*, all else that is said of it as before, and return whether it held other bytes."""
    import pikepdf  # noqa: PLC0415

    if data is None:
        raise _stays(f"it carries {attached.filename[:100]!a}, which nobody can look through")
    stream = attached.get_file().obj
    if stream.read_bytes() == data:
        return False
    stream.write(data)
    stream.Params["/Size"] = len(data)
    stream.Params["/CheckSum"] = pikepdf.String(hashlib.md5(data, usedforsecurity=False).digest())
    return True


def _say_anew(pdf: Any, change: Callable[[str], str]) -> bool:
    """Change every text that is not drawn: titles, bookmarks, links, alternative texts, metadata; return whether any was changed."""
    import pikepdf  # noqa: PLC0415

    is_changed, waiting = False, [pdf.trailer, *pdf.objects]
    while waiting:
        one = waiting.pop()
        is_group = isinstance(one, pikepdf.Dictionary | pikepdf.Stream)
        if isinstance(one, pikepdf.Stream) and str(one.get("/Type")) == "/Metadata":
            told = one.read_bytes().decode()
            is_changed |= change(told) != told
            one.write(change(told).encode())
        places = list(one.keys()) if is_group else range(len(one)) if isinstance(one, pikepdf.Array) else ()
        for place in places:
            inner = one[place]
            if isinstance(inner, pikepdf.String) and change(str(inner)) != str(inner):
                one[place], is_changed = pikepdf.String(change(str(inner))), True
            elif isinstance(inner, pikepdf.Object) and not inner.is_indirect:
                waiting.append(inner)
    return is_changed


def _replaced(text: str, others: Mapping[str, str]) -> str:
    for old, new in others.items():
        text = text.replace(old, new)
    return text

"""Requirement files that must not be taken, as bytes: what is wrong with each, and where the reader has to point.

Every entry differs from an accepted file in one thing. Bombs are built here, since nobody wants them in a repository.
"""

from dataclasses import dataclass
from typing import Final

HEAD: Final = b"specgen: 1\nreference: X-1\ncustomer:\n  company: Acme\n"


@dataclass(frozen=True)
class Hostile:
    """One file, the code of its first finding, its place, and the phrase or text that names the problem."""

    name: str
    data: bytes
    code: str
    line: int
    column: int
    says: str


def after_head(name: str, text: str, code: str, line: int, column: int, says: str) -> Hostile:
    """Return a hostile file that is honest up to its last lines, which count from 5."""
    return Hostile(name, HEAD + text.encode(), code, line, column, says)


MARKUP: Final = (
    after_head("anchor", "title: &a Cells\n", "SG-E109", 5, 8, "@anchor"),
    after_head("anchor on a group", "imaging: &a\n  voxel: 10 um\n", "SG-E109", 5, 10, "@anchor"),
    after_head("alias", "title: *a\n", "SG-E109", 5, 8, "@alias"),
    after_head("alias as a key", "*a : 1\n", "SG-E109", 5, 1, "@alias"),
    after_head("tag", "title: !!str Cells\n", "SG-E109", 5, 8, "@tag"),
    after_head("tag that builds", "title: !!python/object/apply:os.system [id]\n", "SG-E109", 5, 8, "@tag"),
    after_head("local tag", "title: !secret Cells\n", "SG-E109", 5, 8, "@tag"),
    after_head("merge key", "imaging:\n  <<: {voxel: 10 um}\n", "SG-E109", 6, 3, "@merge-key"),
    Hostile("directive", b"%YAML 1.1\n---\n" + HEAD, "SG-E109", 1, 1, "@directive"),
    Hostile("tag directive", b"%TAG ! tag:x,2000:\n---\n" + HEAD, "SG-E109", 1, 1, "@directive"),
    after_head("second document", "---\nspecgen: 1\n", "SG-E109", 5, 1, "@second-document"),
    after_head("key that is a list", "? [a, b]\n: 1\n", "SG-E109", 5, 3, "@key-not-text"),
    after_head("key that is a group", "? {a: b}\n: 1\n", "SG-E109", 5, 3, "@key-not-text"),
    after_head("duplicate key", "title: A\nnotes: B\ntitle: C\n", "SG-E110", 7, 1, "title"),
    after_head("duplicate key with a group", "imaging: {voxel: 1 um}\nimaging:\n  voxel: {a: [b, {c: d}]}\n", "SG-E110", 6, 1, "imaging"),
)

CHARACTERS: Final = (
    after_head("control character", "title: a\x07b\n", "SG-E121", 5, 9, "U+0007"),
    after_head("escape sequence of a terminal", "title: \x1b[31mred\n", "SG-E121", 5, 8, "U+001B"),
    after_head("bidirectional override", "title: a\u202eb\n", "SG-E121", 5, 9, "U+202E"),
    after_head("bidirectional isolate", "title: ä\u2067b\n", "SG-E121", 5, 9, "U+2067"),
    after_head("line separator", "title: a\u2028b\n", "SG-E121", 5, 9, "U+2028"),
    after_head("next line", "title: a\x85b\n", "SG-E121", 5, 9, "U+0085"),
    after_head("private-use character", "title: a\ue000b\n", "SG-E121", 5, 9, "U+E000"),
    after_head("private-use character of plane 16", "title: a\U00100000b\n", "SG-E121", 5, 9, "U+100000"),
    after_head("noncharacter", "title: a\U0001fffeb\n", "SG-E121", 5, 9, "U+1FFFE"),
    after_head("byte-order mark inside", "title: a\ufeffb\n", "SG-E121", 5, 9, "U+FEFF"),
    after_head("character after an old Mac line break", "title: a\rnotes: \x07\n", "SG-E121", 6, 8, "U+0007"),
    after_head("NUL from an escape", 'title: "a\\0b"\n', "SG-E121", 5, 8, "U+0000"),
    after_head("override from an escape", 'title: "a\\u202eb"\n', "SG-E121", 5, 8, "U+202E"),
    after_head("next line from an escape", 'title: "a\\Nb"\n', "SG-E121", 5, 8, "U+0085"),
    after_head("escape in a key", '"ti\\btle": a\n', "SG-E121", 5, 1, "U+0008"),
)

ENCODINGS: Final = (
    Hostile("UTF-16 with mark", HEAD.decode().encode("utf-16"), "SG-E102", 1, 1, "@utf-16"),
    Hostile("UTF-16 without mark", HEAD.decode().encode("utf-16-le"), "SG-E102", 1, 1, "@utf-16"),
    Hostile("UTF-32", HEAD.decode().encode("utf-32"), "SG-E102", 1, 1, "@utf-16"),
    Hostile("Latin-1", HEAD + "title: Prüfung\n".encode("latin-1"), "SG-E102", 5, 10, "@latin-1"),
    Hostile("Windows-1252", HEAD + "title: 5 µm – “fine”\n".encode("cp1252"), "SG-E102", 5, 10, "@latin-1"),
    Hostile("surrogate in UTF-8", HEAD + b"title: a\xed\xa0\x80b\n", "SG-E102", 5, 9, "@latin-1"),
    Hostile("overlong UTF-8", HEAD + b"title: \xc0\xaf\n", "SG-E102", 5, 8, "@latin-1"),
    Hostile("cut off", HEAD + b"title: Pr\xc3", "SG-E102", 5, 10, "@cut-off"),
    Hostile("NUL", HEAD + b"title: a\x00b\n", "SG-E102", 5, 9, "@binary"),
    Hostile("PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "SG-E102", 2, 2, "@latin-1"),
    Hostile("ZIP", b"PK\x03\x04\x14\x00\x08\x08\x08\x00!\x00" + bytes(80), "SG-E102", 1, 1, "@utf-16"),
)

BOMBS: Final = (
    Hostile("80 KB of brackets", b"[" * 80_000, "SG-E118", 1, 33, "@deep"),
    Hostile("80 KB of braces", b"{a: " * 20_000, "SG-E118", 1, 129, "@deep"),
    Hostile("deep blocks", b"".join(b" " * n + b"a:\n" for n in range(300)), "SG-E118", 33, 33, "@deep"),
    Hostile("list in list in list", b"- " * 40_000 + b"a", "SG-E118", 1, 65, "@deep"),
    Hostile(
        "aliases that multiply",
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 122)),
        "SG-E109",
        1,
        4,
        "@anchor",
    ),
    after_head("too many nodes", "notes: [" + "a, " * 5_001 + "]\n", "SG-E118", 5, 8 + 1 + 3 * 4_994, "@many-nodes"),
    after_head("huge scalar", "notes: " + "a" * 20_001 + "\n", "SG-E118", 5, 8, "@long-scalar"),
    after_head("huge key", f'"{"a" * 20_001}": 1\n', "SG-E103", 5, 20_004, "simple key"),
    after_head("many anchors", "notes:\n" + "".join(f"  - &a{n} x\n" for n in range(10_000)), "SG-E109", 6, 5, "@anchor"),
    after_head("many duplicates", "notes: x\n" * 10_000, "SG-E110", 6, 1, "notes"),
    after_head("many forbidden characters", "notes: " + "\u202e" * 10_000, "SG-E121", 5, 8, "U+202E"),
)

SYNTAX: Final = (
    after_head("unclosed bracket", "title: [a\n", "SG-E103", 6, 1, "flow sequence"),
    after_head("unclosed quotation mark", 'title: "a\n', "SG-E103", 6, 1, "end of stream"),
    after_head("tab as indentation", "imaging:\n\tvoxel: 10 um\n", "SG-E103", 6, 1, "@tab"),
    after_head("wrong indentation", "imaging:\n  voxel: 10 um\n magnification: 3\n", "SG-E103", 7, 2, "block mapping"),
    after_head("two colons", "title: a: b\n", "SG-E103", 5, 9, "not allowed"),
    after_head("text in the middle", "imaging:\n  voxel: 10 um\nnothing\ntitle: x\n", "SG-E103", 8, 1, "':'"),
    after_head("lone surrogate from an escape", 'title: "\\ud800"\n', "SG-E103", 5, 11, "escape"),
)

HOSTILE: Final = (*MARKUP, *CHARACTERS, *ENCODINGS, *BOMBS, *SYNTAX)

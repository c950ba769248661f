"""JSON as the verifier reads it: within limits, and with the keys that stand twice kept for whom they concern."""

import json
from collections import Counter
from typing import Any, Final, NoReturn

MOST_BYTES: Final = 32 * 1024 * 1024
MOST_NODES: Final = 1_000_000  # groups and entries; what Python makes of them takes some 100 bytes each
DEEPEST: Final = 32


class Block(dict[str, Any]):
    """A JSON object; *twice* names the keys that stand in it more than once, of which the last counts."""

    twice: tuple[str, ...] = ()


class BeyondLimitError(ValueError):
    """The document has more parts, or nests deeper, than any honest one."""


def parse(data: bytes) -> Any:
    """Return what *data* says; raise `ValueError` with the reason where it is no JSON."""
    if sum(data.count(sign) for sign in (b",", b"[", b"{")) > MOST_NODES:
        raise BeyondLimitError(f"{MOST_NODES:,} entries")
    text = data.decode("utf-8")
    try:
        value = json.loads(text, object_pairs_hook=_block, parse_constant=_refuse)
    except RecursionError:
        raise BeyondLimitError(f"{DEEPEST} levels") from None
    _measure(value)
    return value


def _block(pairs: list[tuple[str, Any]]) -> Block:
    block = Block(pairs)
    if len(block) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        block.twice = tuple(key for key, count in counted.items() if count > 1)
    return block


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _measure(value: Any) -> None:
    """Refuse what nests too deep, level by level: what walks the document later may then recurse."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise BeyondLimitError(f"{DEEPEST} levels")
        groups = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        level = [inner for group in groups for inner in group if isinstance(inner, dict | list)]

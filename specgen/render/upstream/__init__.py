"""What belongs into WeasyPrint and pydyf themselves, kept here until it is there: the same bytes, sooner and in less memory.

Each part says what it mends; `benchmarks/README.md` says what it gives. WeasyPrint is pinned, and `tests/test_upstream.py`
makes documents with and without all of this: their bytes agree. Where WeasyPrint is another, delete a part and look there.
"""

from functools import cache
from typing import Any

from specgen.render.upstream import loading


@cache  # mended twice, it would free the same memory twice
def load() -> None:
    """Import WeasyPrint, mended."""
    loading.load()
    from specgen.render.upstream import layout, lines, reading, styles, writing  # noqa: PLC0415  (they need it there)

    reading.mend()
    styles.mend()
    lines.mend()
    layout.mend()
    writing.mend()


def lean(sheet: Any) -> Any:
    """Return WeasyPrint's own style *sheet* without what no element of a plain page needs."""
    from specgen.render.upstream import styles  # noqa: PLC0415  (as above)

    return styles.lean(sheet)

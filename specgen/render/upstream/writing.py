"""The writing of a PDF: every stream compressed once, every object turned into bytes by its type."""

from typing import Any

import pydyf

from specgen.render.upstream.loading import replace


def mend() -> None:
    """Give the writing its short ways."""
    pydyf.Stream.data = property(_once(pydyf.Stream.data.fget))
    pydyf.PDF.page_references = property(_kept(pydyf.PDF.page_references.fget))
    replace(pydyf._to_bytes, _to_bytes)


def _once(compressed: Any) -> Any:
    """Return how a stream is compressed: once, though pydyf asks again for the digest that identifies the file."""

    def data(self: Any) -> bytes:
        state = len(self.stream), len(self.extra)
        if getattr(self, "_written", (None,))[0] != state:
            self._written = state, compressed(self)
        written: bytes = self._written[1]
        return written

    return data


def _kept(usual: Any) -> Any:
    """Return how a PDF tells the references of its pages: it is asked for each of 4,000 tags."""

    def page_references(self: Any) -> Any:
        count = len(self.pages["Kids"])
        if getattr(self, "_references", (None,))[0] != count:
            self._references = count, usual(self)
        return self._references[1]

    return page_references


def _to_bytes(item: Any) -> bytes:
    """Return *item* as pydyf does, by its type: it is asked 200,000 times."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is str:
        return item.encode("ascii")  # type: ignore[no-any-return]
    if kind is int:
        return b"%d" % item
    if isinstance(item, float):
        return b"%d" % item if item.is_integer() else (b"%f" % item).rstrip(b"0")
    if isinstance(item, pydyf.Object):
        return item.data  # type: ignore[no-any-return]
    return bytes(item) if isinstance(item, bytes) else str(item).encode("ascii")

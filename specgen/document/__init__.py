"""The document: typed blocks with final words, composed from a proposal."""

from specgen.document.blocks import Document
from specgen.document.compose import compose

__all__ = ["Document", "compose"]

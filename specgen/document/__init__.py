"""The document: typed blocks with final words, composed from a proposal."""

from specgen.document.blocks import Document
from specgen.document.compose import compose
from specgen.document.sheets import sheets

__all__ = ["Document", "compose", "sheets"]

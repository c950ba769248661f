"""Everything that is read from or written to the outside: requirement files, catalogue, templates, outputs."""

from specgen.files.carried import Carried, carried, carried_in, differing_parts, hostile_names
from specgen.files.catalogue import (
    load_agreement,
    load_approvals,
    load_brand,
    load_catalog,
    load_language,
    load_model,
    load_rulebook,
    load_terms,
    load_wording,
    load_workspace,
    own_digest,
)
from specgen.files.form import form
from specgen.files.hidden import without_words as yaml_without_words
from specgen.files.library import WORKSPACE_FILE, Library, packaged, workspace_from
from specgen.files.pages import page_texts
from specgen.files.pages import without_words as pdf_without_words
from specgen.files.places import place_in_catalog
from specgen.files.received import Received, Variation, read_texts, receive, receive_data, receive_each, received_again
from specgen.files.revising import Raised, raised
from specgen.files.workbook import workbook
from specgen.files.writing import write_all

__all__ = [
    "WORKSPACE_FILE",
    "Carried",
    "Library",
    "Raised",
    "Received",
    "Variation",
    "carried",
    "carried_in",
    "differing_parts",
    "form",
    "hostile_names",
    "load_agreement",
    "load_approvals",
    "load_brand",
    "load_catalog",
    "load_language",
    "load_model",
    "load_rulebook",
    "load_terms",
    "load_wording",
    "load_workspace",
    "own_digest",
    "packaged",
    "page_texts",
    "pdf_without_words",
    "place_in_catalog",
    "raised",
    "read_texts",
    "receive",
    "receive_data",
    "receive_each",
    "received_again",
    "workbook",
    "workspace_from",
    "write_all",
    "yaml_without_words",
]

"""Whether rulebook and catalogue hold: what `specgen rules` and `specgen catalog` find, with a witness for each."""

from specgen.proof.examples import Trial, judged, trials
from specgen.proof.intervals import Span, rule_remarks, spans
from specgen.proof.page import as_json, as_markdown, interval
from specgen.proof.probe import asked, order_of_preference
from specgen.proof.reach import Reach, reaches
from specgen.proof.remark import Address, Gravity, Remark
from specgen.proof.stock import Entry, catalog_remarks, sheet, unknown

__all__ = [
    "Address",
    "Entry",
    "Gravity",
    "Reach",
    "Remark",
    "Span",
    "Trial",
    "as_json",
    "as_markdown",
    "asked",
    "catalog_remarks",
    "interval",
    "judged",
    "order_of_preference",
    "reaches",
    "rule_remarks",
    "sheet",
    "spans",
    "trials",
    "unknown",
]

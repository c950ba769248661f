"""Whether an archive is still what was written: every OCFL object and the storage root around them, read and never touched.

This package shares no code with the writer and trusts nothing that it reads: no path is taken from an inventory, no link is
followed, no file is held in memory but inventories within their limit. What the OCFL validation codes ask for is checked,
but for W012, W014 and W015, which advise on habits; of several codes for one fault the most exact is told. Hard links are
not told from other files: many backups are made of them.
"""

from specgen.archive.verify.objects import verify_object
from specgen.archive.verify.problems import KINDS, ObjectReport, Problem
from specgen.archive.verify.root import find_objects, is_root, verify_references, verify_root

__all__ = ["KINDS", "ObjectReport", "Problem", "find_objects", "is_root", "verify_object", "verify_references", "verify_root"]

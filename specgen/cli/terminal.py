"""What is said on a terminal in plain lines: talk on stderr, data on stdout, findings as annotations."""

import re
import sys
from collections.abc import Iterable
from typing import Final

from specgen.findings import Finding, Severity
from specgen.wording import Wording

_STEERING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def visible(text: str) -> str:
    """Return *text* without what steers a terminal: a file must not colour, move or hide what we print about it."""
    return _STEERING.sub("\ufffd", text.replace("\t", " "))


def annotate(findings: Iterable[Finding], wording: Wording) -> None:
    """Print findings as annotations that GitHub's runner shows beside the line."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.QUESTION: "notice", Severity.NOTE: "notice"}
    for finding in findings:
        place = finding.place
        file = visible(place.file).replace("%", "%25").replace(":", "%3A").replace(",", "%2C") if place else ""
        where = f"file={file},line={place.line},col={place.column}," if place else ""
        message = f"{finding.where}: {wording.message(finding)}" if finding.where else wording.message(finding)
        print(f"::{level[finding.severity]} {where}title={finding.code}::{visible(message).replace('%', '%25')}")


def say(text: str) -> None:
    """Print talk, as opposed to data."""
    print(visible(text), file=sys.stderr)


def show_lines(lines: Iterable[str]) -> None:
    """Print *lines* as data."""
    for line in lines:
        print(visible(line))

"""What every fuzz test asks of a file, whatever is in it: findings with places and sentences, or a requirement and a decision."""

from pathlib import Path
from typing import Final

from making import kit
from sheets import ROW, tampered, with_shared_texts, xlsx

from specgen.files.lists import read_list
from specgen.files.received import MOST_PROBLEMS
from specgen.pipeline import judge_each

SUFFIXES: Final = (".yaml", ".json", ".csv", ".xlsx")
SHEET: Final = "xl/worksheets/sheet1.xml"
TEXTS: Final = "xl/sharedStrings.xml"
BOOK: Final = with_shared_texts(xlsx(ROW))


def taken(file: Path, data: bytes) -> int:
    """Read *data* as *file* and return how many requirements are accepted; whatever breaks a promise raises."""
    file.write_bytes(data)
    accepted = 0
    for judged in judge_each(kit(), str(file)):
        received, findings = judged.received, judged.findings
        assert received.is_refused == any(finding.is_error for finding in received.findings)
        assert len(received.findings) <= MOST_PROBLEMS + 100
        for finding in received.findings:
            assert finding.place is not None, finding
            assert finding.place.line > 0, finding
            assert finding.place.column > 0, finding
        for finding in findings:
            assert kit().wording.message(finding), finding
            assert kit().wording.help(finding), finding
            kit().wording.hint(finding)
        if received.requirement is not None:
            assert judged.decision is not None
            accepted += 1
    return accepted


def in_a_book(part: str, data: bytes) -> bytes:
    """Return a workbook in which *data* stands for one of its parts."""
    return tampered(BOOK, {part: data})


def part_of_book(part: str) -> bytes:
    """Return what stands there in an honest one."""
    kept: list[bytes] = []
    tampered(BOOK, {part: lambda found: kept.append(found) or found})  # type: ignore[func-returns-value]
    return kept[0]


assert read_list("list.xlsx", BOOK)[0], "the honest workbook is not read: what is made of it would prove nothing"

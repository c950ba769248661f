"""What a finding's code means, as a page: the words, and a file that raises it beside the same file mended.

`specgen explain` prints a page; `tools/make_findings.py` writes all of them to `docs/findings/`.
"""

import re
from typing import Annotated, Final

from specgen.fields import Line, Prose, Values, one_of
from specgen.findings import Finding
from specgen.wording import Wording

Command = Annotated[str, one_of("check", "select", "propose", "propose --archive", "archive add", "archive state")]


class Example(Values):
    """A slip and its mended form, each as the whole of what the user writes.

    A character that cannot stand in a file as text is written `<U+202E>`, a byte `<0xFC>`; a line `#! merged B2:B3` or `#! sheet Old` tells
    what else a spreadsheet has.
    """

    wrong: Prose
    mended: Prose
    command: Command = "check"  # the first that says it
    name: Line = "acme.yaml"  # its ending says how the file is read
    beside: Line | None = None  # an output of other content that exists already
    maker: Annotated[str, one_of("packaged", "helmsdal")] = "packaged"  # whose workspace it takes


def codes(wording: Wording) -> tuple[str, ...]:
    """Return every code that has a page, sorted."""
    return tuple(sorted({key.split(".")[1] for key in wording.phrases if key.startswith("finding.SG-")}))


def page(code: str, example: Example, wording: Wording) -> str:
    """Return the page of *code* as Markdown."""
    is_call = example.wrong.startswith("specgen ")
    command, *options = example.command.split(" --")
    named = " --".join([example.name, *options])
    raised = wording("explain.typed") if is_call else wording("explain.raised", command=command, name=named)
    beside = [wording("explain.beside", name=example.beside)] if example.beside else []
    maker = [wording("explain.maker")] if example.maker == "helmsdal" else []
    paragraphs = [
        f"# {code}: {wording(f'explain.{Finding(code).severity.value}')}",
        f"**{wording('explain.says')}** {_open(wording.phrases[f'finding.{code}.message'])}",
        f"**{wording('explain.why')}** {wording(f'why.{code}')}",
        f"**{wording('explain.do')}** {_open(wording.phrases[f'finding.{code}.help'])}",
        " ".join([raised, *beside, *maker]),
        _block(example.wrong),
        wording("explain.mended"),
        _block(example.mended),
    ]
    return "\n\n".join(paragraphs) + "\n"


def plain(markdown: str) -> str:
    """Return the same page for a terminal: without the marks, the examples as they are."""
    return "\n".join(line if line.startswith("    ") else _MARKS.sub("", line) for line in markdown.split("\n"))


_MARKS: Final = re.compile(r"^# |\*\*|\\(?=<)")


def _open(phrase: str) -> str:
    """Return *phrase* with its placeholders as users know them, `<text>`, and not as HTML."""
    return re.sub(r"\{([a-z_0-9]+)\}", r"\\<\1>", phrase)


def _block(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())

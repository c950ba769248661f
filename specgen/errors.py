"""What stops a run, and who must act.

    SpecgenError                     exit code
    ├── QuantityError            1   text is not a quantity of the kind asked for; `files` turns it into a finding
    ├── ExistingOutputError      1   another document lies under this name; the user decides with --force
    ├── NotFiledError            1   a document cannot be archived as it is, for the reason that its finding gives
    ├── UsageError               2   the command was called in a way that has no meaning
    ├── EnvironmentLackError     3   a library or font is missing, or a folder cannot be written
    ├── DamagedArchiveError      4   what lies in the archive is not what was put there
    ├── DocumentError            4   a PDF cannot be read, or what it carries cannot be given out
    └── MaintainerError          5   the catalogue, rules, templates or a brand contradict themselves

Findings about a customer's file are data (`findings.py`), not exceptions: all of them are reported at once.
"""

from specgen.findings import Finding


class SpecgenError(Exception):
    """The base of everything that specgen raises on purpose."""

    exit_code = 70


class QuantityError(SpecgenError, ValueError):
    """A text is not a quantity of the kind asked for; *code* and *facts* become a finding."""

    exit_code = 1

    def __init__(self, code: str, facts: dict[str, str]) -> None:
        super().__init__(code, facts)  # all arguments, so that it stays picklable for batch workers
        self.code, self.facts = code, facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}"


class ExistingOutputError(SpecgenError):
    """A file of other content lies where the output should go."""

    exit_code = 1

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        help_line = "replace it with --force, or choose another name"
        return f"{self.path} exists and holds another document: nothing was written.\n  = help: {help_line}"


class NotFiledError(SpecgenError):
    """A document cannot be archived as it is; the *finding* says why."""

    exit_code = 1

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


class UsageError(SpecgenError):
    """The command line asks for something that has no meaning."""

    exit_code = 2


class EnvironmentLackError(SpecgenError):
    """The machine lacks something that specgen needs; *cure* is the exact step that mends it."""

    exit_code = 3

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(problem, cure)
        self.problem, self.cure = problem, cure

    def __str__(self) -> str:
        return f"{self.problem}\n  = help: {self.cure}"


class DamagedArchiveError(SpecgenError):
    """Something in the archive is not what was put there; *where* is its path, *cure* says what to do."""

    exit_code = 4

    def __init__(
        self, where: str, problem: str, cure: str = "bring this file back from a copy of the archive; nothing was changed"
    ) -> None:
        super().__init__(where, problem, cure)  # all arguments, so that it stays picklable
        self.where, self.problem, self.cure = where, problem, cure

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}\n  = help: {self.cure}"


class DocumentError(SpecgenError):
    """A PDF cannot be read for what it is, or what it carries cannot be given out; *cure* says what to do."""

    exit_code = 4

    def __init__(self, file: str, problem: str, cure: str) -> None:
        super().__init__(file, problem, cure)  # all arguments, so that it stays picklable for batch workers
        self.file, self.problem, self.cure = file, problem, cure

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}\n  = help: {self.cure}"


class MaintainerError(SpecgenError):
    """The catalogue, the rules, a template or a brand is faulty: its maintainer must act, not the customer."""

    exit_code = 5

    def __init__(self, file: str, entry: str, problem: str) -> None:
        super().__init__(file, entry, problem)  # all arguments, so that it stays picklable for batch workers
        self.file, self.entry, self.problem = file, entry, problem

    def __str__(self) -> str:
        where = f"{self.file}: {self.entry}" if self.entry else self.file
        return f"{where}: {self.problem}"

"""One document from file to bytes: the stages in order, and what they need, loaded once."""

import contextlib
import datetime
import hashlib
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from specgen import __version__, checking, trace
from specgen import quote as quoting
from specgen import release as releasing
from specgen.catalog import CATALOG_LANGUAGE, Catalog
from specgen.decision import Decision, Scenario, decide, deviating, explained
from specgen.errors import EnvironmentLackError, ExistingOutputError, NotFiledError, UsageError
from specgen.files.catalogue import load_catalog, load_rulebook
from specgen.files.library import Library, workspace_from
from specgen.files.looks import load_brand, load_language, load_terms
from specgen.files.received import Received, receive, receive_data, receive_each
from specgen.files.words import load_wording
from specgen.files.workbook import workbook
from specgen.files.workspace import load_agreement, load_approvals, load_workspace
from specgen.findings import Finding, finding
from specgen.garbage import loading
from specgen.issue import PROPOSAL, SPECIFICATION, Issue, Workspace
from specgen.need import derive
from specgen.quote import Quote
from specgen.release import Release
from specgen.requirement import Requirement, texts
from specgen.rules import Rulebook
from specgen.units import METRIC
from specgen.visibility import HIDDEN, advised
from specgen.wording import Wording

if TYPE_CHECKING:  # what only a document needs, loads where one is made
    from specgen.brand import Brand
    from specgen.difference import About, Difference, Side
    from specgen.document import Document
    from specgen.proposal import Proposal

REQUIREMENT: Final = "requirement.yaml"  # the names of the files that a document carries
DECISION: Final = "decision.json"
BRAND: Final = "source-ray"  # where nobody names another
CHANGES: Final = "changes.json"  # where there is a former revision


@dataclass(frozen=True, slots=True)
class Kit:
    """What every document draws on: loaded once, then shared by all files of a run."""

    library: Library
    workspace: Workspace
    catalog: Catalog
    rulebook: Rulebook
    wording: Wording
    templates_digest: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A requirement file and, unless it was refused, its decision with all findings in reading order."""

    received: Received
    decision: Decision | None
    findings: tuple[Finding, ...]


def open_kit(folder: Path, catalog: Path | None = None) -> Kit:
    """Return the kit for work in *folder*; *catalog* goes before the workspace's and the packaged catalogue."""
    library = checking.library_for(folder, catalog)
    loaded = load_catalog(library)
    return Kit(
        library=library,
        workspace=load_workspace(library.workspace),
        catalog=loaded,
        rulebook=load_rulebook(library, loaded),
        wording=load_wording(library),
        templates_digest=library.digest("templates", "**/*.*"),
    )


def output_folder(folder: Path) -> Path:
    """Return where documents go unless told otherwise: `output/` in the workspace, else in *folder*."""
    return (workspace_from(folder) or folder) / "output"


def judge(kit: Kit, file: str, changes: tuple[tuple[str, str], ...] = ()) -> Judged:
    """Return the decision for *file*, or its refusal; *changes* are overrides from the command line."""
    return decided(kit, receive(file, kit.catalog, changes))


def judge_data(kit: Kit, name: str, data: bytes, *, briefly: bool = False) -> Judged:
    """Return the decision for a requirement that a document carries, or its refusal; *name* stands for its file.

    *briefly* without what would change the answer and without what-ifs: the answer alone is less than half the work.
    """
    received = receive_data(name, data, kit.catalog)
    if briefly and received.requirement:
        return Judged(received, _decision(kit, received.requirement), received.findings)
    return decided(kit, received)


def judge_each(kit: Kit, file: str) -> Iterator[Judged]:
    """Yield the decision for each requirement in *file*: one, or as many as a list has rows."""
    return (decided(kit, received) for received in receive_each(file, kit.catalog))


def decided(kit: Kit, received: Received) -> Judged:
    """Return the decision for what was received, or its refusal."""
    if received.requirement is None:
        return Judged(received, None, received.findings)
    decision = explained(_decision(kit, received.requirement), received.requirement, kit.catalog, kit.rulebook)
    scenarios = tuple(Scenario(v.name, v.changes, _decision(kit, v.requirement)) for v in received.scenarios)
    asked = quoting.findings(received.requirement, decision, kit.catalog.prices)
    findings = received.placed((*received.findings, *decision.findings, *asked))
    return Judged(received, replace(decision, scenarios=scenarios), findings)


def _decision(kit: Kit, requirement: Requirement) -> Decision:
    return advised(decide(requirement, derive(requirement, kit.catalog), kit.catalog, kit.rulebook), kit.catalog)


def beside(judged: Judged, variations: Iterable[tuple[str, Judged]]) -> Judged:
    """Return *judged* with the decisions of *variations* of the same file as scenarios beside it."""
    if judged.decision is None:
        return judged
    more = [Scenario(name, other.received.changes, other.decision) for name, other in variations if other.decision]
    return replace(judged, decision=replace(judged.decision, scenarios=(*judged.decision.scenarios, *more)))


@dataclass(frozen=True, slots=True)
class Offer:
    """What is quoted, and whether it may go out."""

    quote: Quote
    release: Release


def quoted(kit: Kit, judged: Judged, today: datetime.date) -> Offer | None:
    """Return the quote for the proposed platform with the state of its release, or None where none is proposed."""
    requirement, decision = judged.received.requirement, judged.decision
    if requirement is None or decision is None or decision.chosen is None:
        return None
    folder, stem, date = kit.library.workspace, f"{requirement.reference}_{requirement.revision}", requirement.date or today
    numbering, approvers = kit.workspace.numbering, kit.workspace.approvals
    made = quoting.quote(
        requirement,
        decision,
        kit.catalog.prices,
        load_agreement(folder, stem, kit.catalog.prices),
        currency=kit.workspace.currency,
        date=date,
        number=numbering.number(requirement.reference, requirement.revision, date) if numbering else "",
    )
    if made is None:
        return None
    inputs = (judged.received.sha256, kit.catalog.digest, kit.rulebook.digest)
    return Offer(made, releasing.release(made, inputs, approvers, load_approvals(folder, stem, approvers)))


def provenance(kit: Kit) -> tuple[tuple[str, str], ...]:
    """Return what a decision is made with, by name and version or digest."""
    return (
        ("specgen", __version__),
        ("catalog", kit.catalog.digest),
        ("rules", kit.rulebook.digest),
        ("templates", kit.templates_digest),
    )


def decision_json(kit: Kit, judged: Judged, today: datetime.date, *, draft: bool = False, has_prices: bool = True) -> dict[str, Any]:
    """Return the decision as JSON, or the refusal where there is none; *today* counts where the file has no date.

    *draft* where the command line asks for one; else a quote is a draft until every approval that it needs is there. What
    travels with a specification *has* no *prices*.
    """
    if judged.decision is None or judged.received.requirement is None:
        return {
            "format": "specgen-refusal/1",
            "file": judged.received.file,
            "findings": [kit.wording.finding_as_json(finding) for finding in judged.findings],
        }
    requirement = judged.received.requirement
    subject = trace.Subject(
        requirement.reference, requirement.revision, judged.received.sha256, (requirement.date or today).isoformat(), provenance(kit)
    )
    decided = trace.as_json(judged.decision, judged.findings, subject, kit.wording)
    return decided | {"quote": _quote_json(quoted(kit, judged, today), draft=draft)} if has_prices else _without_prices(decided)


def _without_prices(decided: dict[str, Any]) -> dict[str, Any]:
    """Return a decision without a quote, and without the list prices that its order of preference may rest on."""
    bare = [
        candidate | {"preference": {step: value for step, value in candidate["preference"].items() if step != "price"}}
        for candidate in decided["candidates"]
    ]
    return decided | {"candidates": bare, "quote": None}


def _quote_json(offer: Offer | None, *, draft: bool) -> dict[str, Any] | None:
    if offer is None:
        return None
    state = releasing.as_json_block(offer.release, draft=draft or bool(offer.release.missing))
    return quoting.as_json(offer.quote) | {"release": state}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file."""

    file: str
    outcome: str
    status: str | None
    outputs: tuple[str, ...]
    findings: tuple[Finding, ...]
    offer: Offer | None = None
    kind: str = PROPOSAL

    @classmethod
    def of_check(cls, received: Received) -> "Result":
        """Return the result of checking a file."""
        return cls(received.file, checking.outcome_of(received), None, (), received.findings)


def results(kit: Kit, entries: list[Result]) -> dict[str, Any]:
    """Return the results of several files as one JSON document."""
    return checking.results(checking.entry(e.file, e.outcome, e.status, e.outputs, e.findings, kit.wording) for e in entries)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks of a document; None leaves it to the requirement, the workspace, then the default."""

    date: datetime.date | None = None
    language: str | None = None
    brand: str | None = None
    paper: str | None = None
    draft: bool = False
    platform: str = ""  # one that sales offer against the decision, and why
    because: str = ""
    formats: tuple[str, ...] = ("pdf", "json")
    audience: str = "customer"
    kind: str | None = None

    @property
    def is_internal(self) -> bool:
        """Return whether the document is for the maker's own people."""
        return self.audience == "internal"


@dataclass(frozen=True, slots=True)
class Finished:
    """A document that only needs writing, with all that any writer draws on."""

    kit: Kit
    wish: Wish
    brand: "Brand"
    proposal: "Proposal"
    document: "Document"
    wording: Wording
    requirement: bytes
    decision: bytes
    offer: Offer | None
    changes: bytes = b""

    @property
    def kind(self) -> str:
        """Return as what it was made, which the status may decide otherwise than was asked."""
        return SPECIFICATION if self.proposal.specification else PROPOSAL


@dataclass(frozen=True, slots=True)
class Former:
    """What is known of the revisions before one that is proposed: the last of them, and what is to be said of following them."""

    side: "Side | None" = None
    findings: tuple[Finding, ...] = ()


Since = Callable[["Side"], "Difference | None"]  # what changed up to this document, or None where it is the first


def propose(kit: Kit, judged: Judged, wish: Wish, today: datetime.date, since: Since = lambda _: None) -> tuple[Result, dict[str, bytes]]:
    """Return what becomes of a judged file, and the outputs by name: nothing for a refused one."""
    finished = finish(kit, judged, wish, today, since)
    return (finished, {}) if isinstance(finished, Result) else write(finished, judged)


def write(finished: Finished, judged: Judged) -> tuple[Result, dict[str, bytes]]:
    """Return the result of a document that is *finished*, and its outputs by name."""
    requirement, status, wish = finished.proposal.requirement, finished.proposal.decision.status.value, finished.wish
    marks = ("_specification" if finished.kind == SPECIFICATION else "", "_internal" if wish.is_internal else "")
    stem = f"{requirement.reference}_{requirement.revision}{''.join(marks)}"
    outputs = {f"{stem}.{name}": written(finished) for name, written in WRITERS.items() if name in wish.formats}
    findings = judged.findings
    if asks_specification(requirement, wish) and finished.kind != SPECIFICATION:
        findings = judged.received.placed((*findings, finding("SG-N211", "document.kind", status=status)))
    return Result(judged.received.file, "done", status, tuple(outputs), findings, finished.offer, finished.kind), outputs


def asks_specification(requirement: Requirement, wish: Wish) -> bool:
    """Return whether a specification is asked for, on the command line or else in the file."""
    return (wish.kind or requirement.document.kind) == SPECIFICATION


def finish(kit: Kit, judged: Judged, wish: Wish, today: datetime.date, since: Since = lambda _: None) -> Finished | Result:
    """Return the document for a judged file, composed but not written, or its refusal; it tells what changed *since* a former one."""
    requirement, decision = judged.received.requirement, judged.decision
    if requirement is None or decision is None:
        return _refused(judged.received, *judged.findings)
    issue, refusals = issue_of(kit, requirement, wish, today)
    if refusals:
        return _refused(judged.received, *judged.findings, *refusals)
    from specgen.difference import Side  # noqa: PLC0415  (a decision needs nothing of a document)
    from specgen.difference import as_json as difference_as_json  # noqa: PLC0415
    from specgen.document import compose  # noqa: PLC0415
    from specgen.proposal import propose as build_proposal  # noqa: PLC0415
    from specgen.specification import SPECIFIED, specify  # noqa: PLC0415

    brand = load_brand(kit.library, issue.brand, issue.language)
    if unprintable := _unprintable(requirement, brand):
        return _refused(judged.received, *judged.findings, *unprintable)
    is_specified = asks_specification(requirement, wish) and decision.status in SPECIFIED
    offer = None if is_specified else quoted(kit, judged, issue.date)
    if offer:
        issue = replace(issue, draft=wish.draft or bool(offer.release.missing), number=offer.quote.number)
    document_json = decision_json(kit, judged, issue.date, draft=wish.draft, has_prices=not is_specified)
    decided = trace.as_bytes(document_json)
    changes = since(Side(about(document_json, decided), requirement, document_json))
    if is_specified and changes:  # what changed may be a price, which a specification never carries
        changes = changes.without_sale(frozenset(rule.id for rule in kit.rulebook.rules if rule.group == "delivery"))
    proposal = build_proposal(
        requirement,
        decision,
        kit.catalog,
        issue,
        lines=judged.received.lines(),
        findings=judged.findings,
        sha256=judged.received.sha256,
        provenance=tuple(document_json["provenance"].items()),
        quote=offer.quote if offer else None,
        release=offer.release if offer else None,
        changes=changes,
        specification=specify(requirement, decision, kit.catalog, kit.rulebook) if is_specified else None,
    )
    wording = words(kit, issue.language).showing(issue.units)
    document = compose(proposal, wording, is_internal=wish.is_internal)
    told = trace.as_bytes(difference_as_json(changes)) if changes else b""
    return Finished(kit, wish, brand, proposal, document, wording, judged.received.data, decided, offer, told)


def about(said: dict[str, Any], data: bytes) -> "About":
    """Return which document the decision *said*, in its bytes *data*, belongs to."""
    from specgen.difference import About  # noqa: PLC0415  (as above)

    told = said["requirement"]
    reference, revision, date, digest = (str(told.get(name) or "") for name in ("reference", "revision", "date", "sha256"))
    return About(reference, revision, date, digest, hashlib.sha256(data).hexdigest())


def words(kit: Kit, language: str) -> Wording:
    """Return the words of documents in *language*: its phrases and formats, and what it calls the texts of the catalogue."""
    written_in = kit.workspace.language or CATALOG_LANGUAGE
    told = (kit.catalog, kit.rulebook, *(() if language == written_in else (kit.workspace.sender,)))
    return replace(load_language(kit.library, language, kit.wording), terms=load_terms(kit.library, language, *told))


def propose_all(
    kit: Kit,
    files: list[str],
    wish: Wish,
    today: datetime.date,
    write: Callable[[dict[str, bytes]], tuple[str, ...]],
    former: Callable[[Requirement], Former] = lambda _: Former(),
) -> Iterator[tuple[Judged, Result]]:
    """Yield what became of each file; *write* puts the outputs of one document in place, all or none.

    *former* looks up what was archived before it.
    """
    for received, again in told_apart(received for file in files for received in receive_each(file, kit.catalog)):
        if received.is_list and not received.is_refused:
            yield Judged(received, None, ()), Result.of_check(received)
            continue
        if again:
            judged = Judged(received, None, received.findings)
            yield judged, _refused(received, *judged.findings, again)
            continue
        before = former(received.requirement) if received.requirement else Former()
        judged = instead(kit, decided(kit, received), wish)
        if any(found.is_error for found in before.findings):
            yield judged, _refused(received, *judged.findings, *before.findings)
            continue
        result, outputs = propose(kit, judged, wish, today, since_former(before.side))
        yield judged, after(received, delivered(received, result, outputs, write), before.findings)


def told_apart(every: Iterable[Received]) -> Iterator[tuple[Received, Finding | None]]:
    """Yield all that was received; with a finding where the same reference and revision came before."""
    seen: dict[tuple[str, str], str] = {}
    for received in every:
        requirement, again = received.requirement, None
        if requirement:
            key = requirement.reference, requirement.revision
            if key in seen:
                again = finding("SG-E141", "reference", reference=key[0], revision=key[1], first=seen[key])
            seen.setdefault(key, received.file)
        yield received, again


def delivered(
    received: Received, result: Result, outputs: dict[str, bytes], write: Callable[[dict[str, bytes]], tuple[str, ...]]
) -> Result:
    """Return *result* with where *write* has put the outputs, or the refusal where another document is in their way."""
    try:
        return replace(result, outputs=write(outputs) if outputs else ())
    except ExistingOutputError as error:
        return _refused(received, *result.findings, finding("SG-E142", "", path=error.path))
    except NotFiledError as error:
        return _refused(received, *result.findings, error.finding)


def after(received: Received, result: Result, said: tuple[Finding, ...]) -> Result:
    """Return *result* with what is *said* of following a former revision.

    The document says nothing of it: what became of others is not in what it carries, from which it is made again.
    """
    return replace(result, findings=received.placed((*result.findings, *said)))


def since_former(former: "Side | None") -> Since:
    """Return what tells the changes since a former revision, where there is one."""
    from specgen.difference import difference  # noqa: PLC0415  (as above)

    return lambda new: difference(former, new) if former else None


def instead(kit: Kit, judged: Judged, wish: Wish) -> Judged:
    """Return *judged* with the platform that sales wish offered against its decision; a file without candidates keeps its answer."""
    decision = judged.decision
    if not wish.platform or decision is None or not decision.candidates:
        return judged
    known = [candidate.platform.id for candidate in decision.candidates]
    if wish.platform not in known:
        raise UsageError(f"--platform {wish.platform}: the catalogue has no such platform; take one of: {', '.join(known)}")
    deviation = advised(deviating(decision, wish.platform, wish.because), kit.catalog)
    others = tuple(found for found in judged.findings if found.code != HIDDEN)
    said = tuple(found for found in deviation.findings if found.code == HIDDEN)
    return replace(judged, decision=deviation, findings=judged.received.placed((*others, *said)))


def _refused(received: Received, *found: Finding) -> Result:
    return Result(received.file, "refused", None, (), received.placed(found))


def _pdf(finished: Finished) -> bytes:
    render = renderer()
    written: bytes = render.render_pdf(*_given(finished, render), record_of(finished))
    return written


def _html(finished: Finished) -> bytes:
    render = renderer()
    written: bytes = render.render_html(*_given(finished, render))
    return written


def _xlsx(finished: Finished) -> bytes:
    from specgen.document import sheets  # noqa: PLC0415  (as above)

    return workbook(sheets(finished.proposal, finished.wording, finished.document.title))


def _given(finished: Finished, render: Any) -> tuple[Any, ...]:
    """Return what every function of the renderer is given: the document, its look, the templates, and both files that it rests on."""
    library = finished.kit.library
    enclosures = (
        render.Enclosure(REQUIREMENT, finished.requirement, "Source", finished.wording("carried.requirement")),
        render.Enclosure(DECISION, finished.decision, "Data", finished.wording("carried.decision")),
        *([render.Enclosure(CHANGES, finished.changes, "Data", finished.wording("carried.changes"))] if finished.changes else ()),
    )
    return finished.document, finished.brand, library.template, enclosures


# Each output that a document can be asked for as, by the ending of its file.
WRITERS: Final[dict[str, Callable[[Finished], bytes]]] = {
    "pdf": _pdf,
    "html": _html,
    "xlsx": _xlsx,
    "json": lambda finished: finished.decision,
}


def record_of(finished: Finished) -> tuple[tuple[str, str], ...]:
    """Return what a PDF's metadata tells of how it came about: enough to make it again from what it carries."""
    from specgen import environment  # noqa: PLC0415  (as above)

    requirement, issue = finished.proposal.requirement, finished.proposal.issue
    return (
        ("reference", requirement.reference),
        ("revision", requirement.revision),
        ("requirement", hashlib.sha256(finished.requirement).hexdigest()),
        ("decision", hashlib.sha256(finished.decision).hexdigest()),
        ("changes", hashlib.sha256(finished.changes).hexdigest() if finished.changes else ""),
        ("date", issue.date.isoformat()),
        ("language", issue.language),
        ("brand", issue.brand),
        ("paper", issue.paper),
        ("draft", "yes" if finished.wish.draft else "no"),
        ("audience", finished.wish.audience),
        ("kind", finished.kind),
        ("platform", finished.wish.platform),
        ("because", finished.wish.because),
        ("workspace", workspace_digest(finished.kit)),
        ("engine", environment.engine()),
    )


def workspace_digest(kit: Kit) -> str:
    """Return the digest of what the workspace says about who sends and how."""
    return f"sha256:{hashlib.sha256(kit.workspace.model_dump_json().encode()).hexdigest()}"


def renderer() -> Any:
    """Return the renderer; WeasyPrint and matplotlib load only where a document is laid out."""
    with _renderer_at_hand(), loading():
        from specgen import render  # noqa: PLC0415
    return render


@contextlib.contextmanager
def _renderer_at_hand() -> Iterator[None]:
    """Say what mends it where the renderer cannot be loaded on this machine; WeasyPrint would print what it misses on stdout."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    except (ImportError, OSError) as error:
        if (getattr(error, "name", None) or "").startswith("specgen"):
            raise
        problem = f"this machine lacks what lays out documents: {str(error).splitlines()[0]}"
        raise EnvironmentLackError(problem, "`specgen doctor` names the command that brings it") from error


def issue_of(kit: Kit, requirement: Requirement, wish: Wish, today: datetime.date) -> tuple[Issue, tuple[Finding, ...]]:
    """Return who issues the document when and in which look, and findings where the file asks for a look that is not there."""
    asked, workspace = requirement.document, kit.workspace
    language = wish.language or asked.language or workspace.language or "en"
    brand = wish.brand or asked.brand or workspace.brand or BRAND
    paper = wish.paper or asked.paper or workspace.paper or "a4"
    date = requirement.date or wish.date or today
    languages = [Path(name).stem for name in kit.library.names("templates", "wording/*.yaml")]
    brands = [Path(name).parent.name for name in kit.library.names("templates", "brands/*/brand.yaml")]
    refusals: tuple[Finding, ...] = ()
    for code, where, text, known, from_user in (
        ("SG-E151", "document.language", language, languages, wish.language),
        ("SG-E152", "document.brand", brand, brands, wish.brand),
    ):
        if text in known:
            continue
        if from_user:
            raise UsageError(f"there is no {where.split('.')[1]} {text!r}; take one of: {', '.join(known)}")
        refusals += (finding(code, where, text=text, choices=", ".join(known)),)
    copies = tuple(dict.fromkeys((*asked.distribution, *workspace.distribution)))
    units = asked.units or workspace.units or METRIC
    return Issue(date, language, brand, paper, wish.draft, workspace.sender, units=units, distribution=copies), refusals


def _unprintable(requirement: Requirement, brand: "Brand") -> tuple[Finding, ...]:
    """Return a finding for each text that has a character no font of the document covers."""
    missing = partial(renderer().missing, fallbacks=brand.fallback_families)
    return tuple(
        finding("SG-E153", path, character=absent[0], name=unicodedata.name(absent[0], f"U+{ord(absent[0]):04X}"))
        for path, text in texts(requirement)
        if (absent := missing(text))
    )

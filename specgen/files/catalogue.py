"""Catalogue, rules, wording, brand and workspace: read with the same reader as a customer's file, faults told to their maintainer."""

import fnmatch
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from specgen.brand import BRAND_LANGUAGE, Brand
from specgen.catalog import (
    CATALOG_LANGUAGE,
    Application,
    Catalog,
    Default,
    FocusClass,
    Material,
    Platform,
    Plausible,
    Portfolio,
    Reference,
    Terms,
    VoltageAdvice,
    terms_of,
)
from specgen.clauses import Clause, ClauseKey, Standard, StandardKey, standard_faults
from specgen.errors import MaintainerError
from specgen.fields import Line, Prose, Scalar, folded_name, nearest
from specgen.files.library import WORKSPACE_FILE, Library, packaged
from specgen.files.reader import Steps, Tree, decode, parse
from specgen.findings import Place, dotted
from specgen.formats import formats_of, plurals_of
from specgen.issue import Approval, Approver, Workspace, approval_faults
from specgen.prices import Agreement, PriceBook, PriceList, faults, overlap
from specgen.requirement import field_paths
from specgen.rules import Declared, Fault, Rule, Rulebook, figure_name, quantity_faults, rule_faults, with_range
from specgen.tables import load_tables
from specgen.wording import Wording, flatten, gaps


def load_catalog(library: Library) -> Catalog:
    """Return the catalogue that counts in *library*, or raise `MaintainerError` with file, line and column."""
    trees: list[Tree] = []

    def load(name: str, model: Any) -> Any:
        trees.append(_tree(library.find("catalog", name)))
        return _validated(trees[-1], model)

    portfolio = load("portfolio.yaml", Portfolio)
    sources: dict[str, Reference] = {}
    for name in library.names("catalog", "sources/*.yaml"):
        sources |= load(name, dict[str, Reference])
    first = len(trees)
    platforms = [load(name, Platform) for name in library.names("catalog", "platforms/*.yaml")]
    _check_ids(trees[first:])
    prices = _prices(library, [platform.id for platform in platforms], trees)
    makers = {folded_name(maker) for maker in portfolio.makers}
    catalog = Catalog.model_construct(
        classes=load("classes.yaml", Annotated[tuple[FocusClass, ...], Field(min_length=1)]),
        platforms=tuple(platform for platform in platforms if folded_name(platform.maker) in makers),
        applications=load("applications.yaml", tuple[Application, ...]),
        materials=load("materials.yaml", tuple[Material, ...]),
        defaults=_whole(library, load("defaults.yaml", dict[str, Default])),
        sources=sources,
        portfolio=portfolio,
        terms=load("terms.yaml", Terms),
        plausible=load("plausible.yaml", dict[str, Plausible]),
        voltage_advice=load("voltage_advice.yaml", tuple[VoltageAdvice, ...]),
        tables=load_tables(lambda name: library.find("catalog", f"tables/{name}").read_bytes()),
        prices=prices,
        digest=library.digest("catalog", "**/*.*"),
    )
    _check_sources(trees, sources)
    return catalog


def _whole(library: Library, defaults: dict[str, Default]) -> dict[str, Default]:
    """Return *defaults* unless one is missing: a file that takes the packaged one's place has to name them all."""
    file, whole = library.find("catalog", "defaults.yaml"), packaged() / "catalog" / "defaults.yaml"
    if file != whole:
        for name in _tree(whole).value:
            if name not in defaults:
                raise MaintainerError(f"{file}:1:1", name, "this default is missing")
    return defaults


def _prices(library: Library, platforms: list[str], trees: list[Tree]) -> PriceList:
    """Return every price book, each examined; their trees are added to *trees*."""
    own = [_tree(library.find("catalog", name)) for name in library.names("catalog", "prices/*.yaml")]
    books: list[PriceBook] = []
    for tree in own:
        books.append(_validated(tree, PriceBook))
        _refuse(tree, (), faults(books[-1], platforms))
    if twice := overlap(books):
        first, second = (own[index].place(("valid_from",)) for index in twice)
        raise _faulty(second, "valid_from", f"a book in this currency is valid on that day already: {first}; a platform has one price")
    trees.extend(own)
    return PriceList(books=tuple(books))


def load_rulebook(library: Library, catalog: Catalog) -> Rulebook:
    """Return every rule that counts in *library*, each held against the quantities that may be named."""
    quantities = _quantities(library, catalog)
    proofs, asked = (_tree(library.find("catalog", name)) for name in ("standards.yaml", "clauses.yaml"))
    standards: dict[str, Standard] = _validated(proofs, dict[StandardKey, Standard])
    clauses: dict[str, Clause] = _validated(asked, dict[ClauseKey, Clause])
    for name, clause in clauses.items():
        _refuse(asked, (name,), standard_faults(clause.standards, standards))
    trees = [_tree(library.find("catalog", name)) for name in library.names("catalog", "rules/*.yaml")]
    rules: list[Rule] = []
    for tree in trees:
        for index, rule in enumerate(_validated(tree, tuple[Rule, ...])):
            _refuse(tree, (index,), (*rule_faults(rule, quantities), *_field_faults(rule), *standard_faults(rule.standards, standards)))
            rules.append(rule)
    _check_ids(trees)
    _check_sources((proofs, asked, *trees), catalog.sources)
    digest = library.digest("catalog", "rules/*.yaml")
    return Rulebook.model_construct(rules=tuple(rules), quantities=quantities, standards=standards, clauses=clauses, digest=digest)


def _quantities(library: Library, catalog: Catalog) -> dict[str, Declared]:
    """Return what rules may name, with ranges; a figure of the platform must be one that platforms have."""
    tree = _tree(library.find("catalog", "quantities.yaml"))
    quantities: dict[str, Declared] = _validated(tree, dict[str, Declared])
    for name, declared in quantities.items():
        _refuse(tree, (name,), quantity_faults(name, declared))
        if "platform" in declared.given_by and figure_name(name) not in Platform.model_fields:
            raise _faulty(tree.place((name, "given_by")), f"{name}.given_by", f"no platform has a figure named {figure_name(name)}")
        if declared.like is not None:
            quantities[name] = _as_plausible(tree, name, declared, catalog)
    return quantities


def _as_plausible(tree: Tree, name: str, declared: Declared, catalog: Catalog) -> Declared:
    """Return *declared* with the range that plausible.yaml gives under the path it names."""
    path = declared.like or ""
    plausible = catalog.plausible.get(path)
    problem = "min and max stand beside it: one range is enough" if plausible else f"{path} is not in catalog/plausible.yaml"
    try:
        if plausible and declared.range is None:
            return with_range(declared, plausible.min, plausible.max)
    except ValueError:
        problem = f"{path} has no range in {declared.unit}"
    raise _faulty(tree.place((name, "like")), f"{name}.like", problem)


def _field_faults(rule: Rule) -> Iterator[Fault]:
    """Yield which of the fields that a rule serves no requirement has: no wish would ever reach it."""
    for index, path in enumerate(rule.where):
        if path not in field_paths():
            near = nearest(path, field_paths())
            yield ("where", index), f"{path} is no field of a requirement" + (f', did you mean "{near}"?' if near else "")


def _refuse(tree: Tree, entry: Steps, found: Iterable[Fault]) -> None:
    """Stop at the first of the faults *found*, at its place below *entry*."""
    for path, problem in found:
        written = tree.as_written((*entry, *path))
        raise _faulty(tree.place(written), dotted(written), problem)


def load_wording(library: Library, language: str = "en") -> Wording:
    """Return the phrases of *language* as the terminal shows them: numbers and dates in the plain way."""
    tree, locale = _phrases(library, language)
    phrases, whole = flatten(_plain(tree.value)), packaged() / "templates/wording/en.yaml"
    if language == "en" and library.find("templates", "wording/en.yaml") != whole:  # a file in its place may be older than specgen
        _refuse_gaps(tree, gaps(phrases, load_wording(Library()).phrases, ("one", "other")))
    return Wording(language, phrases, locale)


def load_language(library: Library, language: str, english: Wording) -> Wording:
    """Return the phrases of *language* as documents show them, with its formats, or raise `MaintainerError` for what it lacks.

    *english* is what the language is held against: a key, a value or a form that only one of the two has is named with its place.
    """
    if language == english.language:
        return replace(english, formats=formats_of(english.locale))
    tree, locale = _phrases(library, language)
    phrases = flatten(_plain(tree.value))
    _refuse_gaps(tree, gaps(phrases, documented(english.phrases, library), plurals_of(locale)))
    return Wording(language, phrases, locale, formats_of(locale))


def documented(english: Mapping[str, str], library: Library) -> dict[str, str]:
    """Return the phrases that documents show, which every language must have; the others are the terminal's."""
    unseen = load_model(library.find("templates", "terminal.yaml"), tuple[Line, ...])
    is_unseen = re.compile("|".join(map(fnmatch.translate, unseen))).match
    return {key: text for key, text in english.items() if not is_unseen(key)}


def _phrases(library: Library, language: str) -> tuple[Tree, str]:
    """Return what the wording file of *language* holds, and the locale whose formats go with it: its own name unless it says another."""
    tree = _tree(library.find("templates", f"wording/{language}.yaml"))
    locale = tree.value.pop("locale", None) if isinstance(tree.value, dict) else None
    return tree, locale.text if isinstance(locale, Scalar) else language


def _refuse_gaps(tree: Tree, found: Iterable[tuple[str, str]]) -> None:
    """Stop where *found* names anything, with the place of the first gap, or of the group that it belongs to, and the keys of all."""
    every = list(found)
    if not every:
        return
    (key, problem), more = every[0], [other for other, _ in every[1:]]
    rest = f" (and {len(more)} more: {', '.join(more[:_MOST_NAMED])}{', …' if len(more) > _MOST_NAMED else ''})" if more else ""
    raise _faulty(_nearest_place(tree, key), key, problem + rest)


def _nearest_place(tree: Tree, key: str) -> Place | None:
    """Return the place of the phrase *key*, else of the nearest group above it that the file has."""
    paths = {dotted(path): path for path in tree.keys}
    while key and key not in paths:
        key = key.rpartition(".")[0]
    return tree.place(paths.get(key, ()), key=True)


def load_terms(library: Library, language: str, *told: object) -> dict[str, str]:
    """Return what *language* calls each text of what is *told*, or raise `MaintainerError` that names one it has no words for."""
    if language == CATALOG_LANGUAGE:
        return {}
    terms: dict[str, str] = {}
    for name in library.names("catalog", f"wording/{language}/*.yaml"):
        terms |= load_model(library.find("catalog", name), dict[str, Prose])
    lacking = {str(term): where for where, term in terms_of(told) if _SPOKEN.search(term) and term not in terms}
    if lacking:
        (term, where), more = next(iter(lacking.items())), len(lacking) - 1
        rest = f", nor for {more} more; a file there takes lines of the text and its translation" if more else ""
        raise MaintainerError(f"catalog/wording/{language}/", where, f"there are no words in {language} for {term!r}{rest}")
    return terms


def load_workspace(folder: Path | None) -> Workspace:
    """Return what the workspace *folder* says, or the empty workspace."""
    if folder is None:
        return Workspace()
    tree = _tree(folder / WORKSPACE_FILE)
    workspace: Workspace = _validated(tree, Workspace) if tree.value is not None else Workspace()
    return workspace


AGREEMENT: Final = "quotes/{}.yaml"  # what a workspace holds about one document, by its reference and revision
APPROVALS: Final = "approvals/{}.yaml"


def own_digest(folder: Path | None, stem: str) -> str:
    """Return one digest of all that the workspace *folder* holds about the document *stem*."""
    total = hashlib.sha256()
    for path in (folder / name.format(stem) for name in (AGREEMENT, APPROVALS)) if folder else ():
        total.update(path.read_bytes() if path.is_file() else b"")
        total.update(b"\0")
    return total.hexdigest()


def load_agreement(folder: Path | None, stem: str, prices: PriceList) -> Agreement:
    """Return what the seller grants in `quotes/<reference>_<revision>.yaml` of the workspace *folder*, or an empty agreement."""
    tree = _own(folder, AGREEMENT.format(stem))
    agreement: Agreement = _validated(tree, Agreement) if tree else Agreement()
    if tree and agreement.discount and not agreement.because:
        raise _faulty(tree.place(("discount",)), "discount", "a discount needs its reason: add `because: ...`, which is printed beside it")
    known = {name for book in prices.books for name in book.options}
    for index, name in enumerate(agreement.options if tree else ()):
        if tree and name not in known:
            raise _faulty(tree.place(("options", index)), dotted(("options", index)), f"no price book has an option {name}")
    return agreement


def load_approvals(folder: Path | None, stem: str, approvers: tuple[Approver, ...]) -> tuple[Approval, ...]:
    """Return what has been released by `approvals/<reference>_<revision>.yaml` of the workspace *folder*."""
    tree = _own(folder, APPROVALS.format(stem))
    if tree is None:
        return ()
    approvals: tuple[Approval, ...] = _validated(tree, tuple[Approval, ...])
    _refuse(tree, (), approval_faults(approvals, approvers))
    return approvals


def _own(folder: Path | None, name: str) -> Tree | None:
    """Return the workspace's file *name*, or None where it has none or an empty one."""
    if folder is None or not (folder / name).exists():
        return None
    tree = _tree(folder / name)
    return tree if tree.value is not None else None


def load_brand(library: Library, name: str, language: str = BRAND_LANGUAGE) -> Brand:
    """Return the brand *name* with what it says of itself in *language*."""
    path = library.find("templates", f"brands/{name}/brand.yaml")
    brand: Brand = load_model(path, Brand)
    if lacking := brand.lacking(language):
        raise MaintainerError(f"{path}:1:1", lacking, "the brand has this in another language only: say it in this one too")
    return brand.saying(language)


def load_model(path: Path, model: Any) -> Any:
    """Return a maintainer's YAML file as *model*, or raise `MaintainerError` with file, line and column."""
    return _validated(_tree(path), model)


def _tree(path: Path) -> Tree:
    try:
        text, findings = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise MaintainerError(str(path), "", f"cannot be read: {error.strerror}") from None
    tree = parse(text, str(path)) if not findings else Tree(findings=findings)
    tree.places.setdefault((), Place(str(path), 1, 1))
    for finding in tree.findings:
        told = " ".join(value.lstrip("@") for _, value in finding.facts)
        raise _faulty(finding.place, finding.where, f"{told} ({finding.code})")
    return tree


_SPOKEN: Final = re.compile("[a-z]{3}")  # names and designations (HX 130 S, RS-232) read the same in every language
_MOST_NAMED: Final = 12  # of the further keys that a language lacks
_AFTERMATH: Final = {"missing": 1, "too_short": 2}  # a misspelt key explains a missing one, and that a list that lacks entries


def _validated(tree: Tree, model: Any) -> Any:
    try:
        return TypeAdapter(model).validate_python(tree.value)
    except ValidationError as error:
        first = min(error.errors(), key=lambda entry: _AFTERMATH.get(entry["type"], 0))
    facts = first.get("ctx", {})
    suggestion = f', did you mean "{facts["suggestion"]}"?' if facts.get("suggestion") else ""
    plainly = first["msg"].removeprefix("Value error, ")
    told = f'"{facts.get("text", "")}" is refused{suggestion} ({first["type"]})' if first["type"].startswith("SG-") else plainly
    is_key = first["type"] in {"extra_forbidden", "missing"}
    raise _faulty(tree.place(first["loc"], key=is_key), dotted(first["loc"]), told)


def _faulty(place: Place | None, entry: str, problem: str) -> MaintainerError:
    return MaintainerError(f"{place.file}:{place.line}:{place.column}" if place else "", entry, problem)


def _plain(value: Any) -> Any:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return {key: _plain(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _texts(tree: Tree, *keys: str) -> Iterator[tuple[str, Steps]]:
    """Yield every text that stands under one of *keys*, however deep, with its path."""
    for path in tree.places:
        value = tree.value
        for step in path:
            value = value[step]
        if path and path[-1] in keys and isinstance(value, Scalar):
            yield value.text.strip(), path


def _check_sources(trees: Iterable[Tree], known: Mapping[str, Reference]) -> None:
    """Refuse what names a source that is not listed."""
    for tree in trees:
        for key, path in _texts(tree, "source", "custom_source"):
            if key not in known:
                raise _faulty(tree.place(path), dotted(path), f"{key} is not in catalog/sources")


def _check_ids(trees: Iterable[Tree]) -> None:
    """Refuse an id that is given twice in files of one sort."""
    seen: dict[str, Place] = {}
    for tree in trees:
        for key, path in _texts(tree, "id"):
            place = tree.places[path]
            if first := seen.get(key):
                raise _faulty(place, key, f"this id is given twice, first in {first.file}:{first.line}")
            seen[key] = place

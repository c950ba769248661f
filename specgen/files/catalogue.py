"""Catalogue and rulebook: every file of them, held against one another."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from specgen.catalog import Catalog, FocusClass, Platform, Portfolio, Reference, Terms, VoltageAdvice
from specgen.clauses import Clause, ClauseKey, Standard, StandardKey, standard_faults
from specgen.fields import folded_name, nearest
from specgen.files.basics import basics_of
from specgen.files.library import Library
from specgen.files.maintained import faulty, refuse, texts_under, tree_of, validated
from specgen.files.reader import Tree
from specgen.findings import Place, dotted
from specgen.prices import PriceBook, PriceList, faults, overlap
from specgen.requirement import field_paths
from specgen.rules import Declared, Fault, Rule, Rulebook, figure_name, quantity_faults, rule_faults, with_range
from specgen.tables import load_tables


def load_catalog(library: Library) -> Catalog:
    """Return the catalogue that counts in *library*, or raise `MaintainerError` with file, line and column."""
    trees: list[Tree] = []

    def load(name: str, model: Any) -> Any:
        trees.append(tree_of(library.find("catalog", name)))
        return validated(trees[-1], model)

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
        **basics_of(library, load),
        classes=load("classes.yaml", Annotated[tuple[FocusClass, ...], Field(min_length=1)]),
        platforms=tuple(platform for platform in platforms if folded_name(platform.maker) in makers),
        sources=sources,
        portfolio=portfolio,
        terms=load("terms.yaml", Terms),
        voltage_advice=load("voltage_advice.yaml", tuple[VoltageAdvice, ...]),
        tables=load_tables(lambda name: library.find("catalog", f"tables/{name}").read_bytes()),
        prices=prices,
        digest=library.digest("catalog", "**/*.*"),
    )
    _check_sources(trees, sources)
    return catalog


def _prices(library: Library, platforms: list[str], trees: list[Tree]) -> PriceList:
    """Return every price book, each examined; their trees are added to *trees*."""
    own = [tree_of(library.find("catalog", name)) for name in library.names("catalog", "prices/*.yaml")]
    books: list[PriceBook] = []
    for tree in own:
        books.append(validated(tree, PriceBook))
        refuse(tree, (), faults(books[-1], platforms))
    if twice := overlap(books):
        first, second = (own[index].place(("valid_from",)) for index in twice)
        raise faulty(second, "valid_from", f"a book in this currency is valid on that day already: {first}; a platform has one price")
    trees.extend(own)
    return PriceList(books=tuple(books))


def load_rulebook(library: Library, catalog: Catalog) -> Rulebook:
    """Return every rule that counts in *library*, each held against the quantities that may be named."""
    quantities = _quantities(library, catalog)
    proofs, asked = (tree_of(library.find("catalog", name)) for name in ("standards.yaml", "clauses.yaml"))
    standards: dict[str, Standard] = validated(proofs, dict[StandardKey, Standard])
    clauses: dict[str, Clause] = validated(asked, dict[ClauseKey, Clause])
    for name, clause in clauses.items():
        refuse(asked, (name,), standard_faults(clause.standards, standards))
    trees = [tree_of(library.find("catalog", name)) for name in library.names("catalog", "rules/*.yaml")]
    rules: list[Rule] = []
    for tree in trees:
        for index, rule in enumerate(validated(tree, tuple[Rule, ...])):
            refuse(tree, (index,), (*rule_faults(rule, quantities), *_field_faults(rule), *standard_faults(rule.standards, standards)))
            rules.append(rule)
    _check_ids(trees)
    _check_sources((proofs, asked, *trees), catalog.sources)
    digest = library.digest("catalog", "rules/*.yaml")
    return Rulebook.model_construct(rules=tuple(rules), quantities=quantities, standards=standards, clauses=clauses, digest=digest)


def _quantities(library: Library, catalog: Catalog) -> dict[str, Declared]:
    """Return what rules may name, with ranges; a figure of the platform must be one that platforms have."""
    tree = tree_of(library.find("catalog", "quantities.yaml"))
    quantities: dict[str, Declared] = validated(tree, dict[str, Declared])
    for name, declared in quantities.items():
        refuse(tree, (name,), quantity_faults(name, declared))
        if "platform" in declared.given_by and figure_name(name) not in Platform.model_fields:
            raise faulty(tree.place((name, "given_by")), f"{name}.given_by", f"no platform has a figure named {figure_name(name)}")
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
    raise faulty(tree.place((name, "like")), f"{name}.like", problem)


def _field_faults(rule: Rule) -> Iterator[Fault]:
    """Yield which of the fields that a rule serves no requirement has: no wish would ever reach it."""
    for index, path in enumerate(rule.where):
        if path not in field_paths():
            near = nearest(path, field_paths())
            yield ("where", index), f"{path} is no field of a requirement" + (f', did you mean "{near}"?' if near else "")


def _check_sources(trees: Iterable[Tree], known: Mapping[str, Reference]) -> None:
    """Refuse what names a source that is not listed."""
    for tree in trees:
        for key, path in texts_under(tree, "source", "custom_source"):
            if key not in known:
                raise faulty(tree.place(path), dotted(path), f"{key} is not in catalog/sources")


def _check_ids(trees: Iterable[Tree]) -> None:
    """Refuse an id that is given twice in files of one sort."""
    seen: dict[str, Place] = {}
    for tree in trees:
        for key, path in texts_under(tree, "id"):
            place = tree.places[path]
            if first := seen.get(key):
                raise faulty(place, key, f"this id is given twice, first in {first.file}:{first.line}")
            seen[key] = place

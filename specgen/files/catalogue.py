"""Catalogue, rules, wording, brand and workspace: read with the same reader as a customer's file, faults told to their maintainer."""

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from specgen.brand import Brand
from specgen.catalog import Application, Catalog, Default, FocusClass, Material, Platform, Portfolio, Reference, Terms
from specgen.errors import MaintainerError
from specgen.fields import Scalar, folded_name
from specgen.files.library import Library
from specgen.files.reader import Tree, decode, parse
from specgen.findings import dotted
from specgen.issue import Workspace
from specgen.rules import Rule, Rulebook
from specgen.wording import Wording, flatten


def load_catalog(library: Library) -> Catalog:
    """Return the catalogue that counts in *library*, or raise `MaintainerError` with file, line and column."""
    portfolio = _load(library, "catalog", "portfolio.yaml", Portfolio)
    sources: dict[str, Reference] = {}
    for name in library.names("catalog", "sources/*.yaml"):
        sources |= _load(library, "catalog", name, dict[str, Reference])
    platforms = [_load(library, "catalog", name, Platform) for name in library.names("catalog", "platforms/*.yaml")]
    makers = {folded_name(maker) for maker in portfolio.makers}
    catalog = Catalog.model_construct(
        classes=_load(library, "catalog", "classes.yaml", tuple[FocusClass, ...]),
        platforms=tuple(platform for platform in platforms if folded_name(platform.maker) in makers),
        applications=_load(library, "catalog", "applications.yaml", tuple[Application, ...]),
        materials=_load(library, "catalog", "materials.yaml", tuple[Material, ...]),
        defaults=_load(library, "catalog", "defaults.yaml", dict[str, Default]),
        sources=sources,
        portfolio=portfolio,
        terms=_load(library, "catalog", "terms.yaml", Terms),
        digest=library.digest("catalog", "**/*.yaml"),
    )
    _check_sources(catalog)
    return catalog


def load_rulebook(library: Library, catalog: Catalog) -> Rulebook:
    """Return every rule that counts in *library*."""
    rules: list[Rule] = []
    for name in library.names("catalog", "rules/*.yaml"):
        rules.extend(_load(library, "catalog", name, tuple[Rule, ...]))
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise MaintainerError("catalog/rules", rule.id, "this id is given twice")
        if rule.source not in catalog.sources:
            raise MaintainerError("catalog/rules", rule.id, f"the source {rule.source} is not in catalog/sources")
        seen.add(rule.id)
    return Rulebook.model_construct(rules=tuple(rules), digest=library.digest("catalog", "rules/*.yaml"))


def load_wording(library: Library, language: str) -> Wording:
    """Return the phrases of *language*."""
    path = library.find("templates", f"wording/{language}.yaml")
    return Wording(language, flatten(_plain(_tree(path).value)))


def load_workspace(folder: Path | None) -> Workspace:
    """Return what the workspace *folder* says, or the empty workspace."""
    return load_model(folder / "specgen.yaml", Workspace) if folder else Workspace()


def load_brand(library: Library, name: str) -> Brand:
    """Return the brand *name*."""
    brand: Brand = _load(library, "templates", f"brands/{name}/brand.yaml", Brand)
    return brand


def load_model(path: Path, model: Any) -> Any:
    """Return a maintainer's YAML file as *model*, or raise `MaintainerError` with file, line and column."""
    tree = _tree(path)
    try:
        return TypeAdapter(model).validate_python(tree.value)
    except ValidationError as error:
        first = error.errors()[0]
        place = tree.place(tuple(step for step in first["loc"] if isinstance(step, str | int)))
        where = f"{path}:{place.line}:{place.column}" if place else str(path)
        facts = " ".join(str(value) for key, value in first.get("ctx", {}).items() if key != "code")
        raise MaintainerError(where, dotted(first["loc"]), f"{first['msg']} {facts}".strip()) from None


def _load(library: Library, area: str, name: str, model: Any) -> Any:
    return load_model(library.find(area, name), model)


def _tree(path: Path) -> Tree:
    try:
        text, findings = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise MaintainerError(str(path), "", f"cannot be read: {error.strerror}") from None
    tree = parse(text, str(path)) if not findings else Tree(findings=findings)
    for finding in tree.findings:
        place = finding.place
        where = f"{path}:{place.line}:{place.column}" if place else str(path)
        raise MaintainerError(where, "", " ".join(value.lstrip("@") for _, value in finding.facts))
    return tree


def _plain(value: Any) -> Any:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return {key: _plain(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _check_sources(catalog: Catalog) -> None:
    """Refuse a figure whose source is not listed, and a platform id that is given twice."""
    used = [(f"platforms/{p.id}.yaml", s.source) for p in catalog.platforms for s in p.focal_spots]
    used += [
        (f"platforms/{p.id}.yaml", figure.source)
        for p in catalog.platforms
        for name in Platform.model_fields
        if (figure := getattr(p, name)) is not None and hasattr(figure, "source")
    ]
    used += [("classes.yaml", c.source) for c in catalog.classes] + [("defaults.yaml", d.source) for d in catalog.defaults.values()]
    used.append(("portfolio.yaml", catalog.portfolio.custom_source))
    for file, key in used:
        if key not in catalog.sources:
            raise MaintainerError(f"catalog/{file}", "source", f"{key} is not in catalog/sources")
    ids = [platform.id for platform in catalog.platforms]
    for platform_id in ids:
        if ids.count(platform_id) > 1:
            raise MaintainerError("catalog/platforms", platform_id, "this id is given twice")

"""A third language made of data alone: every English text with its letters exchanged for Georgian ones, which the brands' fonts lack.

What is then still in Latin letters in a document is data, or a word that no file of words holds.
"""

import atexit
import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import yaml
from making import DATE, EXAMPLES, MAKERS, ROOT, icc_profile_left_open, kit

from specgen import pipeline
from specgen.catalog import terms_of
from specgen.files.looks import documented
from specgen.pipeline import Kit, Wish

_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_GEORGIAN: Final = dict(zip(_LATIN + _LATIN.upper(), [chr(0x10D0 + index % 26) for index in range(52)], strict=True))
_KEPT: Final = re.compile(r"\{[^}]*\}|_[A-Za-z]+_")  # places for values, and the letters of formulas
BRAND: Final = "kartuli"


def georgian(text: str) -> str:
    """Return *text* in Georgian letters, one for each Latin one."""
    parts, at = [], 0
    for kept in _KEPT.finditer(text):
        parts += ["".join(_GEORGIAN.get(c, c) for c in text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*parts, "".join(_GEORGIAN.get(c, c) for c in text[at:])])


def _nested(phrases: dict[str, str]) -> dict[str, Any]:
    """Return phrases under their dotted keys; names in them may hold points themselves, which makes no difference once flattened."""
    tree: dict[str, Any] = {"locale": "ka"}
    for key, text in phrases.items():
        group, _, rest = key.partition(".")
        tree.setdefault(group, {})[rest or "name"] = text
    return tree


def phrases() -> dict[str, str]:
    """Return every phrase that documents show; units are the same in every language."""
    shown = documented(kit().wording.phrases, kit().library)
    return {key: text if key.startswith("unit.") else georgian(text) for key, text in shown.items()}


@cache
def workspace(maker: str = "packaged") -> Path:
    """Return a copy of the maker's workspace with the language `ka` and a brand that has a fallback font: files, and nothing else."""
    folder = Path(mkdtemp(prefix="specgen-georgian-"))
    atexit.register(shutil.rmtree, folder)
    if maker == "packaged":
        write(folder / "specgen.yaml", "{}\n")
    else:
        shutil.copytree(MAKERS[maker], folder, dirs_exist_ok=True)
    brand = (ROOT / "templates/brands/source-ray/brand.yaml").read_text("utf-8").replace("id: source-ray", f"id: {BRAND}")
    write(folder / f"templates/brands/{BRAND}/brand.yaml", f"{brand}fallback_families: DejaVu Sans\n")
    write(folder / "templates/wording/ka.yaml", dumped(_nested(phrases())))
    told = terms_of((kit(maker).catalog, kit(maker).rulebook, kit(maker).workspace.sender))
    terms = {str(term): georgian(term) for _, term in told if re.search("[a-z]{3}", term)}
    write(folder / "catalog/wording/ka/all.yaml", dumped(terms))
    return folder


@cache
def tools(maker: str = "packaged") -> Kit:
    """Return the kit of that workspace, loaded once."""
    return pipeline.open_kit(workspace(maker))


def written(tools: Kit, name: str, wish: Wish) -> dict[str, bytes]:
    """Return the outputs for an example by their endings."""
    with icc_profile_left_open():
        result, outputs = pipeline.propose(tools, pipeline.judge(tools, str(EXAMPLES / f"{name}.yaml")), wish, DATE)
    assert result.outcome == "done", result.findings
    return {file.rpartition(".")[2]: data for file, data in outputs.items()}


def dumped(tree: dict[str, Any]) -> str:
    """Return *tree* as YAML."""
    return yaml.safe_dump(tree, allow_unicode=True, width=10_000, sort_keys=False)


def write(path: Path, text: str) -> None:
    """Write *text* to *path*, whose folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")

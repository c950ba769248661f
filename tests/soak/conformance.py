"""PDF/A-3u and PDF/UA-1 of every example in every look: `make soak`, or `python tests/soak/conformance.py FOLDER`.

Every example by both makers, in every brand, language and kind that the maker has, on both papers, released and as a draft. The
files stay in FOLDER; the run ends with 1 where veraPDF finds anything, and without a JDK it says so and judges nothing.
"""

import itertools
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import verapdf  # noqa: E402
from making import ACCEPTED, DATE, EXAMPLES, MAKERS, kit  # noqa: E402

from specgen import pipeline  # noqa: E402
from specgen.issue import KINDS, SPECIFICATION  # noqa: E402
from specgen.specification import SPECIFIED  # noqa: E402

PAPERS: Final = ("a4", "letter")
_AT_ONCE: Final = 100  # files in one virtual machine


def looks(maker: str) -> Iterator[pipeline.Wish]:
    """Yield every brand, language, kind and paper that *maker* can ask for; the draft mark alternates, for it changes one line."""
    library = kit(maker).library
    brands = [Path(name).parent.name for name in library.names("templates", "brands/*/brand.yaml")]
    languages = [Path(name).stem for name in library.names("templates", "wording/*.yaml")]
    for index, (brand, language, kind, paper) in enumerate(itertools.product(brands, languages, KINDS, PAPERS)):
        yield pipeline.Wish(brand=brand, language=language, kind=kind, paper=paper, draft=index % 2 == 1)


def write(folder: Path) -> list[Path]:
    """Return the files of every document, written into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for maker, name in itertools.product(MAKERS, ACCEPTED):
        judged = pipeline.judge(kit(maker), str(EXAMPLES / f"{name}.yaml"))
        for wish in looks(maker):
            if wish.kind == SPECIFICATION and judged.decision and judged.decision.status not in SPECIFIED:
                continue  # the same document as the proposal
            _, outputs = pipeline.propose(kit(maker), judged, wish, DATE)
            (pdf,) = (data for output, data in outputs.items() if output.endswith(".pdf"))
            files.append(folder / f"{maker}-{name}-{wish.brand}-{wish.language}-{wish.kind}-{wish.paper}.pdf")
            files[-1].write_bytes(pdf)
    return files


def main(folder: Path) -> int:
    """Return 0 where every document conforms."""
    if lack := verapdf.lacking():
        print(lack)
        return 0
    warnings.filterwarnings("ignore", category=ResourceWarning)  # WeasyPrint leaves its colour profile to the garbage collector
    files = write(folder)
    judged = [one for at in range(0, len(files), _AT_ONCE) for one in verapdf.judge(files[at : at + _AT_ONCE])]
    faulty = [one for one in judged if one.verdict != "pass" or one.rules != verapdf.RULES[one.flavour]]
    for one in faulty:
        print(one.verdict, one.flavour, one.file, *one.said, sep="\n  ")
    print(f"{len(files)} documents, {len(judged)} judgements, {sum(one.checks for one in judged)} checks, {len(faulty)} not passed")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

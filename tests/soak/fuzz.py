"""Fuzzing guided by coverage, for as long as one likes: `make soak`, or `python tests/soak/fuzz.py SECONDS FOLDER`.

Whatever a file holds must end in findings with places or in a requirement with its decision; any other exception ends the
run with the input that caused it. What has been found stays in FOLDER, so that the next run goes on from there.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

FORMS: Final = (".yaml", ".json", ".csv", "sheet", "texts")  # the last byte of an input says which


def seeds() -> dict[str, bytes]:
    """Return inputs to start from: the examples and the files of the tests."""
    found = {}
    for path in [*ROOT.glob("examples/*.yaml"), *(ROOT / "tests/broken").iterdir(), *(ROOT / "tests/hostile").iterdir()]:
        if path.suffix in FORMS and path.stat().st_size < 20_000:
            found[path.name] = path.read_bytes() + bytes([FORMS.index(path.suffix)])
    from fuzzing import SHEET, TEXTS, part_of_book  # noqa: PLC0415

    return found | {"sheet": part_of_book(SHEET) + bytes([3]), "texts": part_of_book(TEXTS) + bytes([4])}


def words() -> str:
    """Return the dictionary: keys, units and marks."""
    from specgen.requirement import field_paths  # noqa: PLC0415
    from specgen.units import KINDS  # noqa: PLC0415

    found = {key for path in field_paths() for key in path.split(".")} | {f"1 {unit}" for kind in KINDS for unit in kind.units}
    found |= {
        "---",
        "<<: ",
        "!!str ",
        "&a ",
        "*a",
        "? ",
        "|\n",
        "%YAML 1.2",
        "\\u202e",
        "\\ud83d",
        "continuous",
        "specimen.path[0].",
        "steel",
    }
    return "".join('"{}"\n'.format("".join(f"\\x{byte:02x}" for byte in word.encode())) for word in sorted(found))


def run(folder: Path) -> None:
    """Fuzz until libFuzzer's own limit; this is the inner process."""
    import atheris  # noqa: PLC0415  (installed by the target alone)

    with atheris.instrument_imports(include=["specgen"]):
        import fuzzing  # noqa: PLC0415

    place = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))

    def once(data: bytes) -> None:
        form = FORMS[data[-1] % len(FORMS)] if data else ".yaml"
        if form == "sheet":
            fuzzing.taken(place / "a.xlsx", fuzzing.in_a_book(fuzzing.SHEET, data[:-1]))
        elif form == "texts":
            fuzzing.taken(place / "a.xlsx", fuzzing.in_a_book(fuzzing.TEXTS, data[:-1]))
        else:
            fuzzing.taken(place / f"a{form}", data[:-1])

    atheris.Setup([sys.argv[0], *sys.argv[3:], str(folder / "corpus")], once)
    atheris.Fuzz()


def main(seconds: int, folder: Path) -> int:
    """Run the fuzzer in a process of its own and return its exit code; what it says of itself is printed."""
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for name, data in seeds().items():
        (folder / "corpus" / name).write_bytes(data)
    (folder / "words.dict").write_text(words())
    limits = [f"-max_total_time={seconds}", "-max_len=20000", "-timeout=20", "-rss_limit_mb=1500", "-print_final_stats=1"]
    options = [*limits, f"-dict={folder / 'words.dict'}", f"-artifact_prefix={folder}/"]
    command = [sys.executable, __file__, "run", str(folder), *options]
    log = folder / "log.txt"
    with log.open("wb") as out:
        code = subprocess.run(
            command, stdout=out, stderr=subprocess.STDOUT, check=False, env=os.environ | {"PYTHONHASHSEED": "0"}
        ).returncode
    lines = log.read_text("utf-8", "replace").splitlines()
    told = [line for line in lines if line.startswith("stat::") or "cov:" in line][-7:]
    print("\n".join([*told, f"exit code {code}; the whole of it: {log}"] if not code else lines[-60:]))
    return code


if __name__ == "__main__":
    if sys.argv[1] == "run":
        run(Path(sys.argv[2]))
    else:
        sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]).resolve()))

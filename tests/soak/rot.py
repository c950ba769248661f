"""Bit rot at length: `make soak`, or `python tests/soak/rot.py [HITS [OBJECTS [SEED]]]`, 500 over 200 unless told otherwise.

Each time one thing is damaged, the whole archive is verified, and the damage is mended again.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def main(hits: int = 500, objects: int = 200, seed: int = 1) -> int:
    """Print what was not found, or not named right, and the count; return the exit code."""
    from test_archive_rot import hunted  # noqa: PLC0415  (found by the path above)

    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        wrong = hunted(Path(folder), objects, hits, seed)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"rot: {hits} hits over {objects} objects, {len(wrong)} wrong, {time.monotonic() - started:.0f} s, {memory} MB")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

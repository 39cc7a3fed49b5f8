"""How fast collections are cleaned, and what that takes: `python tests/benchmarks/collection_speed.py`.

Documents are made from the test pages of this repository, each another. Every figure is of a whole process: a loop over
the library that reads and writes JSON lines, and `dechaff` with one and with two workers, on text and on HTML. The runs
of a round follow one another, so that a busy moment of the machine meets them all; the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOOP = """
import json, sys
from dechaff.records.cleaning import Cleaning
from dechaff.types import Record
cleaning, kind = Cleaning(), sys.argv[3]
with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as target:
    for line in source:
        row = json.loads(line)
        article = cleaning.clean(Record(row[kind], kind)).to_dict()
        row |= {f"article_{name}" if name in row else name: value for name, value in article.items()}
        target.write(json.dumps(row, ensure_ascii=False) + "\\n")
"""


def documents(kind: str, count: int) -> Iterator[dict[str, object]]:
    """Test pages over and over, with a number in each paragraph's place of names, so that no two are the same."""
    pattern = "fixtures/html/*/page.html" if kind == "html" else "fixtures/pages/*/source.txt"
    pages = [path.read_bytes().decode("utf-8", "replace") for path in sorted(ROOT.glob(pattern))]
    for n in range(count):
        yield {"id": n, kind: pages[n % len(pages)].replace(" the ", f" the {n} ", 3)}


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds of a whole process, and the most memory that its first process and all below it held, in MB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stderr=subprocess.DEVNULL)
    peaks: dict[int, int] = {}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            for pid in below(process.pid):
                peaks[pid] = max(peaks.get(pid, 0), resident(pid))

    thread = threading.Thread(target=watch)
    thread.start()
    code = process.wait()
    seconds = time.monotonic() - begun
    ended.set()
    thread.join()
    if code:
        raise SystemExit(f"{command} ended with {code}")
    return seconds, peaks.get(process.pid, 0) / 1024


def below(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = [int(c) for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(deeper for child in children for deeper in below(child))]


def resident(pid: int) -> int:
    """kB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def compare(kind: str, count: int, rounds: int, folder: Path) -> None:
    """A table for a kind of documents."""
    source = folder / f"{kind}.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for row in documents(kind, count):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    megabytes = source.stat().st_size / 1e6
    output = folder / "out.jsonl"
    clean = [sys.executable, "-m", "dechaff", str(source), "-o", str(output), "--overwrite", "-q", "--fail-on", "never"]
    commands = {
        "loop": [sys.executable, "-c", LOOP, str(source), str(output), kind],
        "-j 1": [*clean, "-j", "1"],
        "-j 2": [*clean, "-j", "2"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    memory: dict[str, float] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            seconds, peak = measure(command)
            taken[name].append(seconds)
            memory[name] = max(memory.get(name, 0.0), peak)
    print(f"\n{kind}: {count} documents, {megabytes:.0f} MB\n\n| | s | documents/s | MB/s | memory of the parent, MB |")
    print("|---|---|---|---|---|")
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        print(f"| {name} | {middle:.1f} | {count / middle:.0f} | {megabytes / middle:.2f} | {memory[name]:.0f} |")
    pairs = zip(taken["loop"], taken["-j 1"], taken["-j 2"], strict=True)
    ratios = [(one / loop, one / two) for loop, one, two in pairs]
    print(f"\none worker takes {statistics.median(r[0] for r in ratios):.2f} of the loop's time")
    print(f"two workers are {statistics.median(r[1] for r in ratios):.2f} times as fast as one")


def gigabyte(folder: Path) -> None:
    """What the first process holds while a gigabyte of JSON lines goes through it."""
    source, output = folder / "gigabyte.jsonl", folder / "out.jsonl"
    script = f"<script>{'var a = [1, 2, 3]; ' * 12_000}</script></body>"  # pages are mostly that
    with source.open("w", encoding="utf-8") as file:
        for row in documents("html", 4_200):
            page = str(row["html"])
            row["html"] = page.replace("</body>", script) if "</body>" in page else page + script
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    for workers in ("1", "2"):
        command = [sys.executable, "-m", "dechaff", str(source), "-o", str(output), "--overwrite", "-q", "-j", workers]
        seconds, peak = measure([*command, "--fail-on", "never"])
        size = source.stat().st_size / 1e6
        print(f"{size:.0f} MB of JSON lines, -j {workers}: {seconds:.0f} s, the parent holds {peak:.0f} MB at most")


def start_up() -> None:
    """Until `--version`, and until the article of one small page."""
    page = str(ROOT / "fixtures/html/article--en-amp/page.html")
    for name, arguments in (("--version", ["--version"]), ("one page", [page, "-q"])):
        command = [sys.executable, "-m", "dechaff", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        seconds = []
        for _ in range(7):
            begun = time.monotonic()
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
            seconds.append(time.monotonic() - begun)
        print(f"start-up, {name}: {statistics.median(seconds):.2f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kind", choices=("text", "html"), action="append")
    parser.add_argument("--gigabyte", action="store_true", help="only what a file of a gigabyte takes of memory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.gigabyte:
            return gigabyte(Path(folder))
        start_up()
        for kind in options.kind or ("text", "html"):
            compare(kind, options.documents, options.rounds, Path(folder))


if __name__ == "__main__":
    main()

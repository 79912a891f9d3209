"""Compares leitong with peers on the same collection: python benches/peers/run.py [--quick | --documents SIZE...]

Run it from anywhere. It makes a virtual environment below target/ with the versions of requirements.txt, builds the program,
generates collections (leitong generate, seed 0), and runs each contestant in a process of its own. What it measured goes to
results.json beside this file, and from there into plots.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import venv
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "peers"
PYTHON = WORK / "venv" / "bin" / "python"
LEITONG = ROOT / "target" / "release" / "leitong"
PEERS = [f"{peer}-{units}" for units in ("chars", "words") for peer in ("rensa", "gaoya", "datasketch")]
# Below this a peer's recall gains nothing (.832 at 0.5, .835 at 0.2): the other pairs are excerpts, which Jaccard does not find.
THRESHOLD = 0.5
# With words, 100,000 documents would take about an hour: each peer segments by Python's own jieba.
MOST_FOR_WORDS = 10_000
# Noise only adds: the least of several runs counts. Long runs have little of it.
RUNS, SHORT = 3, 5.0


@dataclass
class Cost:
    contestant: str
    documents: int
    threshold: float | None
    wall: float
    cpu: float
    peak_mib: float
    recall: float
    precision: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1,000 documents only")
    parser.add_argument("--documents", type=int, nargs="+", help="sizes, ascending [default: 1000 3000 10000]")
    args = parser.parse_args()
    sizes = args.documents or ([1_000] if args.quick else [1_000, 3_000, 10_000])
    prepare()
    costs = [measure(name, size, THRESHOLD if name else None) for size in sizes for name in [None, *peers(size)]]
    results = {"cores": os.cpu_count(), "costs": [asdict(cost) for cost in costs]}
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    subprocess.run([PYTHON, HERE / "plot.py"], check=True)


def peers(size: int) -> list[str]:
    return [peer for peer in PEERS if size <= MOST_FOR_WORDS or peer.endswith("chars")]


def prepare() -> None:
    if not PYTHON.exists():
        venv.create(WORK / "venv", with_pip=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"]
    subprocess.run(pip, check=True)
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)


def collection(size: int) -> tuple[Path, Path]:
    """The documents and the groups they belong to."""
    docs, truth = WORK / f"{size}.jsonl", WORK / f"{size}.truth.jsonl"
    command = [LEITONG, "generate", "--documents", str(size), "-o", docs, "--truth", truth, "--force", "-q"]
    subprocess.run(command, check=True)
    return docs, truth


def measure(name: str | None, size: int, threshold: float | None) -> Cost:
    costs = [once(name, size, threshold)]
    while len(costs) < RUNS and costs[0].wall < SHORT:
        costs.append(once(name, size, threshold))
    least = min(costs, key=lambda cost: cost.wall)
    least.cpu = min(cost.cpu for cost in costs)
    print(f"{least.contestant:>16} {size:>7}  {least.wall:8.2f} s wall {least.cpu:8.2f} s CPU", flush=True)
    return least


def once(name: str | None, size: int, threshold: float | None) -> Cost:
    docs, truth = collection(size)
    out = WORK / "out.json"
    if name is None:
        command = [LEITONG, "report", docs, "--diffs", "0", "--force", "-q", "-o", out]
    else:
        command = [PYTHON, HERE / "contestant.py", name, str(threshold), docs, out]
    wall, cpu, peak = run([str(part) for part in command])
    recall, precision = agreement(groups(truth), clusters(out) if name is None else groups(out))
    return Cost(name or "leitong", size, threshold, wall, cpu, peak, recall, precision)


def run(command: list[str]) -> tuple[float, float, float]:
    """Seconds of wall time, of CPU time, and the peak memory in MiB."""
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def groups(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        return {record["id"]: record["group"] for record in map(json.loads, lines)}


def clusters(report: Path) -> dict[str, str]:
    found = json.loads(report.read_text(encoding="utf-8"))["clusters"]
    return {member["id"]: str(cluster["id"]) for cluster in found for member in cluster["members"]}


def agreement(truth: dict[str, str], found: dict[str, str]) -> tuple[float, float]:
    """Recall and precision over pairs of documents; those without a group are alone."""

    def pairs(counts: Counter) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    both = pairs(Counter((truth[name], group) for name, group in found.items()))
    true, joined = pairs(Counter(truth.values())), pairs(Counter(found.values()))
    return both / max(true, 1), both / max(joined, 1)


if __name__ == "__main__":
    main()

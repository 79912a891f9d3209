"""Draws results.json as SVG, and prints its tables: python plot.py"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "leitong", "svg.fonttype": "none", "font.family": "sans-serif"})

import matplotlib.pyplot as plt  # noqa: E402 (the backend comes first)

HERE = Path(__file__).resolve().parent
INK = "#777777"  # legible on light and on dark pages
STYLES = {
    "leitong": ("#d62728", "o", "-"),
    "rensa-chars": ("#1f77b4", "s", "--"),
    "gaoya-chars": ("#2ca02c", "^", "--"),
    "datasketch-chars": ("#9467bd", "D", "--"),
    "rensa-words": ("#1f77b4", "s", ":"),
    "gaoya-words": ("#2ca02c", "^", ":"),
    "datasketch-words": ("#9467bd", "D", ":"),
}


def main() -> None:
    costs = json.loads((HERE / "results.json").read_text(encoding="utf-8"))["costs"]
    scaling(costs)
    ratios(costs)
    tables(costs)


def frame(width: float, height: float) -> tuple:
    figure, axes = plt.subplots(figsize=(width, height), layout="constrained")
    figure.patch.set_alpha(0)
    axes.patch.set_alpha(0)
    axes.tick_params(colors=INK, which="both")
    for side in axes.spines.values():
        side.set_color(INK)
    for label in (axes.xaxis.label, axes.yaxis.label, axes.title):
        label.set_color(INK)
    return figure, axes


def save(figure, name: str) -> None:
    figure.savefig(HERE / name, metadata={"Date": None})
    plt.close(figure)


def scaling(costs: list[dict]) -> None:
    figure, axes = frame(7.5, 4.2)
    largest = max(cost["documents"] for cost in costs)
    names = []
    for name, (color, marker, line) in STYLES.items():
        own = [cost for cost in costs if cost["contestant"] == name]
        x, y = [cost["documents"] for cost in own], [cost["wall"] for cost in own]
        axes.loglog(x, y, color=color, marker=marker, linestyle=line, label=name)
        # Beside the end of a line that stops early others go on.
        at, side = (-1, "left") if x[-1] == largest else (0, "right")
        names.append((side, y[at], x[at], name))
    before = ("", 0.0)
    for side, y, x, name in sorted(names):
        # Names of lines that are close together would stand on each other.
        rise = 6 if side == before[0] and y < 1.25 * before[1] else 0
        offset = (6 if side == "left" else -6, rise)
        axes.annotate(name, (x, y), offset, textcoords="offset points", color=INK, ha=side, va="center", size=8)
        before = (side, y)
    axes.set(xlabel="documents", ylabel="seconds, two cores", title="From a file to groups")
    axes.margins(x=0.25)
    save(figure, "scaling.svg")


def ratios(costs: list[dict]) -> None:
    # Not every contestant takes part at every size.
    contestants = Counter(cost["documents"] for cost in costs)
    largest = max(contestants, key=lambda size: (contestants[size], size))
    last = [cost for cost in costs if cost["documents"] == largest]
    own = next(cost for cost in last if cost["contestant"] == "leitong")
    last.sort(key=lambda cost: -cost["wall"])
    figure, axes = frame(7.5, 3.8)
    places = range(len(last))
    for shift, (field, title, color) in zip((0.2, -0.2), (("wall", "time", "#1f77b4"), ("peak_mib", "memory", "#ff7f0e"))):
        values = [cost[field] / own[field] for cost in last]
        bars = axes.barh([at + shift for at in places], values, 0.38, color=color, label=title)
        axes.bar_label(bars, [f"{title} × {value:.2f}" for value in values], padding=3, color=INK, size=8)
    axes.set_yticks(list(places), [cost["contestant"] for cost in last])
    axes.set_xscale("log")
    axes.margins(x=0.2)
    axes.set(xlabel="leitong = 1", title=f"{largest:,} documents")
    save(figure, "ratios.svg")


def tables(costs: list[dict]) -> None:
    for size in sorted({cost["documents"] for cost in costs}):
        same = [cost for cost in costs if cost["documents"] == size]
        own = next(cost for cost in same if cost["contestant"] == "leitong")
        print(f"\n| {size:,} documents | threshold | wall | CPU | peak memory | recall | precision |\n|---|---|---|---|---|---|---|")
        for cost in same:
            ratio = {field: f"{cost[field] / own[field]:.2f}" for field in ("wall", "cpu", "peak_mib")}
            if cost is own:
                ratio = {
                    "wall": f"{own['wall']:.2f} s = 1",
                    "cpu": f"{own['cpu']:.2f} s = 1",
                    "peak_mib": f"{own['peak_mib']:.0f} MiB = 1",
                }
            threshold = cost["threshold"] or "judged"
            figures = f"{cost['recall']:.3f} | {cost['precision']:.3f}"
            print(f"| {cost['contestant']} | {threshold} | {ratio['wall']} | {ratio['cpu']} | {ratio['peak_mib']} | {figures} |")


if __name__ == "__main__":
    main()

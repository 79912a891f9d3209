"""One contestant's whole job, in a process of its own: from a file of JSON Lines to groups of similar documents.

python contestant.py PEER-UNITS THRESHOLD DOCS.jsonl GROUPS.jsonl

PEER is datasketch, rensa or gaoya; UNITS is chars (5-grams of characters) or words (runs of three jieba words, the hidden
Markov model off, as leitong has them). Each peer is used as its own documentation does for batches: signatures of 128 values,
as many LSH bands as find a pair at the threshold with a probability of 0.99, candidates kept whose estimated similarity reaches
the threshold, and components of these.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator

VALUES = 128
RECALL = 0.99

Units = Callable[[str], list[str]]
Pair = tuple[int, int]


def characters(text: str) -> list[str]:
    return [text[at : at + 5] for at in range(max(len(text) - 4, 1))]


def words() -> Units:
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()

    def runs(text: str) -> list[str]:
        words = [word for word in jieba.cut(text, HMM=False) if word[0].isalnum()]
        return ["".join(words[at : at + 3]) for at in range(max(len(words) - 2, 1))]

    return runs


def bands(threshold: float) -> int:
    """The fewest bands, each of as many values as fit, that keep the promise."""
    for count in (8, 16, 32, 64, 128):
        if 1 - (1 - threshold ** (VALUES // count)) ** count >= RECALL:
            return count
    return VALUES


def by_datasketch(texts: Iterable[str], units: Units, threshold: float) -> Iterator[Pair]:
    from datasketch import MinHash, MinHashLSH

    sets = ([unit.encode() for unit in set(units(text))] for text in texts)
    signatures = MinHash.bulk(sets, num_perm=VALUES)
    count = bands(threshold)
    index = MinHashLSH(num_perm=VALUES, params=(count, VALUES // count))
    with index.insertion_session() as session:
        for key, signature in enumerate(signatures):
            session.insert(key, signature)
    for key, signature in enumerate(signatures):
        for other in index.query(signature):
            if other < key and signature.jaccard(signatures[other]) >= threshold:
                yield other, key


def by_rensa(texts: Iterable[str], units: Units, threshold: float) -> Iterator[Pair]:
    from rensa import RMinHash, RMinHashLSH

    signatures = RMinHash.from_token_sets((units(text) for text in texts), num_perm=VALUES, seed=42)
    index = RMinHashLSH(threshold=threshold, num_perm=VALUES, num_bands=bands(threshold))
    index.insert_many(signatures)
    for key, others in enumerate(index.query_all(signatures)):
        for other in others:
            if other < key and signatures[key].jaccard(signatures[other]) >= threshold:
                yield other, key


def by_gaoya(texts: Iterable[str], units: Units, threshold: float) -> Iterator[Pair]:
    from gaoya.minhash import MinHashStringIndex

    count = bands(threshold)
    native = units is characters
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=threshold,
        num_bands=count,
        band_size=VALUES // count,
        analyzer="char" if native else units,
        ngram_range=(5, 5) if native else None,
        id_container="vec",
    )
    texts = list(texts)
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    for key, others in enumerate(index.par_bulk_query(texts)):
        for other in others:
            if other < key:
                yield other, key


PEERS = {"datasketch": by_datasketch, "rensa": by_rensa, "gaoya": by_gaoya}


def components(count: int, pairs: Iterable[Pair]) -> list[int]:
    parent = list(range(count))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for a, b in pairs:
        parent[find(b)] = find(a)
    return [find(at) for at in range(count)]


def main(name: str, threshold: float, source: str, target: str) -> None:
    peer, kind = name.split("-")
    ids: list[str] = []

    def texts() -> Iterator[str]:
        with open(source, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                ids.append(record["id"])
                yield record["text"]

    units = characters if kind == "chars" else words()
    pairs = list(PEERS[peer](texts(), units, threshold))
    groups = components(len(ids), pairs)
    with open(target, "w", encoding="utf-8") as out:
        for name, group in zip(ids, groups):
            out.write(json.dumps({"id": name, "group": str(group)}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4])

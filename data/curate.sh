#!/usr/bin/env bash
# A whole curation: a mixed folder in; a clean corpus, reports, and a list of what left out.
#   data/curate.sh OUT        writes OUT/report/ OUT/report.json OUT/clean/ OUT/clean.removed.jsonl OUT/after.json
# LEITONG names the program, by default leitong on the PATH.
set -euo pipefail
leitong=${LEITONG:-leitong}
out=${1:?expected a folder for the results, found none: data/curate.sh OUT}
samples=$(cd "$(dirname "$0")" && pwd)/samples
mkdir -p "$out"

# Find what is alike: pages to read, and JSON for the next step.
"$leitong" report "$samples" --quiet -o "$out/report/" -o "$out/report.json"

# Look at the plan, then carry it out. Of editions the newest stays, then the longest.
"$leitong" curate "$out/report.json" --dry-run --keep newest,longest
"$leitong" curate "$out/report.json" -o "$out/clean/" --keep newest,longest

# Nothing is left but editions of other years, which leave only with --remove same-template.
"$leitong" report "$out/clean" --quiet -o "$out/after.json"

#!/usr/bin/env bash
# Makes the pictures of the README again from the sample data. Needs Chromium on the PATH.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --locked --quiet
leitong=$PWD/target/debug/leitong
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$leitong" report --quiet --lang zh data/samples/speeches data/samples/five-speeches.txt -o "$work/report/"
"$leitong" diff --lang zh --format html data/samples/speeches/credit/mobilization-2018.txt \
    data/samples/speeches/credit/mobilization-yunxi-edited.txt > "$work/diff.html"
# picture NAME PAGE WIDTH HEIGHT
picture() {
    chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/profile" \
        --window-size="$3,$4" --screenshot="$PWD/data/screenshots/$1.png" "file://$work/$2" 2>"$work/log" ||
        { cat "$work/log" >&2; exit 1; }
}
picture cluster report/clusters/1.html 1100 1000
picture diff diff.html 1100 900

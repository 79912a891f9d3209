#!/usr/bin/env bash
# The project's tests: format, lints, all tests, documentation. Installs what a fresh machine lacks.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v cargo >/dev/null; then
    echo "tests/run.sh: expected cargo (Rust 1.88 or later) on the PATH, found none; install it with rustup" >&2
    exit 2
fi
for component in rustfmt clippy; do
    if ! cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1; then
        rustup component add "$component"
    fi
done
# The pages are tested in a real browser.
if ! command -v chromium chromium-browser google-chrome >/dev/null; then
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk || true
    fi
    if ! command -v chromium chromium-browser google-chrome >/dev/null; then
        echo "tests/run.sh: no Chromium, and none could be installed: the pages are NOT tested in a browser;" \
            "install the package chromium as root and run this again" >&2
    fi
fi
cargo fmt --all --check
cargo clippy --locked --all-targets -- -D warnings
cargo clippy --locked --lib --no-default-features -- -D warnings
cargo test --locked
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

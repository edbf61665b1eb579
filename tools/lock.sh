#!/bin/sh
# Makes the hash-locked requirement files again: `make lock`. They name versions and hashes, never where to download them.
set -eu
cd "$(dirname "$0")/.."
lock() {
    output=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate \
        "$@" --output-file "$output"
}
lock requirements/run.txt pyproject.toml
lock requirements/build.txt requirements/build.in --constraints requirements/run.txt
lock requirements/test.txt pyproject.toml requirements/build.in requirements/test.in --constraints requirements/run.txt

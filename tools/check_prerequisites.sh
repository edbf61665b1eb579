#!/bin/sh
# Says clearly which of Python ≥ 3.11 (with venv), Node.js ^20.19 or ≥ 22.12, and npm is missing: `make setup`.
set -eu
python=${PYTHON:-python3}
failed=0

refuse() {
    echo "Expected $1, but $2. $3" >&2
    failed=1
}

if ! command -v "$python" >/dev/null; then
    refuse "Python 3.11 or newer" "there is no $python" "Install it, or name it: make PYTHON=/path/to/python3.12 …"
elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    refuse "Python 3.11 or newer" "$python is $("$python" --version)" "Install it, or name it: make PYTHON=/path/to/python3.12 …"
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    refuse "Python with its venv module" "$python has none" "Debian: apt-get install python3-venv"
fi

if ! command -v node >/dev/null; then
    refuse "Node.js ^20.19 or ≥ 22.12" "there is no node" "Install it from your system or from nodejs.org"
elif ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit((major == 20 && minor >= 19) || (major == 22 && minor >= 12) || major > 22 ? 0 : 1)'; then
    refuse "Node.js ^20.19 or ≥ 22.12" "node is $(node --version)" "Install a newer one from your system or from nodejs.org"
fi
command -v npm >/dev/null || refuse "npm" "there is none" "Debian: apt-get install npm"
exit "$failed"

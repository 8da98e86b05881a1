#!/usr/bin/env bash
# Put uv of the given version into .tools, a virtual environment of its own: scripts/uv.sh VERSION PYTHON
set -euo pipefail

version=$1
python=$2

"$python" - <<'CHECK' || exit 1
import sys

if sys.version_info < (3, 11):
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Name one: make PYTHON=python3.11")
CHECK
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  echo "python3-venv is missing; install it: apt-get install python3-venv" >&2
  exit 1
fi

rm -rf .tools
"$python" -m venv .tools
.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$version"

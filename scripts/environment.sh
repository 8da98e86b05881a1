#!/usr/bin/env bash
# Bring .venv to exactly what requirements.lock names, and put Signoff into it: scripts/environment.sh UV PYTHON
set -euo pipefail

uv=$1
python=$2

rm -f .venv/ready
# An environment of a Python that has gone, or that was moved here, cannot be mended: make a new one.
if ! .venv/bin/python -c 'import os, sys; sys.exit(os.path.realpath(sys.prefix) != os.path.realpath(".venv"))' 2>/dev/null
then
  "$uv" venv --quiet --clear --python "$python" .venv
fi
"$uv" pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
"$uv" pip install --quiet --python .venv/bin/python --no-deps --editable .

#!/usr/bin/env bash
# Bring the engines that Signoff is measured beside into an environment of their own: environment.sh UV PYTHON PLACE
# What cannot be had is left out; the bench then says so.
set -euo pipefail

uv=$1
python=$2
place=$3
here=$(dirname "$0")
restate=1.7.12

rm -rf "$place"
"$uv" venv --quiet --python "$python" "$place"
"$uv" pip install --quiet --python "$place/bin/python" --requirements "$here/requirements.txt" \
  || echo "the other engines could not be installed: they are not measured" >&2
if command -v npm > /dev/null; then
  npm install --prefix "$place" --silent --no-audit --no-fund "@restatedev/restate-server@$restate" > /dev/null 2>&1 \
    || echo "Restate's server could not be installed: it is not measured" >&2
fi
touch "$place/ready"

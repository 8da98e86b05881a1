#!/usr/bin/env bash
# Bring the programs of others that tests run into an environment of their own: environment.sh UV PYTHON PLACE
set -euo pipefail

uv=$1
python=$2
place=$3

rm -rf "$place"
"$uv" venv --quiet --python "$python" "$place"
"$uv" pip install --quiet --python "$place/bin/python" --requirements "$(dirname "$0")/requirements.txt"
touch "$place/ready"

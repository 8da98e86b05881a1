#!/usr/bin/env bash
# Install what the tests need of the system, if it is missing: a browser, a PDF reader, npm, and a PostgreSQL that is not ours.
set -euo pipefail

declare -A package_of=([chromium]=chromium [chromium-headless-shell]=chromium-headless-shell [pg_lsclusters]=postgresql [pdftotext]=poppler-utils [pdftoppm]=poppler-utils [pdfsig]=poppler-utils [openssl]=openssl [node]=nodejs [npm]=npm)
missing=()
for command in "${!package_of[@]}"; do
  command -v "$command" >/dev/null || missing+=("${package_of[$command]}")
done
# A browser without these shows empty boxes: the screenshots would show nothing of the Chinese pages.
[ -n "$(fc-list :lang=zh 2>/dev/null)" ] || missing+=(fontconfig fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "these packages are missing, and there is no sudo: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update --quiet=2
"${as_root[@]}" apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" </dev/null

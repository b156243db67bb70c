#!/bin/sh
# Fills .venv with the locked libraries (`runtime` or `test`) and links the platform into it.
# Does nothing when the lock did not change: the second `make run` starts in seconds.
set -eu
cd "$(dirname "$0")/.."
wanted=$1
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

command -v "$python" >/dev/null 2>&1 || {
  say "Het programma $python ontbreekt. Installeer het pakket python3 (3.11 of nieuwer)."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  say "Deze Python is te oud. Installeer Python 3.11 of nieuwer, of geef PYTHON=python3.12 mee."; exit 1; }
"$python" -c 'import venv, ensurepip' >/dev/null 2>&1 || {
  say "De module venv ontbreekt. Installeer het pakket python3-venv."; exit 1; }
free=$(df -Pk . | awk 'NR==2 {print $4}')
[ "$free" -ge 1500000 ] || [ -d .venv ] || { say "Te weinig ruimte op deze schijf: er is 1,5 GB nodig."; exit 1; }

if [ "$wanted" = runtime ] && [ -f .venv/.locked-test ]; then wanted=test; fi
lock=requirements/$wanted.txt
mark=.venv/.locked-$wanted
if [ -x .venv/bin/netwerkzorg ] && [ -f "$mark" ] && cmp -s "$lock" "$mark"; then exit 0; fi

[ -x .venv/bin/python ] || { say "Omgeving maken in .venv …"; "$python" -m venv .venv; }
export PIP_DISABLE_PIP_VERSION_CHECK=1
say "Bibliotheken installeren ($wanted, met controle op hash) …"
.venv/bin/python -m pip install -q --require-hashes -r "$lock" || {
  say "Installeren lukte niet. Is er internet? Een volgende keer gaat verder waar dit stopte."; exit 1; }
.venv/bin/python -m pip install -q --no-deps --no-build-isolation -e .
cp "$lock" "$mark"
say "Klaar met installeren."

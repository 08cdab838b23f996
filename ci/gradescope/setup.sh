#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image of the autograder: it installs kata, and fails where kata cannot
# work, so that the teacher learns it and not the first student.
set -euo pipefail

root=${AUTOGRADER_ROOT:-/autograder}
cd "$root/source"

if ! command -v python3 >/dev/null || ! python3 -I -c 'import ensurepip' 2>/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates python3 python3-venv
fi
if ! python3 -I -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "kata needs Python 3.11 or newer: choose a newer base image in Gradescope, Ubuntu 24.04 or later" >&2
  exit 1
fi

# A wheel in the zip goes before what PyPI has.
shopt -s nullglob
wheels=(kata_runner-*.whl)
python3 -I -m venv "$root/kata"
"$root/kata/bin/python" -I -m pip install --quiet --disable-pip-version-check -- "${wheels[0]:-kata-runner}"

# What this machine can enforce; where it says that no sandbox works, nothing will be judged.
"$root/kata/bin/kata" doctor || echo "kata doctor finds no sandbox here; see docs/grading-in-ci.md" >&2

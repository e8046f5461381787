#!/usr/bin/env bash
# Runs suites as a Bazel test. The shard variables are read by shakedown itself; this script says
# where Bazel wants the reports. Arguments are those of "shakedown run".
set -euo pipefail
outputs=${TEST_UNDECLARED_OUTPUTS_DIR:-${TEST_TMPDIR:-.}}
exec "${SHAKEDOWN:-shakedown}" run "$@" --color never \
  --junit "${XML_OUTPUT_FILE:-$outputs/junit.xml}" \
  --json "$outputs/report.json" --html "$outputs/report.html"

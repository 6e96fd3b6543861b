#!/usr/bin/env bash
# A task of Huey for the 1st and for Mondays runs when the 1st is a Monday; cron runs it on either.
#
# Huey 3.5.4. crontab(day="1", day_of_week="1") has the fields and the syntax of cron. If both days are restricted,
# POSIX has the job run when one of them matches, "0 3 1 * 1" on five or six days a
# month. Huey wants both, so it is a task for one or two days a year: a clean-up that is written like its line in a
# crontab does nearly nothing, and nothing says so.
#
# What helps: two tasks, one for each field.
#
#> In 2024 it runs on 2024-01-01, 2024-04-01, 2024-07-01
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check huey==3.5.4
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
from datetime import datetime, timedelta

from huey import crontab

is_due = crontab(minute="0", hour="3", day="1", day_of_week="1")
nights = [datetime(2024, 1, 1, 3) + timedelta(days=day) for day in range(366)]
print("In 2024 it runs on", ", ".join(f"{night:%Y-%m-%d}" for night in nights if is_due(night)))
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

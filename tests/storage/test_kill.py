"""kill −9 at random moments: nothing that was acknowledged is lost, the file opens clean."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HARNESS = Path(__file__).with_name("kill_harness.py")
RUNS, KILLS = 2, 110


def test_no_acknowledged_field_is_lost(tmp_path: Path) -> None:
    runs = [
        subprocess.Popen(
            [
                sys.executable,
                str(HARNESS),
                str(tmp_path / f"w{seed}.symbio"),
                str(KILLS),
                str(seed),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(RUNS)
    ]
    ended = [(*run.communicate(timeout=600), run.returncode) for run in runs]
    for out, err, code in ended:
        assert code == 0, err
        kills, commits, backups, migrations = map(int, out.split())
        assert kills == KILLS
        assert commits > KILLS // 2
        assert backups > 0
        assert migrations > 0, "no kill hit a migration before its end"

"""A PostgreSQL cluster of one's own in a temporary folder, from the server that Debian installs."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path("/usr/lib/postgresql")
NOBODY: Final = "postgres"  # the server refuses to run as root


def programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(ROOT.glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def cluster(settings: tuple[str, ...] = ()) -> Iterator[str]:
    """Start a cluster; yields its address, ``postgresql://…/postgres``."""
    home = programs()
    if home is None:
        raise FileNotFoundError("postgresql: sh setup.sh test")
    folder = Path(tempfile.mkdtemp(prefix="hubdb-"))
    _hand_over(folder)
    data, port = folder / "data", _free_port()
    try:
        _run(home / "initdb", "-D", data, "-U", NOBODY, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")  # fmt: skip
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 " + " ".join(
            f"-c {each}" for each in settings
        )
        _run(home / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://{NOBODY}@127.0.0.1:{port}/postgres"
        finally:
            _run(home / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam(NOBODY)
        os.chown(folder, user.pw_uid, user.pw_gid)


def _run(*words: object) -> None:
    command = [str(w) for w in words]
    if os.geteuid() == 0:
        command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
    done = subprocess.run(
        command, capture_output=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        cwd="/", check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

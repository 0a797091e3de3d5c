"""A PostgreSQL cluster of one's own in a temporary folder, from the server that Debian installs."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

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
        options = [f"-p{port}", f"-k{folder}", "-clisten_addresses=127.0.0.1"]
        options += [f"-c{each}" for each in settings]
        command = _as_nobody(["--pdeathsig=QUIT"], home / "postgres", "-D", data, *options)
        with (folder / "log").open("wb") as log, _serving(command, log) as server:
            address = f"postgresql://{NOBODY}@127.0.0.1:{port}/postgres"
            _wait(address, server)
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _serving(command: list[str], log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The server, which ends with us however we end."""
    with subprocess.Popen(command, cwd="/", stdout=log, stderr=log) as server:
        try:
            yield server
        finally:
            server.send_signal(signal.SIGQUIT)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _try in range(600):
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("postgres does not start")


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam(NOBODY)
        os.chown(folder, user.pw_uid, user.pw_gid)


def _as_nobody(options: list[str], *words: object) -> list[str]:
    """A command for the server's user, where we are root."""
    if os.geteuid() == 0:
        options = [*options, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return ["setpriv", *options, *map(str, words)] if options else [str(w) for w in words]


def _run(*words: object) -> None:
    done = subprocess.run(
        _as_nobody([], *words), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        cwd="/", check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stderr[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

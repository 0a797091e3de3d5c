"""Settings of a hub, one frozen object."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Where a hub keeps things and how much it takes.

    ``folder`` holds uploads under way and accepted packages; ``database`` is an SQLAlchemy address:
    SQLite for a try, PostgreSQL in service. Sizes are bytes, times seconds.
    """

    folder: Path
    database: str
    name: str = "hub"
    max_package: int = 2048 * MIB
    max_sealed: int = 256 * MIB  # a closed package is opened in memory
    max_open_uploads: int = 100  # of one consultant at a time
    spare: int = 64 * MIB  # stays free on the disk
    upload_life: int = 7 * 24 * 3600  # an upload that nobody goes on with
    requests_per_minute: int = 3000  # of one key
    least_in_aggregate: int = 3  # enterprises behind a published sum
    catalogue_life: int = 60  # a signed catalogue is given out so long before it is made anew
    pack: str = "is-screening-ru"  # the methodology whose classes and scores the registry uses

    @property
    def uploads(self) -> Path:
        """Uploads under way."""
        return self.folder / "uploads"

    @property
    def packages(self) -> Path:
        """Packages that were taken in, by their hash."""
        return self.folder / "packages"

    @property
    def catalogues(self) -> Path:
        """Signed catalogues that were made."""
        return self.folder / "catalogues"

    @property
    def quarantine(self) -> Path:
        """Packages that were refused, kept for the operator."""
        return self.folder / "quarantine"


def default_settings(folder: Path) -> HubSettings:
    """A hub for a try: everything in one folder, SQLite inside it."""
    return HubSettings(folder, f"sqlite:///{folder / 'hub.sqlite'}")

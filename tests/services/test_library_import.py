"""Importing catalogues: all or nothing, newer for older, the core below; nothing breaks it."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from symbioaudit.base.errors import InputRefused, SymbioError
from symbioaudit.intake.guard import Limits
from symbioaudit.services import library, library_core
from symbioaudit.services.library import Outcome, import_file, open_library
from symbioaudit.storage import library as file

CLASSIFIERS = ("fkko", "okpd2", "okved2", "ewc", "nace", "okei", "ru_regions", "ru_cities", "its_ndt",
               "fkko_ewc_seed", "waste_operations_rd", "fkko_states", "fkko_hazard_classes",
               "unece_rec20")  # fmt: skip


def csv_of(path: Path, *rows: tuple[str, str]) -> Path:
    lines = ["Код ФККО;Наименование вида отхода", *(f"{code};{name}" for code, name in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def state(path: Path) -> tuple[list[object], list[object]]:
    """What the library says, in full."""
    with sqlite3.connect(path) as raw:
        catalogues = raw.execute("SELECT system, origin, entries, digest FROM catalogue").fetchall()
        entries = raw.execute("SELECT system, code, name, hidden FROM entry ORDER BY id").fetchall()
        words = raw.execute("SELECT count(*) FROM fts").fetchone()
    raw.close()
    return sorted(catalogues), [*entries, words]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


def test_every_reference_catalogue_is_taken_and_the_second_time_changes_nothing(
    shared: Path, place: Path
) -> None:
    files = [shared / "data" / f"{name}.csv" for name in CLASSIFIERS]
    with open_library(place) as opened:
        first = [import_file(opened, path) for path in files]
        before = state(place)
        second = [import_file(opened, path) for path in files]
        assert {done.outcome for done in first} == {Outcome.NEW}
        assert {done.outcome for done in second} == {Outcome.SAME}
        assert state(place) == before
        imported = {c.system: c for c in library.catalogues(opened) if c.origin == "imported"}
    assert imported["fkko"].complete
    assert imported["fkko"].rows == 9100
    assert not imported["okpd2"].complete  # to six digits only
    with open_library(place) as opened:  # and after closing
        assert library.name_of(opened, "rec20", "KGM") == "kilogram"
        assert library.search(opened, "компостирование", system="rd")[0].code == "R3"


def test_a_newer_edition_replaces_an_older_one(tmp_path: Path, place: Path) -> None:
    old = csv_of(tmp_path / "2025-01-01.csv", ("46101001205", "Лом"), ("35111101204", "Шлак"))
    new = csv_of(tmp_path / "2026-01-01.csv", ("46101001205", "Лом новый"))
    with open_library(place) as opened:
        assert import_file(opened, old).catalogue.as_of == date(2025, 1, 1)
        done = import_file(opened, new)
        assert done.outcome is Outcome.REPLACED
        assert done.before is not None
        assert library.name_of(opened, "fkko", "46101001205") == "Лом новый"
        with pytest.raises(InputRefused) as refused:
            import_file(opened, old)
        assert refused.value.code == "SA-8041"
        assert "01.01.2025" in refused.value.render("ru")
        assert library.name_of(opened, "fkko", "46101001205") == "Лом новый"
        import_file(opened, old, replace=True)
        assert library.name_of(opened, "fkko", "46101001205") == "Лом"


def test_a_torn_piece_does_not_push_out_a_catalogue(shared: Path, place: Path) -> None:
    with open_library(place) as opened:
        import_file(opened, shared / "data/fkko.csv")
        with pytest.raises(InputRefused) as refused:
            import_file(opened, shared / "cases/messy/fkko_codes_with_nbsp.csv")
        assert refused.value.code == "SA-8042"
        assert library.name_of(opened, "fkko", "35111101204")


def test_a_partial_import_lies_over_the_core_and_a_whole_one_in_its_place(
    shared: Path, tmp_path: Path, place: Path
) -> None:
    some = csv_of(tmp_path / "own.csv", ("46101001205", "Лом по-нашему"), ("99999999994", "Своё"))
    with open_library(place) as opened:
        import_file(opened, some)
        assert library.name_of(opened, "fkko", "46101001205") == "Лом по-нашему"
        assert library.name_of(opened, "fkko", "35111101204") != ""  # of the core
        assert not library.code_book(opened)("fkko", "12345678905").complete
        import_file(opened, shared / "data/fkko.csv", as_of=date(2026, 3, 25))
        assert library.name_of(opened, "fkko", "99999999994") == ""
        book = library.code_book(opened)
        assert book("fkko", "35111101204").entry is not None
        unknown = book("fkko", "12345678905")
        assert unknown.complete
        assert unknown.entry is None
        assert unknown.as_of == date(2026, 3, 25)
        library.forget(opened, "fkko")
        assert library.name_of(opened, "fkko", "35111101204") != ""
        assert not library.code_book(opened)("fkko", "12345678905").complete
        with pytest.raises(InputRefused) as refused:
            library.forget(opened, "fkko")
        assert refused.value.code == "SA-8043"


def test_damaged_codes_are_found_again_by_the_names_of_the_core(
    shared: Path, tmp_path: Path, place: Path
) -> None:
    path = csv_of(
        tmp_path / "damaged.csv",
        ("3 51  0 10 20 4", "Шлак доменный основной негранулированный"),
        ("3 51 1 11 20 4", "Такого нет"),
        ("46101001205", "Лом"),
        ("46110001515", "Лом чугунный"),
    )
    text = path.read_text("utf-8").replace("3 51  0 10 20 4", "3 51 \u00a0111 20 4")
    path.write_text(text, "utf-8")
    with open_library(place) as opened:
        done = import_file(opened, path)
        assert library.name_of(opened, "fkko", "35111101204")
    assert done.catalogue.rows == 3
    warned = [f.render("ru") for f in done.findings]
    assert any("прочитан как 35111101204" in line for line in warned)
    assert any("damaged!A3" in line for line in warned)


def test_the_core_is_rebuilt_when_it_changes_and_imports_stay(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(place) as opened:
        import_file(opened, csv_of(tmp_path / "own.csv", ("99999999994", "Своё")))
    room = tmp_path / "resources"
    shutil.copytree(library_core.core().folder, room / "classifiers")
    with (room / "classifiers/fkko.csv").open("a", encoding="utf-8") as more:
        more.write("88888888884,Новый вид\n")
    monkeypatch.setattr(library_core, "data_room", lambda _name: room)
    for cached in (library_core.core, library_core.systems):
        cached.cache_clear()
    try:
        with open_library(place) as opened:
            assert library.name_of(opened, "fkko", "88888888884") == "Новый вид"
            assert library.name_of(opened, "fkko", "99999999994") == "Своё"
            assert library.search(opened, "новый вид", system="fkko")[0].code == "88888888884"
            rows = {(c.system, c.origin.value): c.rows for c in library.catalogues(opened)}
            assert len(rows) == len(library.catalogues(opened))
    finally:
        monkeypatch.undo()
        for cached in (library_core.core, library_core.systems):
            cached.cache_clear()


def test_words_of_another_stemmer_are_indexed_anew(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(place) as opened:
        import_file(opened, csv_of(tmp_path / "own.csv", ("99999999994", "Загогулина")))
    with sqlite3.connect(place) as raw:
        raw.execute("UPDATE fts SET stems = '', words = ''")
        raw.execute("UPDATE meta SET value = '0/0' WHERE key = 'words'")
    raw.close()
    with open_library(place) as opened:
        assert library.search(opened, "загогулины", system="fkko")[0].code == "99999999994"


def test_cancelling_leaves_the_old_catalogue(shared: Path, tmp_path: Path, place: Path) -> None:
    with open_library(place) as opened:
        import_file(opened, csv_of(tmp_path / "own.csv", ("99999999994", "Своё")))
        before = state(place)
        seen: list[float] = []
        for limit in (0.1, 0.5, 0.9):
            with pytest.raises(InputRefused) as refused:
                import_file(
                    opened,
                    shared / "data/fkko.csv",
                    progress=seen.append,
                    cancelled=lambda limit=limit: bool(seen) and seen[-1] > limit,
                )
            assert refused.value.code == "SA-6008"
            assert state(place) == before
            seen.clear()
        import_file(opened, shared / "data/fkko.csv", progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_an_import_that_dies_leaves_the_old_catalogue(
    shared: Path, tmp_path: Path, place: Path
) -> None:
    """Killed at several depths of the writing, as by a power cut."""
    with open_library(place) as opened:
        import_file(opened, csv_of(tmp_path / "own.csv", ("99999999994", "Своё")))
    before = state(place)
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from symbioaudit.services import library\n"
        "def die(share):\n"
        "    if share > float(sys.argv[3]): os.kill(os.getpid(), signal.SIGKILL)\n"
        "with library.open_library(Path(sys.argv[1])) as opened:\n"
        "    library.import_file(opened, Path(sys.argv[2]), progress=die)\n"
    )
    for depth in ("0.41", "0.7", "0.99"):
        command = [sys.executable, "-c", program, str(place), str(shared / "data/fkko.csv"), depth]
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert state(place) == before
        with open_library(place) as opened:
            assert opened.raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_full_disk_leaves_the_old_catalogue(shared: Path, tmp_path: Path, place: Path) -> None:
    with open_library(place) as opened:
        import_file(opened, csv_of(tmp_path / "own.csv", ("99999999994", "Своё")))
    before = state(place)
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from symbioaudit.base.errors import SymbioError\n"
        "from symbioaudit.services import library\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "limit = Path(sys.argv[1]).stat().st_size + 300_000\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "with library.open_library(Path(sys.argv[1])) as opened:\n"
        "    try:\n"
        "        library.import_file(opened, Path(sys.argv[2]))\n"
        "    except SymbioError as fault:\n"
        "        sys.exit(fault.code)\n"
    )
    command = [sys.executable, "-c", program, str(place), str(shared / "data/fkko.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr.strip() in {"SA-5006", "SA-5007"}, done.stderr
    assert state(place) == before


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("zip-slip.zip", {"SA-6001"}),
        ("poc-xmlbomb-empty.xlsx", {"SA-6009", "SA-6003", "SA-6040"}),
        ("poc-shared-strings.xlsx", {"SA-6005", "SA-6006", "SA-6009", "SA-6003", "SA-6040"}),
        ("protected_passtika.xlsx", {"SA-6002"}),
        ("blns.json", {"SA-6040"}),
        ("54764-2.xlsx", {"SA-6009", "SA-6003"}),
    ],
)
def test_hostile_files_are_refused(shared: Path, place: Path, name: str, codes: set[str]) -> None:
    with open_library(place) as opened:
        before = state(place)
        with pytest.raises(InputRefused) as refused:
            import_file(opened, shared / "cases/badinput" / name)
        assert refused.value.code in codes
        assert state(place) == before


def test_a_missing_and_an_empty_file(tmp_path: Path, place: Path) -> None:
    (tmp_path / "empty.csv").touch()
    with open_library(place) as opened:
        for name, code in (("nothing.csv", "SA-1001"), ("empty.csv", "SA-6010")):
            with pytest.raises(InputRefused) as refused:
                import_file(opened, tmp_path / name)
            assert refused.value.code == code


def test_a_damaged_library_says_what_to_do(place: Path) -> None:
    place.write_bytes(b"this is not a database, this is a letter" * 100)
    with pytest.raises(SymbioError) as fault, open_library(place):
        pass
    assert fault.value.code == "SA-5040"
    with library.code_book_if_any(place) as book:
        assert book is None  # a broken library never stops the work


def test_another_database_is_not_touched(place: Path) -> None:
    with sqlite3.connect(place) as raw:
        raw.execute("CREATE TABLE mine (x)")
    raw.close()
    before = place.read_bytes()
    with pytest.raises(SymbioError) as fault, open_library(place):
        pass
    assert fault.value.code == "SA-5040"
    assert place.read_bytes() == before


def test_a_newer_library_is_refused_untouched(place: Path) -> None:
    with open_library(place):
        pass
    with sqlite3.connect(place) as raw:
        raw.execute(f"PRAGMA user_version={file.SCHEMA + 1}")
    raw.close()
    with pytest.raises(SymbioError) as fault, open_library(place):
        pass
    assert fault.value.code == "SA-5041"


def test_two_programs_at_first_use(place: Path) -> None:
    """Both make the library at once; both find it whole."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom symbioaudit.services import library\n"
        "with library.open_library(Path(sys.argv[1])) as opened:\n"
        "    print(len(library.search(opened, 'шлак доменный', system='fkko')))\n"
    )
    command = [sys.executable, "-c", program, str(place)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert {run.communicate(timeout=60)[0].strip() != "0" for run in runs} == {True}
    assert {run.returncode for run in runs} == {0}
    with open_library(place) as opened:
        held = library.catalogues(opened)
        assert len({c.system for c in held}) == len(held)


def test_while_another_program_writes_one_may_search_and_an_import_says_so(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "PATIENCE", 0.05)
    with open_library(place):
        pass
    writer = sqlite3.connect(place, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        with open_library(place) as opened:
            assert library.search(opened, "шлак")
            with pytest.raises(SymbioError) as fault:
                import_file(opened, csv_of(tmp_path / "own.csv", ("99999999994", "Своё")))
        assert fault.value.code == "SA-5042"
    finally:
        writer.execute("ROLLBACK")
        writer.close()


def test_a_place_that_cannot_be_written_still_has_the_core(tmp_path: Path) -> None:
    """A file stands where the folder should be: nobody, not even root, can write there."""
    (tmp_path / "folder").write_text("in the way", "utf-8")
    with open_library(tmp_path / "folder" / "library.sqlite") as opened:
        assert library.search(opened, "шлак доменный", system="fkko")
        with pytest.raises(SymbioError) as fault:  # nothing is taken in to be lost
            import_file(opened, csv_of(tmp_path / "own.csv", ("99999999994", "Своё")))
        assert fault.value.code == "SA-5043"


def test_a_library_that_may_only_be_read_is_searched(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(place) as opened:
        import_file(opened, csv_of(tmp_path / "own.csv", ("99999999994", "Своё")))
    real = file._connect

    def refusing(path: Path, mode: str) -> sqlite3.Connection:
        if mode == "rwc":
            raise PermissionError(13, "Permission denied")
        return real(path, mode)

    monkeypatch.setattr(file, "_connect", refusing)
    with open_library(place) as opened:
        assert library.name_of(opened, "fkko", "99999999994") == "Своё"
        with pytest.raises(SymbioError) as fault:
            library.forget(opened, "fkko")
        assert fault.value.code == "SA-5043"


def test_a_file_beyond_the_limits_is_refused(shared: Path, place: Path) -> None:
    with open_library(place) as opened:
        for limits, code in ((Limits(cells=1000), "SA-6006"), (Limits(seconds=0.0), "SA-6007")):
            with pytest.raises(InputRefused) as refused:
                import_file(opened, shared / "data/fkko.csv", limits=limits)
            assert refused.value.code == code

"""One workspace = one SQLite file: tables, migrations, repositories, journal, backups."""

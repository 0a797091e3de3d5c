"""Alembic's scripts, shipped inside the package and run by the program itself."""

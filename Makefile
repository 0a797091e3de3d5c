# From nothing on Debian 12:  make demo  ·  make test   (README names the same two)
SHELL := /bin/sh
UV_VERSION := 0.13.9
UV := .tools/bin/uv
RUN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
# Node brings certificates of its own; it shall trust what the system trusts.
export NODE_EXTRA_CA_CERTS ?= /etc/ssl/certs/ca-certificates.crt

.PHONY: demo test gates suite bench docs examples screenshots pictures format wheel clean setup setup-test sync sync-dev reference-server

demo: sync
	$(RUN)/symbioaudit demo --out demo-output

test: setup-test sync-dev gates suite

gates:
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/python -m tools.check_translations
	$(RUN)/python -m tools.make_docs --check
	$(RUN)/python -m tools.make_schema --check
	$(RUN)/python -m tools.manual_pictures --check
	$(RUN)/symbioaudit methodology check --strict

# The core must work where Qt is not: its tests run with PySide6 uninstalled, the window's tests with it.
suite: reference-server
	$(UV) sync --quiet --locked --no-install-package pyside6-essentials --no-install-package shiboken6
	$(RUN)/pytest -n 2 --dist worksteal -p no:pytest-qt --ignore tests/ui
	$(UV) sync --quiet --locked
	QT_QPA_PLATFORM=offscreen $(RUN)/pytest -n 2 --dist worksteal tests/ui

# Another project's server of the upload protocol, which our uploader is proved against.
reference-server: sync-dev
	$(RUN)/npm ci --silent --no-audit --no-fund --omit=optional --ignore-scripts --prefix tests/sync/node

bench: sync-dev
	$(RUN)/python -m benchmarks

docs: sync-dev
	$(RUN)/python -m tools.make_docs

examples: sync-dev
	$(RUN)/python -m tools.make_examples

pictures: sync-dev
	QT_QPA_PLATFORM=offscreen $(RUN)/python -m tools.manual_pictures

screenshots: sync-dev
	QT_QPA_PLATFORM=offscreen $(RUN)/python -m tools.screenshots

format:
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

wheel: $(UV)
	$(UV) build --wheel --out-dir dist

setup:
	sh setup.sh

setup-test:
	sh setup.sh test

$(UV): | setup
	python3 -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

sync: setup $(UV)
	$(UV) sync --quiet --locked --no-dev

sync-dev: setup $(UV)
	$(UV) sync --quiet --locked

clean:
	rm -rf .venv .tools dist build demo-output .mypy_cache .ruff_cache .hypothesis

# Everything a bare clone needs is Python 3.11 or newer and make.
#   make run        the sample organisation on http://127.0.0.1:8000
#   make test       the tests, on SQLite and on PostgreSQL
#   make test-all   with `make test` the full matrix: all of it on PostgreSQL, what is slow, ten times the examples
#   make check      format, lint, types, layers, migrations, generated documents

VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
PYTEST := $(PY) -m pytest
POSTGRES := CONFIDE_TEST_DATABASE=postgres $(PYTEST)
WORKERS ?= auto
STRICT := -p confide.domain -p confide.authority -p confide.vault -p confide.ledger -p confide.door

.PHONY: run test test-all check format docs bench bench-compare lock clean
.DEFAULT_GOAL := run

PORT ?= 8000

run: $(VENV)/runtime.stamp
	@$(PY) -m confide demo --port $(PORT)

test: $(VENV)/dev.stamp
	$(PYTEST) -n $(WORKERS) -m "not slow"
	$(POSTGRES) -n $(WORKERS) -m "postgres and not slow"

test-all: $(VENV)/dev.stamp
	CONFIDE_TEST_DEPTH=thorough $(POSTGRES) -n $(WORKERS) -m "not sqlite and not browser"
	CONFIDE_TEST_DEPTH=thorough $(PYTEST) -n $(WORKERS) -m "slow or hypothesis"

check: export DJANGO_SETTINGS_MODULE = tests.settings
check: $(VENV)/dev.stamp
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports
	$(PY) -m mypy --strict $(STRICT)
	$(PY) -m confide manage makemigrations --check --dry-run
	$(PY) -m confide docs --check
	$(PYTEST) -q -n 0 tests/repository

format: $(VENV)/dev.stamp
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

docs: $(VENV)/dev.stamp
	DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m confide docs

bench: $(VENV)/dev.stamp
	$(PY) -m bench

bench-compare: $(VENV)/dev.stamp
	$(PY) -m bench --compare

# Needs uv. Read what changed before it is committed.
lock:
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --output-file requirements/runtime.txt
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --group dev --constraint requirements/runtime.txt --output-file requirements/dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(PY):
	@test -n "$(PYTHON)" || { echo "Confide needs Python 3.11 or newer with its venv module" \
		"(on Debian: python3-venv). Name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: requirements/runtime.txt | $(PY)
	$(INSTALL) -r requirements/runtime.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt | $(PY)
	$(INSTALL) -r requirements/dev.txt
	@touch $@

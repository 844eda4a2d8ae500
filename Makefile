# `make demo` and `make test` do all set-up by themselves, on a machine with git, make and Python 3.12 or later.
PY := .venv/bin/python
SHUYOU := .venv/bin/shuyou
WORKERS ?= logical
# Compiling half a million lines anew in every process costs more than most of what they then do.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test quick lint types check bench lock clean

help:
	@echo "make demo    start Shuyou with a sample club on http://127.0.0.1:8000"
	@echo "make test    run all tests (a Chromium is installed if there is none)"
	@echo "make quick   run the tests that need no browser"
	@echo "make check   everything that must pass before a change goes in: lint, types, translations, migrations, tests"
	@echo "make lint    style and import rules        make types   types, strictly"
	@echo "make bench   measure                       make lock    resolve the dependencies anew"
	@echo "make setup   only set up                   make clean   remove what can be made again (no data)"

setup:
	@sh bin/setup

demo: setup
	@exec $(SHUYOU) demo

test: setup
	browser="$$(sh bin/browser)" && SHUYOU_SIPP="$$(sh bin/telephones)" SHUYOU_BROWSER="$$browser" $(PY) -m pytest -q -n $(WORKERS) --maxprocesses 8 --dist worksteal $(ARGS)

quick: setup
	$(PY) -m pytest -q -n $(WORKERS) --maxprocesses 8 --dist worksteal -m "not browser" $(ARGS)

lint: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

types: setup
	$(PY) -m mypy

check: lint types
	$(SHUYOU) manage translations --check
	$(SHUYOU) manage makemigrations --check --dry-run
	$(SHUYOU) manage baseline --check
	$(MAKE) test

bench: setup
	$(SHUYOU) bench $(ARGS)

lock: setup
	command -v uv >/dev/null || $(PY) -m pip install -qq uv
	PATH="$$PATH:$(CURDIR)/.venv/bin" uv pip compile --quiet pyproject.toml --universal --generate-hashes \
	    --python-version 3.12 --no-emit-index-url --no-annotate -o requirements.lock

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache build dist var/static
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

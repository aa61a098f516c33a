# The commands of the project; each is safe to repeat and quick the second time.
#
#   make demo            set up and show everything (SERVE=no stops before serving)
#   make test            set up and run the tests
#   make test-long       every seeded run, for hours
#   make check           style, types, borders, spelling, current pages, clean tree
#   make docs            build the documentation into site/
#   make coverage        the tests once more, with branch coverage
#   make locks           compute the locks again after a change of pyproject.toml
#   make clean           take away what make made, but no home

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= demo-home
SERVE ?= yes
WORKERS ?= 2

PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.PHONY: demo test test-long check docs coverage locks clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.service
	$(BIN)/opennrm demo --home $(HOME_DIR) $(if $(filter no,$(SERVE)),--no-serve)

test: $(VENV)/.test
	$(BIN)/python -m pytest -n $(WORKERS) -m "not long"

test-long: $(VENV)/.test
	$(BIN)/python -m pytest -n $(WORKERS) --hypothesis-profile=long

coverage: $(VENV)/.test
	$(BIN)/python -m pytest -n $(WORKERS) -m "not long" --cov --cov-report=term

# Every check runs, so that one run tells everything that is to be mended.
check: $(VENV)/.test
	@status=0; \
	for step in \
	  "ruff check ." \
	  "ruff format --check ." \
	  "mypy" \
	  "lint-imports" \
	  "codespell" \
	  "python .ci/tree.py" \
	  "python docs/generate.py --check" \
	  "python -m pip check"; do \
	  echo "== $$step"; \
	  $(BIN)/$$step || { status=1; echo "== FAILED: $$step"; }; \
	done; \
	exit $$status

docs: $(VENV)/.test
	$(BIN)/python docs/generate.py
	$(BIN)/mkdocs build --strict --quiet

# A lock is the versions that were tried together, each with its hashes.
# It names no host, so it installs from whichever index a machine is set up with.
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --no-annotate --fork-strategy fewest
EXTRAS := service notify research spark test

locks: $(VENV)/.made
	$(PIP) install uv
	$(BIN)/$(COMPILE) requirements/build.in -o requirements/build.lock
	$(BIN)/$(COMPILE) pyproject.toml -o requirements/base.lock
	for set in $(EXTRAS); do \
	  $(BIN)/$(COMPILE) pyproject.toml --extra $$set -o requirements/$$set.lock \
	    || exit 1; \
	done

clean:
	rm -rf $(VENV) site .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage \
	  .import_linter_cache

# Debian keeps the part of Python that fills a new environment in python3-venv.
$(VENV)/.made:
	@if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	  echo "OpenNRM needs Python 3.11 or later; set PYTHON=path/to/python3." >&2; \
	  exit 1; \
	fi
	@if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get -o DPkg::Lock::Timeout=900 update -qq && \
	    apt-get -o DPkg::Lock::Timeout=900 install -y -qq python3-venv; \
	  else \
	    echo "Python cannot make a virtual environment here. Run this once:" >&2; \
	    echo "  sudo apt-get install -y python3-venv" >&2; \
	    exit 1; \
	  fi; \
	fi
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.service: requirements/build.lock requirements/service.lock pyproject.toml | $(VENV)/.made
	@echo "Setting up: the libraries of the service (once, a minute or two)."
	@$(PIP) install --require-hashes -r requirements/build.lock
	@$(PIP) install --require-hashes -r requirements/service.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.test: requirements/test.lock $(VENV)/.service
	@echo "Setting up: the libraries of the tests (once, a minute or two)."
	@$(PIP) install --require-hashes -r requirements/test.lock
	@touch $@

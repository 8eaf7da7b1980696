# Samara. `make run` and `make test` are all that a newcomer needs; both install what they use into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help install run test check bench docs lock clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

install: $(VENV)/.installed  ## create .venv with Samara and what it runs on

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Samara needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: install  ## start the demo: broker, simulated fleet, pipeline, API and live page on http://127.0.0.1:8000
	$(BIN)/samara demo $(ARGS)

test: $(VENV)/.developed  ## run all tests, against real servers that are installed where root allows
	scripts/install-servers
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.developed  ## style, types, layers, documentation
	scripts/check

bench: $(VENV)/.developed  ## measure speed and memory; writes benchmarks/results.json
	scripts/install-servers
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/.developed  ## build the documentation into site/
	$(BIN)/mkdocs build --strict --quiet

lock: $(VENV)/.developed  ## resolve the dependencies anew, with hashes
	scripts/lock

clean:  ## remove what was built, not the data
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Each target first makes what it needs, and does nothing twice.

PYTHON ?= python3
# The resolver decides what the lock says, so it is pinned as well.
UV_VERSION := 0.13.9
UV := build/uv-$(UV_VERSION)/bin/uv
EXAMPLE := examples/battery-18650.yaml
EXAMPLE_REFERENCE = $(shell sed -n 's/^reference: *\([A-Za-z0-9._-]*\).*/\1/p' $(EXAMPLE))

.DEFAULT_GOAL := help
.PHONY: help setup demo test approve check docs lock benchmark soak clean

help:        ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

# `make setup` alone is seldom needed: the others call it.
setup: .venv/.ready

# A stamp, so that nothing is installed again until one of these changes.
.venv/.ready: requirements.lock pyproject.toml tools/setup.sh
	@PYTHON='$(PYTHON)' sh tools/setup.sh
	@touch $@

demo: setup ## set up, then turn a real requirement into a PDF
	@.venv/bin/specgen propose $(EXAMPLE) --output output --force
	@printf '%s\n' '' \
	    "The proposal:  $$(ls output/$(EXAMPLE_REFERENCE)_*.pdf)" '' \
	    'Try next:' \
	    '  .venv/bin/specgen check $(EXAMPLE)     every problem of a file, in one pass' \
	    '  .venv/bin/specgen select $(EXAMPLE)    the decision, with why and why not' \
	    '  .venv/bin/specgen new -o mine.yaml                      a commented file to start from' \
	    '  README.md                                               the rest'

test: setup ## set up, then run the tests
	@.venv/bin/python -m pytest

approve: setup ## set up, then refresh the approved decisions of tests/cases and show what changed
	@PYTHONPATH=. .venv/bin/python tests/approving.py

check: setup ## set up, then lint, check the format and the types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

docs: setup  ## set up, then write the generated parts of docs/ anew
	@.venv/bin/python tools/make_docs.py
	@.venv/bin/python tools/make_findings.py

$(UV):
	@$(PYTHON) -m venv build/uv-$(UV_VERSION)
	@build/uv-$(UV_VERSION)/bin/pip install -qq uv==$(UV_VERSION)

# Keeps the versions that still fit. To take the newest, delete requirements.lock first.
lock: $(UV) ## write requirements.lock anew from pyproject.toml
	@$(UV) pip compile pyproject.toml --quiet --extra dev --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --no-annotate -o requirements.lock

benchmark: setup ## set up, then measure what a document costs
	@.venv/bin/python benchmarks/compare.py

# PDF/A and PDF/UA in full, then fuzzing guided by coverage; the fuzzer lives in a venv of its own and is needed nowhere else.
SOAK_SECONDS ?= 600
soak: setup  ## set up, then try the archive and batches at length, judge every look of every example, and fuzz the reader
	@.venv/bin/python tests/soak/archive.py
	@.venv/bin/python tests/soak/rot.py
	@.venv/bin/python tests/soak/batch.py
	@.venv/bin/python tests/soak/conformance.py build/soak/conformance
	@test -d build/soak/venv || $(PYTHON) -m venv build/soak/venv
	@build/soak/venv/bin/pip install -qq atheris==3.0.0
	@PYTHONPATH="$$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
	    build/soak/venv/bin/python tests/soak/fuzz.py $(SOAK_SECONDS) build/soak

# output/ stays: it may hold what somebody still wants.
clean:       ## remove .venv, build folders and caches
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Every target sets up .venv by itself when it is missing or older than what it is made from.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
DATA ?= ../shared/qa

.PHONY: chat test check e2e eval eval-reader bench clean

chat: $(STAMP)  ## open the chat in the browser
	$(BIN)/quoth serve --open

test: $(STAMP)  ## the fast tests: offline, no browser
	$(BIN)/pytest

check: $(STAMP)  ## lint, format, types, import rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

e2e: $(STAMP)  ## drive the real page in Chromium (Debian: apt-get install chromium)
	$(BIN)/pytest -m e2e

eval: $(STAMP)  ## the gold questions, compared with the committed baseline
	$(BIN)/quoth eval --gate eval/baseline.json

eval-reader: $(STAMP)  ## the reader's figures on questions never trained on (DATA: a folder of SQuAD files)
	$(BIN)/python -m eval.reader_figures --data $(DATA)

bench: $(STAMP)  ## reading and indexing against the bare models, in one run
	$(BIN)/python -m eval.bench

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quoth needs Python 3.11 or newer, and $(PYTHON) is %s; run: make PYTHON=python3.11" % sys.version.split()[0])'
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(STAMP)

clean:  ## remove what was made here
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

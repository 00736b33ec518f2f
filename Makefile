# Every target sets up .venv by itself when it is missing or older than what it is made from.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
DATA ?= ../shared/qa
BASELINES := .venv-baselines/.installed

.PHONY: chat test check e2e eval ablation baselines eval-reader bench crash fuzz clean

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

ablation: $(STAMP)  ## what each part is worth; rewrites the table in docs/evaluation.md
	$(BIN)/quoth eval --ablate docs/evaluation.md

baselines: $(STAMP) $(BASELINES)  ## beside haystack and txtai (CHECKPOINT: the folder of a trained reader); rewrites their table
	$(BIN)/python -m eval.baselines --table docs/evaluation.md $(if $(CHECKPOINT),--checkpoint $(CHECKPOINT))

eval-reader: $(STAMP)  ## the reader's figures on questions never trained on (DATA: a folder of SQuAD files)
	$(BIN)/python -m eval.reader_figures --data $(DATA)

bench: $(STAMP)  ## reading and adding against the bare models, memory, and the store, in one run (DATA: SQuAD files)
	$(BIN)/python -m eval.bench --data $(DATA)

crash: $(STAMP)  ## kill the writer 200 times at random moments (`make test` does it 30 times)
	QUOTH_KILLS=200 $(BIN)/pytest tests/test_crash.py -s

fuzz: $(STAMP)  ## 5,000 broken files of every format, and the bombs (`make test` takes a sample)
	$(BIN)/python tests/fuzz_formats.py --count 5000

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quoth needs Python 3.11 or newer, and $(PYTHON) is %s; run: make PYTHON=python3.11" % sys.version.split()[0])'
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(STAMP)

$(BASELINES): eval/baselines/requirements.txt
	rm -rf .venv-baselines
	$(PYTHON) -m venv .venv-baselines
	.venv-baselines/bin/pip install --disable-pip-version-check --requirement eval/baselines/requirements.txt
	touch $(BASELINES)

clean:  ## remove what was made here
	rm -rf .venv .venv-baselines .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

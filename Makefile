# `make run` starts Marshrut with a demo company; `make test` checks everything. See README.md.

PYTHON ?= python3
PORT ?= 8000
FRONTEND := webapp/frontend
BIN := .venv/bin
STAMPS := .venv/stamps

FRONTEND_SOURCES := $(shell find $(FRONTEND) -path '*/node_modules' -prune -o -type f -print 2>/dev/null)
CATALOGUES := $(shell find webapp/translations -name '*.po' 2>/dev/null)

.DELETE_ON_ERROR:
.PHONY: help setup run test check lint format bench lock wheel clean prerequisites

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(STAMPS)/run $(STAMPS)/assets $(STAMPS)/translations  ## install what running needs and build the pages' assets

run: setup  ## http://127.0.0.1:8000 with a demo company; PORT=… overrides
	@$(BIN)/marshrut demo --port $(PORT)

test: setup $(STAMPS)/test  ## every check and every test
	@sh tools/install_test_programs.sh
	@$(MAKE) --no-print-directory lint
	@cd $(FRONTEND) && npm test --silent -- --test-reporter=dot
	@$(BIN)/pytest -q -m benchmark
	@$(BIN)/pytest -q -n auto -m "not benchmark"

lint: $(STAMPS)/test $(STAMPS)/node  ## ruff, mypy, import-linter, prettier
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@cd $(FRONTEND) && npm run --silent check

format: $(STAMPS)/test $(STAMPS)/node  ## put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@cd $(FRONTEND) && npm run --silent format

bench: setup $(STAMPS)/test  ## benchmarks, as JSON
	@$(BIN)/python -m tests.benchmarks

lock: $(STAMPS)/test  ## make requirements/*.txt again, with the newest versions allowed
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tools/lock.sh

wheel: setup $(STAMPS)/test  ## dist/marshrut-….whl with diagrams, forms, pages and assets
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:  ## remove what was installed and built; data in var/ stays
	rm -rf .venv $(FRONTEND)/node_modules webapp/static/dist dist build
	find webapp/translations -name '*.mo' -delete

# What follows runs only when its inputs changed.

prerequisites:
	@PYTHON="$(PYTHON)" sh tools/check_prerequisites.sh

$(BIN)/python: | prerequisites
	$(PYTHON) -m venv .venv

$(STAMPS)/run: requirements/build.txt requirements/run.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -qq --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: requirements/test.txt $(STAMPS)/run | $(BIN)/python
	$(BIN)/python -m pip install -qq --require-hashes -r requirements/test.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: $(FRONTEND)/package.json $(FRONTEND)/package-lock.json | prerequisites $(BIN)/python
	cd $(FRONTEND) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/assets: $(STAMPS)/node $(FRONTEND_SOURCES)
	cd $(FRONTEND) && npm run --silent build -- --logLevel warn
	@touch $@

$(STAMPS)/translations: $(STAMPS)/run $(CATALOGUES)
	$(BIN)/pybabel -q compile --use-fuzzy -d webapp/translations
	@touch $@

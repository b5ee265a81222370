# Every command of the project. `make` lists them.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help install develop demo serve doctor test check unit spark parity browser lint format types messages reference engine-version pictures lock bench-pay bench-line bench-again bench-mixed bench-peers bench-run clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## the virtual environment with what the program needs, exactly as locked
	@$(PYTHON) tools/install.py run

develop: ## the same with what tests and checks need
	@$(PYTHON) tools/install.py dev

demo: install ## an invented company with its people, clients, deals and pay, on 127.0.0.1:$(PORT)
	@$(BIN)/jieli demo --port $(PORT) $(ARGS)

serve: install ## the pages, without loading anything
	@$(BIN)/jieli serve --port $(PORT) $(ARGS)

doctor: install ## is everything in place?
	@$(BIN)/jieli doctor

test: develop ## everything that CI runs
	@$(BIN)/python tools/check.py all

check: develop ## lint, types, contracts, texts and generated pages; no tests
	@$(BIN)/python tools/check.py static

unit: develop ## the tests without a browser or Spark; ARGS="-k tier" chooses
	@$(BIN)/pytest -n 2 -m "not browser and not spark" $(ARGS)

spark: develop ## the tests on a Spark cluster of their own
	@$(BIN)/pytest -m spark $(ARGS)

parity: develop ## every example, 500 worlds by chance and 500 made (24 of each on Spark) through every back end: about an hour; WORLDS=50 is fewer
	@JIELI_PARITY=$(or $(WORLDS),500) $(BIN)/pytest -n 2 --dist loadfile -m "not spark" tests/parity $(ARGS)
	@JIELI_PARITY=$(or $(WORLDS),24) $(BIN)/pytest -m spark tests/parity $(ARGS)

browser: develop ## the tests that drive a browser
	@$(BIN)/pytest -m browser $(ARGS)

lint: develop ## the form of the code, lint, and the floors and order of apps
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports

types: develop ## types of kernel, rulebase and engines
	@$(BIN)/mypy

format: develop ## the code in its one form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

messages: develop ## the Chinese catalogues in step with the code; then fill in what is empty
	@$(BIN)/python tools/messages.py update && $(BIN)/python tools/messages.py check

reference: develop ## the generated pages of docs/reference
	@$(BIN)/python tools/reference.py write

engine-version: develop ## keeps what the examples come to now, and raises ENGINE_VERSION where that changed
	@$(BIN)/python tools/engine_version.py

pictures: develop ## screenshots of every page of a running demo, at 1440 and 390 px, into build/pictures
	@$(BIN)/python tools/pictures.py --out build/pictures $(ARGS)

bench-pay: ## the pay engine beside DuckDB, Polars and pandas, as ratios; ARGS="--deals 10000000"
	@$(PYTHON) tools/install.py bench && $(BIN)/python bench/pay.py $(ARGS)

bench-line: ## why one line of a written run is what it is, in milliseconds; ARGS="--deals 10000000"
	@$(PYTHON) tools/install.py bench && $(BIN)/python bench/one_line.py $(ARGS)

bench-again: ## one client changes hands: how much of a whole run it is to compute that again
	@$(PYTHON) tools/install.py bench && $(BIN)/python bench/again.py $(ARGS)

bench-mixed: ## a plan of fifteen components, in columns and by definition
	@$(PYTHON) tools/install.py bench && $(BIN)/python bench/mixed.py $(ARGS)

bench-peers: ## the task with which open-source commission software was timed
	@$(PYTHON) tools/install.py bench && $(BIN)/python bench/peers.py $(ARGS)

bench-run: ## a pay run of the demo from freezing to statements, and how much of it is the engine; nothing of it stays
	@$(BIN)/python bench/pay_run.py $(ARGS)

lock: ## the lock files anew from requirements/*.in (asks the package index)
	@$(PYTHON) tools/install.py lock

clean: ## what can be made again; the data in var/ stays
	@rm -rf build .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

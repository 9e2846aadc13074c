# Every target makes its own environment first; `make help` lists them.
VERSION_CHECK := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c '$(VERSION_CHECK)' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# errors only: nothing that pip warns of is for whoever runs this to act on
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
.DEFAULT_GOAL := help
.PHONY: help run demo cover chancery test lint types fmt check converge statement pictures bench docs system-tools lock clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.venv/run: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(VERSION_CHECK)' \
	  || { echo "Python 3.11 to 3.13 is needed, as PYTHON=/path/to/python3.12 make …"; exit 1; }
	@echo "Making the environment in .venv (once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes --no-deps -r requirements.lock
	@$(PIP) --no-deps --editable .
	@touch $@

.venv/dev: .venv/run requirements-dev.lock
	@echo "Adding the tools for tests and checks …"
	@$(PIP) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

run: .venv/run ## Start everything on this machine (Ctrl-C stops it); ARGS=--without-samples for real work
	@$(BIN)/chancery run $(ARGS)

demo: .venv/run ## Start in a folder of its own, load the sample programme, check what came of it, stop
	@own=$$(mktemp -d) && data=$${DEMO_DATA:-$$own/data} && \
	if DATABASE_URL= REDIS_URL= SMTP_URL= GOOGLE_CREDENTIALS= BASE_URL= \
	  CHANCERY_DATA=$$data PORT=$${DEMO_PORT:-8017} $(BIN)/chancery demo; \
	then rm -rf "$$own"; else echo "What the demo left is in $$data"; exit 1; fi

chancery: .venv/run ## Any command, as ARGS="outbox list"; without ARGS, what there is
	@$(BIN)/chancery $(or $(ARGS),--help)

system-tools: ## Install Chromium, LibreOffice and pdftotext where the machine lets it (tests use them)
	@sh tests/system_tools.sh

# Whole services by themselves, two at most at a time, the tests of a file one after the other: they share one.
UNITS := $(BIN)/python -m pytest -n auto --dist worksteal -m "not process"
SERVICES := $(BIN)/python -m pytest -n 2 --dist loadfile -m process
test: .venv/dev system-tools ## Run all the tests; PYTEST_ARGS=tests/web runs some of them
ifdef PYTEST_ARGS
	@$(BIN)/python -m pytest $(PYTEST_ARGS)
else
	@$(UNITS) $(if $(COVER),--cov --cov-report=)
	@$(SERVICES) $(if $(COVER),--cov --cov-append --cov-report=term --cov-fail-under=$(COVER))
endif

lint: .venv/dev ## Style, import floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: .venv/dev ## mypy --strict
	@$(BIN)/mypy

fmt: .venv/dev ## Format and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

check: lint types test ## What CI runs: lint, types, tests

cover: .venv/dev ## The same tests with branch coverage, which takes half as long again: 75 % at least
	@$(MAKE) --no-print-directory test COVER=75

converge: .venv/dev ## Shared sheets against all that staff and faults can do; EXAMPLES=10000 in each place, which takes hours
	@EXAMPLES=$(or $(EXAMPLES),10000) $(BIN)/python -m pytest -n auto tests/sheets/test_converging_*.py

statement: .venv/dev ## Look at every page in every language, and write the accessibility statement anew
	@$(BIN)/python -m tests.journeys.statement

pictures: .venv/dev ## Take the pictures of pages and of the packet in docs/images anew
	@$(BIN)/python -m tests.journeys.pictures
	@$(BIN)/python -m tests.journeys.staff_pictures

bench: .venv/dev ## Measure (figures are ratios within one run)
	@for b in bench/*.py; do $(BIN)/python $$b; done

docs: .venv/dev ## Check that the docs name every word, setting and command
	@$(BIN)/python -m pytest -q tests/docs

lock: .venv/dev ## Lock the dependencies anew
	@$(PIP) uv
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --group dev pyproject.toml -o requirements-dev.lock

clean: ## Remove the environment and caches (never data)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov *.egg-info

# Two commands first: `make demo` shows the main job, `make test` proves it. Both set up .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# One more than the smallest machine has cores: browsers and servers often wait.
WORKERS ?= 3

# Hundreds of processes would compile every module anew, and so would each worker every test.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint format bench picture clean
.DEFAULT_GOAL := demo

demo: $(STAMP)
	@$(BIN)/backstride demo --out demo

test: $(STAMP)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	$(BIN)/python -m pytest -q -m opensim tests/loads

lint: $(STAMP)
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix src tests benchmarks
	$(BIN)/ruff format src tests benchmarks

bench: $(STAMP)
	$(BIN)/python -m benchmarks.run

# The picture in the README: the demo's report as Chromium shows it.
picture: demo
	chromium --headless --no-sandbox --hide-scrollbars --window-size=1000,1560 --virtual-time-budget=900 \
	  --screenshot=docs/report.png "file://$(CURDIR)/demo/report.html" 2>/dev/null

clean:
	rm -rf demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Backstride needs Python 3.11 or newer. Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

# The commands of this repository. `make` alone prints them; each can be run again at any time.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1

PYTHON ?= python3
UV_VERSION := 0.13.8
UV := .tools/bin/uv
BIN := .venv/bin
READY := .venv/ready
REFERENCES := .tools/references
FOREIGN := .tools/foreign

.PHONY: help env up demo check test soak sim bench profile floor new-pack khmer lock clean system \
  check-format check-lint check-types check-imports check-fast

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 12

env: $(READY) ## make or renew the Python environment in .venv

up: $(READY) ## run all of Signoff on this machine (ARGS="--port 8080" are handed on)
	@$(BIN)/signoff up $(ARGS) || [ $$? -eq 130 ]  # Ctrl-C is how it ends

demo: $(READY) ## play one ending and write its documents (CARRIER=ctm OUT=demo)
	@$(BIN)/signoff demo --carrier $(or $(CARRIER),ctm) --out $(or $(OUT),demo) $(ARGS)

check: $(READY) ## format, lint, types, imports and the fast tests, in about a minute
	@$(MAKE) --keep-going check-format check-lint check-types check-imports check-fast

check-format:
	@$(BIN)/ruff format --check --quiet .

check-lint:
	@$(BIN)/ruff check --quiet .

check-types:
	@$(BIN)/mypy

check-imports:
	@$(BIN)/lint-imports --no-logo

check-fast:
	@$(BIN)/python -m pytest -q -m unit $(ARGS)

test: $(READY) node_modules/.ready $(FOREIGN)/ready ## everything, with what it needs of the system installed first
	@$(BIN)/python -m pytest -q -n 3 --dist worksteal $(ARGS)

soak: $(READY) ## the tests that are samples in `make test`, with their full numbers (hours)
	@SIGNOFF_SOAK=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal -m soak $(ARGS)

sim: $(READY) ## play the seeds of the simulation (SEED=123 with its story; COUNT=1000 KEEP=1 goes on where it was left)
	@PYTHONHASHSEED=0 $(BIN)/python -m tests.sim $(or $(SEED),1) --count $(or $(COUNT),1) $(if $(KEEP),--keep)

bench: $(READY) $(REFERENCES)/ready ## measure whole endings beside references of the same run (ARGS=--quick)
	@$(BIN)/python benchmarks/bench.py $(ARGS)

profile: $(READY) ## where the processor time of an ending goes, in Python and in PostgreSQL
	@$(BIN)/python benchmarks/hot_path.py $(ARGS)

floor: $(READY) ## what each promise costs the processor at least, beside what V1 to V5 ask for
	@$(BIN)/python benchmarks/floor.py $(ARGS)

new-pack: $(READY) ## begin a carrier's pack (NAME=new_carrier, DIR=folder if not among the built-in ones)
	@$(BIN)/signoff packs new "$(NAME)" $(if $(DIR),--in "$(DIR)")

khmer: $(READY) ## mark where lines may break in Khmer texts, after one was changed
	@$(BIN)/python scripts/khmer.py

lock: $(UV) ## bring requirements.lock in line with pyproject.toml (ARGS=--upgrade renews all)
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate --group dev \
	  --python-version 3.11 $(ARGS) pyproject.toml -o requirements.lock

clean: ## remove environments and caches; data and documents stay
	@rm -rf .venv .tools node_modules dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests -name __pycache__ -prune -exec rm -rf {} +

# A folder that was moved or copied has paths of its old place in it: the stamp says where it was made.
ifneq ($(file < $(READY)),$(CURDIR))
.PHONY: $(READY)
endif

$(READY): requirements.lock pyproject.toml | $(UV)
	@bash scripts/environment.sh $(UV) "$(PYTHON)"
	@printf '%s' "$(CURDIR)" > $@

$(REFERENCES)/ready: benchmarks/requirements.txt benchmarks/environment.sh | $(UV)
	@bash benchmarks/environment.sh $(UV) "$(PYTHON)" $(REFERENCES)

$(FOREIGN)/ready: tests/foreign/requirements.txt tests/foreign/environment.sh | $(UV)
	@bash tests/foreign/environment.sh $(UV) "$(PYTHON)" $(FOREIGN)

$(UV):
	@bash scripts/uv.sh $(UV_VERSION) "$(PYTHON)"

system:
	@bash scripts/system.sh

node_modules/.ready: package-lock.json | system
	@npm ci --silent --no-audit --no-fund
	@touch $@

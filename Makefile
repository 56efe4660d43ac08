# Two commands: make run, make test. `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
# The first Python of 3.11 to 3.13 on PATH; PYTHON=/path/to/python overrides.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && command -v $$p && break; done)
UV := $(shell command -v uv 2>/dev/null)

.PHONY: world bench event-weights bench-storage reliability reliability-short storage-kills full-disk day idle soak evaluate bench-poll feedparser-suite help setup setup-dev run test check format lock clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Tumen needs Python 3.11, 3.12 or 3.13 on PATH (or PYTHON=/path/to/python)"; exit 1; }
	$(if $(UV),$(UV) venv --quiet --python $(PYTHON) $(VENV),$(PYTHON) -m venv $(VENV))

# One stamp per lock file. --no-build-isolation: the build backend is in the lock, with its hash, like everything else.
define install
	$(if $(UV),$(UV) pip install --quiet --python $(VENV)/bin/python --require-hashes -r $(1),$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1))
	$(if $(UV),$(UV) pip install --quiet --python $(VENV)/bin/python --no-deps --no-build-isolation -e .,$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .)
	@touch $@
endef

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(call install,requirements.lock)

$(VENV)/.development: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(call install,requirements-dev.lock)
	@touch $(VENV)/.runtime

setup: $(VENV)/.runtime ## Prepare .venv/bin/tumen
setup-dev: $(VENV)/.development ## Also what tests and checks need

run: setup ## The main job once: baseline, crawl of what is due, daily digest into var/outbox
	@$(VENV)/bin/tumen run

# Some hundred processes are started: where the environment forbids to keep bytecode, each would compile its modules anew.
test: setup-dev ## The whole test suite
	PYTHONDONTWRITEBYTECODE= $(VENV)/bin/python -m pytest -q -n 4 --maxschedchunk 2

check: setup-dev ## Format, lint, types, import contracts
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

format: setup-dev ## Format the code and mend what ruff can
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --extra build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# PAGES=folder of saved news pages (.html, .html.gz); without it pages are made up. What does not install is left out.
bench: setup-dev var/bench/peers/.ready ## Tumen beside its peers on the same pages; writes docs/performance.md
	$(VENV)/bin/python -m benchmarks.speed $(if $(PAGES),--pages $(PAGES))

var/bench/peers/.ready: requirements-bench.lock
	$(VENV)/bin/python -m venv --clear var/bench/peers
	-var/bench/peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-bench.lock
	@touch $@

event-weights: setup-dev var/bench/peers/.ready ## Fit seeds/events.yaml to the labelled reports of seeds/ and tests/unit
	$(VENV)/bin/python -m benchmarks.event_signs > var/bench/signs.json
	var/bench/peers/bin/python benchmarks/event_weights.py seeds/events.yaml < var/bench/signs.json

bench-poll: setup-dev ## CPU seconds and peak memory of polling 150 unchanged feeds on this machine
	$(VENV)/bin/python -m benchmarks.poll

# FOLDER keeps the databases; a fill that was stopped goes on there, one that is filled is measured in two minutes. A million:
# python -m benchmarks.storage --articles 1000000 --database postgresql --folder … (filling: half an hour)
bench-storage: setup-dev ## Keep, look-up, search and questions against 10 k and 100 k articles on both databases: docs/performance-storage.md
	for size in 10000 100000; do for kind in sqlite postgresql; do \
	$(VENV)/bin/python -m benchmarks.storage --articles $$size --database $$kind \
	$(if $(FOLDER),--folder $(FOLDER)/$$kind-$$size) || exit 1; done; done

feedparser-suite: setup-dev ## feedparser's public test suite through our feed path (downloads its sdist)
	$(PYTHON) -m pip download --quiet --disable-pip-version-check --no-deps --no-binary feedparser feedparser==6.0.14 -d dist/suite
	$(VENV)/bin/python -m benchmarks.feedparser_suite dist/suite

reliability: setup-dev ## Kills, stops, outages and several daemons on one database: over an hour
	$(VENV)/bin/python -m tests.reliability.kills --kills 300
	$(VENV)/bin/python -m tests.reliability.kills --kills 100 --postgresql
	$(VENV)/bin/python -m tests.reliability.stops --terms 50 --kills 10
	$(VENV)/bin/python -m tests.reliability.outage
	$(VENV)/bin/python -m tests.reliability.daemons

reliability-short: setup-dev ## The same in some five minutes
	$(VENV)/bin/python -m tests.reliability.kills --kills 12 --sources 50
	$(VENV)/bin/python -m tests.reliability.kills --kills 6 --sources 50 --postgresql
	$(VENV)/bin/python -m tests.reliability.stops --terms 5 --kills 2

storage-kills: setup-dev ## kill -9 of keep, migrate, backup and export, 50 each, on both databases: up to an hour
	$(VENV)/bin/python -m tests.reliability.storage_kills --kills 50
	$(VENV)/bin/python -m tests.reliability.storage_kills --kills 50 --postgresql

full-disk: setup-dev ## A file system that fills up under a process that keeps articles (as root: mounts a tmpfs)
	$(VENV)/bin/python -m tests.reliability.full_disk

day: setup-dev ## A day of 150 loopback sources in fast time: requests and delay against a poll every quarter of an hour
	$(VENV)/bin/python -m tests.reliability.day

idle: setup-dev ## Processor time and memory of an hour in which nothing is new, with 150 loopback sources
	$(VENV)/bin/python -m tests.reliability.idle --minutes 60

world: setup-dev ## Every way a request can end, on 120 loopback hosts: rows against requests, memory, healthy beside slow sources
	$(VENV)/bin/python -m tests.reliability.world

soak: setup-dev ## The daemon over 5,000 cycles: memory slope, descriptors, p95
	$(VENV)/bin/python -m tests.reliability.soak --cycles 5000

evaluate: setup ## Relevance and transport links, measured on the labelled documents
	$(VENV)/bin/tumen evaluate seeds/contrast.jsonl

clean: ## Remove what was built; the database and the outbox in var/ stay
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

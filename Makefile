# What people type. `make help` explains.

PYTHON ?= $(shell for candidate in python3.13 python3.12 python3.11 python3; do \
	command -v $$candidate >/dev/null && $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$candidate && break; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 6543
PROCESSES ?= 4 # That run tests: they also wait.
MEASURED := tests/functional/test_under_attack.py # On its own: other tests would be what is measured.
TESTED_WITH := chromium chromium-headless-shell nginx openssl postgresql redis
ENGINES := chromium-driver firefox webkit xvfb
IMAGE := buildah debootstrap
READERS := unzip bsdtar 7zz java aria2c curl wget # What archives are fetched and read with.

.DEFAULT_GOAL := help

.PHONY: help
help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# Installed anew whenever the list of dependencies changes.
$(VENV)/installed: setup.py constraints.txt
	@test -n "$(PYTHON)" || { echo "bviewer needs Python 3.11 or newer" >&2; exit 1; }
	@PYTHON="$(PYTHON)" tools/require_packages venv
	@echo "setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--editable '.[assets]'
	@touch $@

# What is only needed to change bviewer: serving does without.
$(VENV)/development: $(VENV)/assets
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/assets: $(VENV)/installed assets/package-lock.json tools/build_assets.py
	@$(BIN)/python tools/build_assets.py
	@touch $@

.PHONY: serve
serve: $(VENV)/assets ## Show a folder: make serve PHOTOS=~/Pictures [PORT=6543] [DATA=folder]
	@exec $(BIN)/bviewer serve $${PHOTOS:+"$$PHOTOS"} $${DATA:+--data "$$DATA"} --port $(PORT)

# Each of the processes that run tests, and of those that tests start, would compile all of it anew.
test soak coverage: export PYTHONDONTWRITEBYTECODE =

.PHONY: test
test: $(VENV)/development ## Run all tests; installs what they need
	@tools/require_packages $(TESTED_WITH)
	$(BIN)/pytest --numprocesses $(PROCESSES) --dist worksteal

# Those that take long by nature; and properties over many more examples.
.PHONY: soak
soak: $(VENV)/development ## Run what takes long by nature, before an issue is called resolved
	@tools/require_packages $(TESTED_WITH) $(READERS) $(ENGINES) $(IMAGE)
	$(BIN)/pytest --numprocesses $(PROCESSES) --dist worksteal -m 'soak or hypothesis' --hypothesis-profile soak \
		--ignore $(MEASURED) --ignore tests/engines
	$(BIN)/pytest -m soak $(MEASURED)
	$(BIN)/pytest -m soak tests/engines

# Of the same commit the same bytes, whoever makes them and when.
.PHONY: dist
dist: $(VENV)/development ## Make a wheel, and an archive of the sources, in dist/
	@rm -f dist/bviewer-*
	@umask 022; SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m build

# With podman or docker nobody needs it; it is for where there is neither.
.PHONY: image
image: ## Make the container's image by buildah, as root
	@tools/require_packages $(IMAGE)
	@tools/make_image

.PHONY: engines
engines: $(VENV)/development ## Go a dozen ways in Chromium, Firefox and WebKitGTK
	@tools/require_packages chromium-headless-shell $(ENGINES)
	$(BIN)/pytest -m soak tests/engines

# On its own, as measuring takes as long as what is measured.
.PHONY: coverage
coverage: $(VENV)/development ## Run all tests and tell what they do not reach (twice the time)
	@tools/require_packages $(TESTED_WITH)
	$(BIN)/pytest --numprocesses $(PROCESSES) --dist worksteal --cov --cov-report term

.PHONY: lint
lint: $(VENV)/development ## Style, types, and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: texts
texts: $(VENV)/installed ## Put new texts into bviewer/locale/*.po, to be translated
	$(BIN)/python tools/extract_texts.py

.PHONY: check
check: lint test ## Everything that must be green before a change is done

$(VENV)/bench: $(VENV)/development
	@tools/require_packages wrk zip
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,bench]'
	@touch $@

.PHONY: screenshots
screenshots: $(VENV)/development ## Take the pictures of README.md anew
	@tools/require_packages chromium
	@$(BIN)/python tools/make_screenshots.py

.PHONY: bench
bench: $(VENV)/bench ## Measure speed and memory (about twenty minutes)
	$(BIN)/python -m bench

.PHONY: findings
findings: ## Show what is surprising about the libraries that bviewer stands on
	@failed=; for script in findings/*.sh; do \
		echo "$$script"; PYTHON="$(PYTHON)" "$$script" || failed="$$failed $$script"; \
	done; test -z "$$failed" || { echo "not as it was:$$failed" >&2; exit 1; }

$(VENV)/mutants: $(VENV)/development
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,mutants]'
	@touch $@

.PHONY: mutants
mutants: $(VENV)/mutants ## Measure which small mistakes the tests notice (about an hour)
	@tools/require_packages postgresql redis
	$(BIN)/python tools/measure_mutants.py --workers 2

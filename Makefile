# `make up` runs Coop on this machine, `make test` tests it. Python 3.11 or later and make are all it needs.
VENV   ?= .venv
PYTHON ?= python3
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check install --quiet --only-binary :all:
NO_WHEEL = echo "Coop cannot start: pip could not install a package (see above). It needs the network, and CPython 3.11 to 3.14 on Linux or macOS, where every package comes ready-made." >&2; exit 1

# Dozens of processes start in a test run: each would compile all of Coop where bytecode is not kept.
export PYTHONDONTWRITEBYTECODE =

.PHONY: up demo test lint bench screenshots pin fonts lighthouse

up: $(VENV)/installed fonts
	@exec $(PY) manage.py up

demo: $(VENV)/installed
	@$(PY) manage.py demo --reset

test: $(VENV)/installed-dev
	@$(PY) -m tests.chromium
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

lint: $(VENV)/installed-dev
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint templates --lint --quiet
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py states --check

bench: $(VENV)/installed-dev lighthouse
	@$(PY) -m tests.benchmarks $(ONLY)

screenshots: $(VENV)/installed-dev
	@$(PY) -m tests.chromium
	@$(PY) -m tests.screenshots $(ONLY)

# Resolve requirements*.in anew. Needs uv, for one file that fits every Python and platform.
pin:
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url requirements.in -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url requirements-dev.in -o requirements-dev.txt
	npm install --package-lock-only

$(PY):
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Coop cannot start: this is Python %d.%d, and it needs 3.11 or later: make up PYTHON=python3.12" % sys.version_info[:2])'
	@$(PYTHON) -m venv $(VENV) >/dev/null || { rm -f $(PY); echo "Coop cannot start: Python cannot make a virtual environment here; on Debian and Ubuntu, install python3-venv." >&2; exit 1; }

$(VENV)/installed: requirements.txt | $(PY)
	@echo "coop   | fetching its packages into $(VENV), once: this takes a minute or more"
	@$(PIP) -r requirements.txt || { $(NO_WHEEL); }
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt | $(PY)
	@echo "coop   | fetching its packages into $(VENV), once: this takes a minute or more"
	@$(PIP) -r requirements-dev.txt || { $(NO_WHEEL); }
	@touch $@ $(VENV)/installed

# The typefaces are a nicety: without Node.js, or without the network, the system's own serve.
fonts:
	@if [ ! -d node_modules/@fontsource-variable ] && command -v npm >/dev/null; then \
		npm ci --omit=dev --ignore-scripts --silent >/dev/null 2>&1 || rm -rf node_modules; \
	fi

# Judges the capsule page in `make bench ONLY=shop`; without it those figures are left out.
lighthouse:
	@if [ ! -d node_modules/lighthouse ] && [ "$(or $(ONLY),shop)" = shop ] && command -v npm >/dev/null; then \
		npm ci --ignore-scripts --silent >/dev/null 2>&1 || true; \
	fi

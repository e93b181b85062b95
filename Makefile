# `make` prints the menu. Only Python 3.11 and make are needed: uv comes into a virtual environment of its own.
UV := .uv/bin/uv
RUN := $(UV) run --locked --no-sync
# Where a wheel of uv is kept: with it and uv's own cache a fresh clone comes up without any network.
KEPT := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/daihoi

.PHONY: menu setup demo test coverage soak bench check audit format clean
menu:
	@echo "make demo    rehearse a whole congress on an embedded server"
	@echo "make test    run the tests"
	@echo "make coverage  every branch of the rules is met by a test"
	@echo "make check   format, lint, types, import contracts"
	@echo "make soak    the large samples: races, chaos, 10,000 elections, mutations (long)"
	@echo "make bench   measure it: one table, with Prefect's own way and bare SQL beside it"
	@echo "make audit   known holes in the locked dependencies"

$(UV):
	@echo "Fetching uv into .uv ..."
	@python3 -m venv .uv
	@.uv/bin/pip --retries 2 download --quiet --no-deps --dest $(KEPT) uv 2> .uv/registry.log || \
		echo "No registry answers (.uv/registry.log); taking the uv kept from before."
	@.uv/bin/pip install --quiet --no-index --find-links $(KEPT) uv

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@echo "Installing the locked dependencies ..."
	@$(UV) sync --locked --quiet --offline 2> /dev/null || $(UV) sync --locked --quiet
	@touch $@

setup: .venv/.ready

demo: setup
	@$(RUN) daihoi demo

test: setup
	@$(RUN) pytest

# What the unit tests meet, and the few that walk a congress; none of it may hang on what a property test happens to try.
WALKS := conformance appointment numbers trace why roll erasure postponement
coverage: setup
	@$(RUN) pytest -m "not hypothesis" tests/unit $(WALKS:%=tests/integration/test_%.py) \
		--cov=daihoi/rules --cov-branch --cov-report=
	@$(RUN) coverage report --fail-under=100 --show-missing --skip-covered

soak: setup
	@$(UV) run --locked --group soak pytest --soak
	@$(UV) run --locked --group soak mutmut run
	@echo "Mutants of the majority, attendance and election rules that no test kills:"
	@$(UV) run --locked --group soak mutmut results

bench: setup
	@$(RUN) python -m bench $(PARTS)

check: setup
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) pyright
	@$(RUN) lint-imports

format: setup
	@$(RUN) ruff format .
	@$(RUN) ruff check --fix .

clean:
	rm -rf .venv .uv

# Two services that know the same advisories; the first that answers decides.
ADVISORIES := pypi osv
audit: setup
	@$(UV) export --locked --quiet --no-emit-project --all-groups --format requirements-txt > .venv/locked.txt
	@for service in $(ADVISORIES); do \
		if $(UV) run --locked --group soak pip-audit --strict --disable-pip --require-hashes -s $$service \
			-r .venv/locked.txt > .venv/holes.txt 2> .venv/audit.log; then tail -1 .venv/audit.log; exit 0; fi; \
		if [ -s .venv/holes.txt ]; then cat .venv/holes.txt; exit 1; fi; \
		echo "$$service could not be asked: $$(tail -1 .venv/audit.log | cut -c1-160)"; \
	done; echo "Nothing was audited: no advisory service answers for our packages."; exit 1

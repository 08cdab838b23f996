# The whole set-up is a virtual environment: Node, bubblewrap and the Node packages come with it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
NODE = $(shell $(BIN)/python -c "from runner import resources; print(resources.node())")

.PHONY: demo test check lint format bench clean

demo: $(INSTALLED) ## judge a solution that comes with kata
	$(BIN)/kata run event-emitter katas/event-emitter/solutions/partially_accepted/first-attempt.mjs --require core

test: lint ## everything that must hold
	$(BIN)/pytest
	$(BIN)/kata check --quick

check: $(INSTALLED) ## the whole gate for every kata: mutants, and repeated runs under load
	$(BIN)/kata check --repeat 50 --load 4

lint: $(INSTALLED)
	$(BIN)/ruff format --check runner tests benchmarks hatch_build.py
	$(BIN)/ruff check runner tests benchmarks hatch_build.py
	$(BIN)/mypy
	$(NODE) sandbox/node_modules/prettier/bin/prettier.cjs --log-level warn --check sandbox katas tests runner package.json
	$(NODE) sandbox/node_modules/eslint/bin/eslint.js -c sandbox/eslint.config.mjs sandbox katas tests runner

format: $(INSTALLED)
	$(BIN)/ruff format runner tests benchmarks hatch_build.py
	$(BIN)/ruff check --fix runner tests benchmarks hatch_build.py
	$(NODE) sandbox/node_modules/prettier/bin/prettier.cjs --log-level warn --write sandbox katas tests runner package.json

bench: $(INSTALLED) ## how long a run takes, against an unsandboxed one
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.check
	$(BIN)/python -m benchmarks.grade
	$(BIN)/python -m benchmarks.queue
	$(BIN)/python -m benchmarks.similarity

$(INSTALLED): pyproject.toml hatch_build.py sandbox/package-lock.json
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q runner # pip leaves it to the first run, which may not write here
	@touch $@

clean:
	rm -rf $(VENV) sandbox/node_modules

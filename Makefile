# Everything runs in .venv, which any of these sets up first: make demo, make test.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup demo serve check test proofs mutants faults deep bench samples lock
setup: $(READY)

# Done again only when what it depends on changes.
$(READY): requirements.lock pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "$(PYTHON) is not Python 3.11, 3.12 or 3.13. Say where one is: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv --clear .venv

# A few thousand real complaints, the views, then the API until Ctrl-C; make demo ARGS=--no-serve stops before it.
demo: $(READY)
	$(BIN)/complaints demo $(ARGS)

serve: $(READY)
	$(BIN)/complaints migrate
	$(BIN)/complaints serve $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/api/test_migrations.py

test: $(READY)
	$(BIN)/pytest -n 2 $(ARGS)

# Killed processes, torture, fuzzing, mutation: longer than a test may take.
proofs: $(READY) mutants
	$(BIN)/pytest -m proof $(ARGS)

# Every change of a rule that no test and no type notices is named, and fails the run. One that never ends is noticed.
mutants: $(READY)
	rm -rf mutants
	HYPOTHESIS_PROFILE=dev PATH="$(abspath $(BIN)):$$PATH" $(BIN)/mutmut run > mutants.log \
	  || { tail -c 2000 mutants.log; exit 1; }
	$(BIN)/mutmut results > mutants.log
	! grep -v "caught by type check\|: timeout$$" mutants.log

# What is killed under load, long: make faults ROUNDS=50 SEED=1
faults: $(READY)
	ROUNDS=$(or $(ROUNDS),50) $(if $(SEED),SEED=$(SEED)) $(BIN)/pytest -m proof -s tests/api/test_faults.py $(ARGS)

# Every property with 20,000 examples; hours.
deep: $(READY)
	HYPOTHESIS_PROFILE=deep $(BIN)/pytest -n 2 $(ARGS)

bench: $(READY)
	$(BIN)/pytest -m benchmark -s tests/benchmarks $(ARGS)

# The files that are too large to ship: make samples DIR=folder
samples: $(READY)
	@test -n "$(DIR)" || { echo "Say which folder holds the files: make samples DIR=folder"; exit 1; }
	COMPLAINTS_SAMPLES="$(abspath $(DIR))" $(BIN)/pytest -m proof tests/api/importing $(ARGS)

# Needs uv; names no registry.
lock:
	uv pip compile pyproject.toml --extra parquet --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements.lock

# The commands of a working day. All of them set up what they need; nothing but Python 3.11+, make
# and a package registry is expected. The environment is installed again only when a lock file changes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
VENV_SUPERSET := .venv-superset
INSTALLED_SUPERSET := $(VENV_SUPERSET)/.installed
VENV_SPARK := .venv-spark
INSTALLED_SPARK := $(VENV_SPARK)/.installed
LOCKS := requirements.lock requirements-uv.lock
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

.DEFAULT_GOAL := help
.PHONY: help run dev bi bi-export test test-bi test-oldest-client test-clients test-reports test-planted test-effects test-kills test-full-disk test-mutations test-growth test-server test-s3 test-backup test-container spark test-spark lint lock

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) ## from delivered files to a published warehouse, on the demonstration municipality
	@$(BIN)/opora demo

dev: $(INSTALLED) ## open Dagster on 127.0.0.1 (OPORA_PORT, default 3000)
	@$(BIN)/python -m orchestration

bi: $(INSTALLED) $(INSTALLED_SUPERSET) ## open the dashboards in Superset on 127.0.0.1 (OPORA_SUPERSET_PORT, default 8088)
	@$(BIN)/python -m opora.dashboards serve

bi-export: $(INSTALLED) $(INSTALLED_SUPERSET) ## write dashboards that were changed in the browser back into dashboards/
	@$(BIN)/python -m opora.dashboards export

test: $(INSTALLED_DEV) ## run the tests, in two processes
	@$(BIN)/python -m pytest -n 2

test-oldest-client: $(INSTALLED_DEV) ## read a release with the oldest DuckDB that is promised
	@$(BIN)/python -m pytest -m slow tests/publication

test-clients: $(INSTALLED_DEV) ## reach a release with psql, ODBC, JDBC and DuckDB's command line, where they are installed
	@$(BIN)/python -m pytest -m slow tests/demo/clients

test-reports: $(INSTALLED_DEV) ## reports of all half-years, of a department with next to nothing; pages in a browser
	@$(BIN)/python -m pytest -m slow tests/reports tests/demo/test_demo_reports.py tests/warehouse/test_documentation.py

test-planted: $(INSTALLED_DEV) ## count which planted schools each ranking finds, over 100 seeds
	@$(BIN)/python -m pytest -m slow -s tests/statistics

test-effects: $(INSTALLED_DEV) ## count how often intervals of effects hold the truth, over 1,000 seeds
	@$(BIN)/python -m pytest -m slow -s tests/cycle/test_effect_coverage.py

test-kills: $(INSTALLED_DEV) ## kill 120 runs, eight in each station, fill disks, change machines: the same contents?
	@$(BIN)/python -m pytest -m slow -s tests/crash
	@$(BIN)/python -m pytest -m slow tests/snapshot
	@$(BIN)/python -m pytest -m slow tests/orchestration

test-full-disk: $(INSTALLED_DEV) ## run on 20 disks that are too small (needs mounts of its own)
	@unshare --mount $(BIN)/python tests/crash/full_disk.py --sizes 20 --seed 1

test-mutations: $(INSTALLED_DEV) ## deliver 2,000 mutated files and hold each answer against an oracle (SEED=n: one of them; LARGE=1: large files)
	@OPORA_MUTATION_SEED=$(SEED) OPORA_MUTATION_LARGE=$(LARGE) $(BIN)/python -m pytest -m slow -s tests/mutations

test-growth: $(INSTALLED_DEV) ## deliver half-year by half-year, in several orders, and hold the marts against one build of everything
	@$(BIN)/python -m pytest -m slow tests/warehouse/test_growth_in_any_order.py

test-server: $(INSTALLED_DEV) ## fill the disk of a PostgreSQL server (needs mounts of its own)
	@$(BIN)/python -m pytest -m slow -rs tests/server

spark: $(INSTALLED_SPARK) ## set up .venv-spark, the environment that has Spark: .venv-spark/bin/opora run --target spark

test-spark: $(INSTALLED_SPARK) ## the same marts by Spark and by DuckDB, on real executors; the contracts' rules on both
	@$(VENV_SPARK)/bin/python -m pytest -m slow -s tests/spark tests/validation

test-backup: $(INSTALLED_DEV) ## back up and restore with restic, where it is installed
	@$(BIN)/python -m pytest -m slow -rs tests/backup

test-container: $(INSTALLED_DEV) ## build the image of deploy/Containerfile and run it, where podman and a base image are (OPORA_TEST_BASE)
	@$(BIN)/python -m pytest -m slow -rs tests/deploy

test-s3: $(INSTALLED_DEV) ## a lake on a real S3 service, where Debian's ceph-mon, ceph-osd and radosgw are installed
	@$(BIN)/python -m pytest -m slow -rs tests/objects

test-bi: $(INSTALLED_DEV) $(INSTALLED_SUPERSET) ## import the dashboards into a real Superset and open each in a browser
	@$(BIN)/python -m pytest -m slow -s tests/dashboards

lint: $(INSTALLED_DEV) ## ruff, mypy, sqlfluff, stale generated files
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --strict tools/install.py
	$(BIN)/sqlfluff lint dbt_project/models
	$(BIN)/python -m opora.contracts --check
	$(BIN)/python -m opora.warehouse.bus_matrix --check

lock: $(INSTALLED_DEV) ## write the lock files from pyproject.toml
	$(COMPILE) pyproject.toml --group build -o requirements.lock
	$(COMPILE) pyproject.toml --group build --group dev -o requirements-dev.lock
	# the versions of the default environment, and what a server needs or Spark beside them
	cp requirements.lock requirements-server.lock
	$(COMPILE) pyproject.toml --extra server --group build -o requirements-server.lock
	cp requirements-dev.lock requirements-spark.lock
	$(COMPILE) pyproject.toml --extra spark --group build --group dev -o requirements-spark.lock
	$(COMPILE) requirements-superset.txt -o requirements-superset.lock
	grep '^uv==' requirements-dev.lock | cut -d ' ' -f 1 | $(COMPILE) - -o requirements-uv.lock

$(INSTALLED): $(LOCKS)
	@$(PYTHON) tools/install.py
	@touch $@

$(INSTALLED_DEV): $(LOCKS) requirements-dev.lock
	@$(PYTHON) tools/install.py --dev
	@touch $@ $(INSTALLED)

$(INSTALLED_SUPERSET): requirements-superset.lock requirements-uv.lock
	@$(PYTHON) tools/install.py --environment $(VENV_SUPERSET) --lock requirements-superset.lock
	@touch $@

$(INSTALLED_SPARK): requirements-spark.lock requirements-uv.lock
	@$(PYTHON) tools/install.py --environment $(VENV_SPARK) --lock requirements-spark.lock --with-opora
	@touch $@

# Two words for a newcomer: `make run` and `make test`. `make help` lists the rest.
PORT ?= 8000
PYTHON ?= python3
NZ = .venv/bin/netwerkzorg

.PHONY: help setup run test check newcomer mutants pictures bench lock clean

help: ## list what make can do
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' Makefile

setup: ## fill .venv with exactly the locked libraries
	@PYTHON=$(PYTHON) sh .make/setup.sh runtime

run: setup ## start the platform with the sandbox around it (PORT=8000, FRESH=1 begins anew)
	@$(NZ) sandbox up --port $(PORT) $(if $(FRESH),--fresh,)

test: ## set up everything for the tests and run them all
	@PYTHON=$(PYTHON) sh .make/setup.sh test
	@sh .make/servers.sh
	@.venv/bin/python -m pytest -q -n 2 --dist loadfile

check: ## format, lint, types and the fast tests: the inner loop
	@PYTHON=$(PYTHON) sh .make/setup.sh test
	@.venv/bin/ruff format --check -q . && .venv/bin/ruff check -q . && .venv/bin/mypy
	@.venv/bin/python -m pytest -q -n 2 -m "not browser and not postgres and not redis and not slow"

newcomer: ## clone into an empty folder with an empty home, and see run and test work there
	@$(PYTHON) .make/newcomer.py

mutants: ## break each promise of the house on purpose and see its test go red (ONLY=05)
	@PYTHON=$(PYTHON) sh .make/setup.sh test
	@.venv/bin/python tests/support/mutants.py $(ONLY)

pictures: ## one picture of every page of a region that runs at PORT, phone, desk and print
	@.venv/bin/python tests/pictures.py http://127.0.0.1:$(PORT)

bench: setup ## speed, memory and start beside goals and a bare peer; about ten minutes
	@.venv/bin/python bench/run.py

lock: ## resolve the libraries anew, with hashes
	@cd requirements && for set in runtime test; do \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q $$set.in -o $$set.txt; done

clean: ## remove what was installed and made here
	@rm -rf .venv var build dist pictures *.egg-info

# Commands for everybody who runs, tests or changes Bruggenbouwer: `make help`.

PORT ?= 5000
DEMO ?= ja
JOBS ?= 2

# A changed list of requirements has another stamp, and is installed again.
VENV := .venv
PYTHON := $(VENV)/bin/python
FLASK := $(PYTHON) -m flask
stamp = $(VENV)/$(1)-$(shell cat $(2) | sha256sum | cut -c1-16)
RUNTIME := $(call stamp,runtime,requirements.txt)
TOOLS := $(call stamp,tools,requirements.txt requirements-dev.txt)
# What is never imported need not be compiled: half the time of a first start.
PIP_INSTALL := $(PYTHON) -m pip --disable-pip-version-check install --quiet --no-compile

.PHONY: help run test check benchmark format db

help:
	@echo "make run        start Bruggenbouwer op http://127.0.0.1:$(PORT), met een verzonnen gemeente"
	@echo "                PORT=8080: een andere poort. DEMO=nee: zonder verzonnen gemeente"
	@echo "make test       controleer alles: make check, en alle tests op SQLite, PostgreSQL en in de browser"
	@echo "make check      controleer opmaak, stijl, typen, importvolgorde en sjablonen"
	@echo "make benchmark  meet hoe snel alles is, bij 10.000 partijen"
	@echo "make format     maak de code op"
	@echo "make db         breng de database bij de tijd"

# The accounts can be listed only when the schema is the newest; else it is made so first.
run: export BRUGGENBOUWER_MODE = demo
run: export BRUGGENBOUWER_BASE_URL ?= http://127.0.0.1:$(PORT)
run: $(RUNTIME)
	@accounts=$$($(FLASK) crm user list 2>/dev/null) || \
	    { $(FLASK) crm init && accounts=$$($(FLASK) crm user list); } || exit 1; \
	if [ -z "$$accounts" ] && [ "$(DEMO)" != nee ]; then \
	    echo "Ik maak de verzonnen gemeente Vlietdam. Dat duurt even."; \
	    $(FLASK) crm demo >/dev/null && accounts=$$($(FLASK) crm user list) || exit 1; \
	elif [ -z "$$accounts" ] && [ ! -t 0 ]; then \
	    echo "Er is nog geen account, en hier kan ik niets vragen. Maak eerst de eerste beheerder:"; \
	    echo "  echo 'UW WACHTWOORD' | $(FLASK) crm user add u@gemeente.nl --role beheerder --password-stdin"; \
	    exit 1; \
	elif [ -z "$$accounts" ]; then \
	    printf 'E-mailadres van de eerste beheerder: '; \
	    read -r email && $(FLASK) crm user add "$$email" --role beheerder || exit 1; \
	fi; \
	echo; \
	echo "Bruggenbouwer staat op http://127.0.0.1:$(PORT)"; \
	case "$$accounts" in *amina@vlietdam.example*) \
	    echo "Log in met een van deze accounts. Het wachtwoord is: welkom in vlietdam"; \
	    echo "  amina@vlietdam.example    medewerker, vaste contactpersoon"; \
	    echo "  chantal@vlietdam.example  medewerker"; \
	    echo "  bas@vlietdam.example      lezer"; \
	    echo "  dries@vlietdam.example    initiatiefnemer"; \
	    echo "  beheer@vlietdam.example   beheerder";; \
	esac; \
	echo "Stoppen: Ctrl+C"; \
	echo
	@exec $(PYTHON) run.py --bind 127.0.0.1:$(PORT)

test: check
	@CHROMIUM=$$($(PYTHON) -m tests.support.browser) && export CHROMIUM && \
	exec $(PYTHON) -m pytest --numprocesses $(JOBS) --dist worksteal --benchmark-disable

check: $(TOOLS)
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	@$(PYTHON) -m djlint templates --lint --quiet

benchmark: $(TOOLS)
	@$(PYTHON) -m pytest tests/benchmarks --benchmark-only

format: $(TOOLS)
	@$(PYTHON) -m ruff check --fix-only --quiet .
	@$(PYTHON) -m ruff format .

db: $(RUNTIME)
	@$(FLASK) crm init

# --- what it all runs on --------------------------------------------------------------------

$(PYTHON):
	@python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Bruggenbouwer heeft Python 3.11 of nieuwer nodig. Voer dit uit en probeer het opnieuw:"; \
	    echo "sudo apt-get install --no-install-recommends python3 python3-venv make"; exit 1; }
	@python3 -m venv $(VENV)

$(RUNTIME): | $(PYTHON)
	@echo "Ik haal de onderdelen op. Dat duurt een paar minuten."
	@$(PIP_INSTALL) --requirement requirements.txt
	@rm -f $(VENV)/runtime-*
	@touch $@

$(TOOLS): | $(PYTHON)
	@echo "Ik haal de onderdelen en het gereedschap op. Dat duurt een paar minuten."
	@$(PIP_INSTALL) --requirement requirements-dev.txt
	@rm -f $(VENV)/tools-* $(VENV)/runtime-*
	@touch $@ $(RUNTIME)

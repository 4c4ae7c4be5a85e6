# Everything a developer runs. PYTHON, VENV and CONSTRAINTS choose another Python, place and set of versions:
#   make test VENV=.venv-313 PYTHON=python3.13

VENV ?= .venv
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$python && break; done)
CONSTRAINTS ?= $(wildcard constraints/py$(shell $(VENV)/bin/python -c 'print("%d%d" % __import__("sys").version_info[:2])' 2>/dev/null)-*.txt)

RUN := $(VENV)/bin/python
INSTALL = $(RUN) -m pip --disable-pip-version-check install --quiet --constraint "$(CONSTRAINTS)"
# Where every kind of secret is made and shown, in this process and in servers.
CANARY ?= tests/oauth tests/flows/test_authlib.py tests/flows/test_plain_login.py \
	--ignore=tests/oauth/test_checks.py --ignore=tests/oauth/test_links_of_apps.py \
	--ignore=tests/oauth/test_every_field.py
# What mypy reads at once; the other sample app has an app.py, too, and comes after.
TYPED := hub_oauth hub_teams hub_project tests benchmarks manage.py gunicorn.conf.py \
	examples/demo.py examples/flask-authlib examples/python-cli
FOR_DEMO := $(VENV)/.for-demo
FOR_DEVELOPERS := $(VENV)/.for-developers
FOR_CLIENTS := $(VENV)/node/.installed
VERDICTS := $(VENV)/yardstick

# The tests and checks never read what a developer set in .env or in the shell.
DEVELOPMENT := env -u DJANGO_SETTINGS_MODULE -u HUB_TEST_DATABASE_URL -u CACHE_URL -u ALLOWED_HOSTS \
	-u EMAIL_URL -u EMAIL_FROM -u HUB_SIGN_UP -u HUB_PROXIES -u HUB_CLIENT_ID_DOCUMENTS -u HUB_PLAYGROUND \
	-u HUB_HELP_URL -u HUB_REPORT_URL -u HUB_DATABASE_TIMEOUT \
	DEBUG=on SECRET_KEY=for-tests-only-and-long-enough-to-be-accepted-everywhere \
	DATABASE_URL=sqlite:///$(VENV)/tests.sqlite3 HUB_ISSUER=http://127.0.0.1:8000
PRODUCTION := env -u DJANGO_SETTINGS_MODULE DEBUG=off SECRET_KEY=9f2Zt-Xb7_uPq4LwKd0mVs8RjGc3HyNe6TaBo5QiWxEz1FMkYh \
	ALLOWED_HOSTS=hub.example HUB_ISSUER=https://hub.example CACHE_URL=redis://127.0.0.1:6379/0 \
	DATABASE_URL=postgres://hub@127.0.0.1/hub EMAIL_URL=smtp+tls://hub@mail.example

.PHONY: help setup demo test suites suites-in-short test-foreign-host test-site short-foreign-host short-site test-clients faults fuzz mutants yardstick soak soak-faults \
	soak-fuzz soak-mutants check canary openapi messages bench constraints fuzz-lifecycle fuzz-lifecycle-1 fuzz-lifecycle-2 \
	fuzz-bytes fuzz-api fuzz-api-1 fuzz-api-2 bench-features bench-growth bench-plans bench-cleanup bench-sqlite bench-serving bench-profile

help:
	@echo 'make setup   the virtual environment $(VENV), with everything, and .env for development'
	@echo 'make demo    the Hub and two sample apps, to try in the browser; Ctrl-C stops them'
	@echo 'make test    the whole suite, on SQLite and on PostgreSQL'
	@echo 'make suites  the same without the servers that are killed and flooded'
	@echo 'make suites-in-short  for another pair of versions: one database each, not every page'
	@echo 'make test-clients  clients that nobody here wrote, for Python, Node and the browser, against a running Hub'
	@echo 'make faults  servers killed, flooded and set wrong, a share of each; make soak has all of it'
	@echo 'make fuzz    the life of tokens against a model of it, bad bytes, and generated requests for docs/openapi.yaml'
	@echo 'make mutants seeded faults in a copy of the code, and which test notices each; make soak has all of them'
	@echo 'make yardstick   the tests of attacks, abuses and faults alone, and the table of what holds'
	@echo 'make check   lint, types, imports, templates, migrations, deployment, wheel'
	@echo 'make canary  the tests at log level DEBUG, then a search for every secret in logs, rows and e-mails'
	@echo 'make bench   the server CPU of a request beside what a site would use instead; ARGS=--quick for fewer'
	@echo 'make bench-features  what each feature costs, taken away one by one; ARGS=--quick for fewer rounds'
	@echo 'make bench-growth, bench-plans, bench-cleanup, bench-sqlite, bench-serving   what docs/performance.md tells beside'
	@echo 'make bench-profile  which layer takes the processor time of each request; ARGS="me code" for these alone'
	@echo 'make openapi docs/openapi.yaml anew, from the code'
	@echo 'make messages  the catalogues under locale/ anew: new sentences come empty, to be translated'

setup: $(FOR_DEVELOPERS) .env

demo: $(FOR_DEMO) .env
	@$(RUN) examples/demo.py

# The whole suite. Two lanes side by side, the output of each run in one piece; then the faults, which need the machine.
RECORDED = $(DEVELOPMENT) HUB_YARDSTICK=$(VERDICTS)
SITE_ON_POSTGRES := $(RUN) -m tests.support.postgres -- sh -c 'DATABASE_URL=$$HUB_TEST_DATABASE_URL exec "$$0" "$$@"' \
	$(RUN) -m pytest --ds=hub_project.settings
MAY_SKIP = $(if $(HUB_TEST_REQUIRE),$(if $(findstring disk,$(HUB_TEST_REQUIRE)),,--may-skip R11),--may-skip)
test: suites
	$(RECORDED) $(RUN) -m pytest -m faults tests/faults
	@$(RUN) -m tests.yardstick $(VERDICTS) $(MAY_SKIP)

suites: setup $(FOR_CLIENTS)
	@rm -rf $(VERDICTS)
	@echo 'Two lanes side by side; the output of each run comes when it ends.'
	@$(MAKE) --no-print-directory -j2 --output-sync=line test-foreign-host test-site
test-foreign-host:
	$(RECORDED) $(RUN) -m pytest
	$(RECORDED) $(RUN) -m tests.support.postgres -- $(RUN) -m pytest tests/oauth tests/teams
test-site:
	$(RECORDED) $(RUN) -m pytest --ds=hub_project.settings tests/project tests/browser tests/clients
	$(RECORDED) $(SITE_ON_POSTGRES) tests/project/test_compiled_queries.py

# For another pair of versions, on which the first one's databases and pages need not all be seen again.
suites-in-short: setup $(FOR_CLIENTS)
	@$(MAKE) --no-print-directory -j2 --output-sync=line short-foreign-host short-site
short-foreign-host:
	$(DEVELOPMENT) $(RUN) -m tests.support.postgres -- $(RUN) -m pytest tests/oauth tests/teams
	$(DEVELOPMENT) $(RUN) -m pytest --ignore=tests/oauth --ignore=tests/teams
short-site:
	$(DEVELOPMENT) $(RUN) -m pytest --ds=hub_project.settings tests/project tests/browser tests/clients \
		--ignore=tests/browser/test_every_page.py --ignore=tests/project/test_every_field.py \
		--ignore=tests/project/test_pseudo_locale.py
	$(DEVELOPMENT) $(SITE_ON_POSTGRES) tests/project/test_compiled_queries.py

test-clients: setup $(FOR_CLIENTS)
	$(DEVELOPMENT) $(RUN) -m pytest --ds=hub_project.settings tests/clients

faults: setup
	$(DEVELOPMENT) $(RUN) -m pytest -m faults tests/faults

fuzz: fuzz-lifecycle fuzz-bytes fuzz-api

# Half of the examples in each of two processes, from seeds of their own.
fuzz-lifecycle: setup
	@$(MAKE) --no-print-directory -j2 fuzz-lifecycle-1 fuzz-lifecycle-2
fuzz-lifecycle-1 fuzz-lifecycle-2:
	$(DEVELOPMENT) HUB_FUZZ_SHARE=2 HUB_FUZZ_SEED=$(@:fuzz-lifecycle-%=%) \
		$(RUN) -m tests.support.postgres -- $(RUN) -m pytest tests/fuzz/test_lifecycle.py

fuzz-bytes: setup
	$(DEVELOPMENT) $(RUN) -m pytest tests/fuzz/test_bytes.py

mutants: setup
	$(DEVELOPMENT) $(RUN) -m tests.mutants

# The long versions. Their figures go to files in this folder, one line a measurement.
soak: export HUB_SOAK := 1
soak: export HUB_SOAK_OUT := $(abspath $(VENV))/soak
soak: soak-faults soak-fuzz soak-mutants
	@cat $(HUB_SOAK_OUT)/*.txt

soak-faults: export HUB_SOAK := 1
soak-faults: export HUB_SOAK_OUT := $(abspath $(VENV))/soak
soak-faults: setup
	@rm -f $(HUB_SOAK_OUT)/faults.txt
	$(DEVELOPMENT) $(RUN) -m pytest -m faults tests/faults

soak-fuzz: export HUB_SOAK := 1
soak-fuzz: export HUB_SOAK_OUT := $(abspath $(VENV))/soak
soak-fuzz: setup
	@rm -f $(HUB_SOAK_OUT)/fuzz.txt
	@$(MAKE) --no-print-directory fuzz

soak-mutants: export HUB_SOAK_OUT := $(abspath $(VENV))/soak
soak-mutants: setup
	@rm -f $(HUB_SOAK_OUT)/mutants.txt
	$(DEVELOPMENT) $(RUN) -m tests.mutants --all

# A failing test does not stop it: the table says what failed.
yardstick: setup
	@rm -rf $(VERDICTS)
	-$(RECORDED) $(RUN) -m pytest -m yardstick
	-$(RECORDED) $(RUN) -m pytest -m yardstick --ds=hub_project.settings tests/project tests/browser
	@$(RUN) -m tests.yardstick $(VERDICTS)

check: setup
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy $(TYPED)
	$(RUN) -m mypy examples/django-client
	$(VENV)/bin/lint-imports
	$(RUN) -m djlint --quiet --check hub_oauth hub_teams templates
	$(RUN) -m djlint --quiet --lint hub_oauth hub_teams templates
	$(DEVELOPMENT) $(RUN) manage.py makemigrations --check --dry-run
	$(DEVELOPMENT) DJANGO_SETTINGS_MODULE=tests.settings $(RUN) manage.py makemigrations --check --dry-run
	$(DEVELOPMENT) $(RUN) manage.py spectacular --validate --fail-on-warn --file $(VENV)/openapi.yaml
	@cmp -s docs/openapi.yaml $(VENV)/openapi.yaml || { echo 'docs/openapi.yaml is not current: run make openapi.' >&2; exit 1; }
	$(RUN) -m openapi_spec_validator docs/openapi.yaml
	$(DEVELOPMENT) $(RUN) -m tests.support.catalogues
	$(PRODUCTION) $(RUN) manage.py check --deploy --fail-level WARNING
	$(RUN) -m tests.support.wheel

canary: setup
	@rm -rf $(VENV)/canary
	$(DEVELOPMENT) HUB_CANARY=$(VENV)/canary $(RUN) -m pytest -p tests.canary.plugin -m 'not faults and not postgres' $(CANARY)

# Schemathesis, the endpoints in two halves, each in a process of its own.
FUZZ_API := $(SITE_ON_POSTGRES) tests/fuzz/test_schemathesis.py -k
fuzz-api: setup
	@$(MAKE) --no-print-directory -j2 fuzz-api-1 fuzz-api-2
fuzz-api-1:
	$(DEVELOPMENT) $(FUZZ_API) 'authorize or revoke or protected'
fuzz-api-2:
	$(DEVELOPMENT) $(FUZZ_API) 'not (authorize or revoke or protected)'

messages: setup
	$(DEVELOPMENT) $(RUN) -m tests.support.catalogues --write

openapi: setup
	$(DEVELOPMENT) $(RUN) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

bench: setup
	$(RUN) -m benchmarks $(ARGS)
bench-features bench-growth bench-plans bench-cleanup bench-sqlite bench-serving: setup
	$(RUN) -m benchmarks.$(@:bench-%=%) $(ARGS)
bench-profile: setup
	$(RUN) -m benchmarks.profiled $(ARGS)

# Each stamp is as new as what was installed, so that a second run installs nothing.
$(FOR_DEMO): pyproject.toml $(wildcard constraints/*.txt)
	@test -n "$(PYTHON)" || { echo 'The Hub needs Python 3.11, 3.12 or 3.13 with its venv module (Debian: python3-venv).' >&2; exit 1; }
	@$(RUN) -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(MAKE) --no-print-directory install EXTRAS=project,examples STAMP=$@

$(FOR_DEVELOPERS): $(FOR_DEMO)
	@$(MAKE) --no-print-directory install EXTRAS=project,examples,test,clients,quality STAMP=$@

# Exact versions, but no lock file: it would record download addresses. Without npm the tests of these clients are
# skipped, or fail where HUB_TEST_REQUIRE has node.
$(FOR_CLIENTS): tests/clients/node/package.json tests/clients/node/.npmrc | $(FOR_DEVELOPERS)
	@rm -rf $(VENV)/node && mkdir -p $(VENV)/node && cp $^ $(VENV)/node
	@command -v npm >/dev/null || exit 0; echo 'Installing the clients for Node'; \
	cd $(VENV)/node && npm install --silent && touch $(notdir $@)

.PHONY: install
install:
	@test -f "$(CONSTRAINTS)" || { echo 'There is no constraints file "$(CONSTRAINTS)" for this Python.' >&2; exit 1; }
	@echo 'Installing $(EXTRAS) from $(CONSTRAINTS)'
	@$(INSTALL) hatchling
	@$(INSTALL) --no-build-isolation --editable '.[$(EXTRAS)]'
	@touch $(STAMP)

.env:
	@umask 077; printf 'DEBUG=on\nSECRET_KEY=%s\n' "$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(48))')" > $@
	@echo 'Wrote .env for development; .env.example says what it may hold.'

# Resolve pyproject.toml anew, in a virtual environment of its own.
constraints:
	@rm -rf $(VENV)-fresh && $(PYTHON) -m venv $(VENV)-fresh
	@$(VENV)-fresh/bin/pip --disable-pip-version-check install --quiet '.[project,examples,test,clients,quality]'
	@$(VENV)-fresh/bin/pip freeze --exclude regardingwork-hub | LC_ALL=C sort -f > constraints/$$($(VENV)-fresh/bin/python -c 'import sys, django; \
		print("py%d%d-django%d%d.txt" % (*sys.version_info[:2], *django.VERSION[:2]))')
	@rm -rf $(VENV)-fresh

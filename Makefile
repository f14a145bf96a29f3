# `make run` opens the program on the bundled sample; `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FONTS ?= /usr/share/fonts $(wildcard build/fonts/node_modules)
RUN ?= runs/alpha

.PHONY: run test check fonts train sample screenshots bundle deb test-tf114 test-ime \
	test-bundle clean help

run: $(VENV)/.program ## open the program on the bundled sample dataset
	@$(BIN)/hangul-ocr-review $(ARGS)

# Without another process in its place, for which xdist waits for ever, a crash is one failure.
test: $(VENV)/.development ## every test (about five minutes on two cores)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -n 2 --dist loadfile \
		--max-worker-restart=0 $(ARGS)

check: $(VENV)/.development ## style, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-tf114: $(VENV)/.development ## run the exported graph in TensorFlow 1.14 (needs Python 3.7)
	REQUIRE_TF114=1 $(BIN)/python -m pytest -q tests/e2e/test_tf114.py $(ARGS)

test-ime: $(VENV)/.development ## type with the system's Korean keyboard (needs ibus-hangul, xdotool)
	REQUIRE_IME=1 $(BIN)/python -m pytest -q tests/e2e/test_ime.py $(ARGS)

test-bundle: deb ## run the program out of a freshly built package
	REQUIRE_BUNDLE=1 $(BIN)/python -m pytest -q tests/e2e/test_bundle.py $(ARGS)

fonts: $(VENV)/.development ## the Korean faces that training draws with (Debian packages, npm packages)
	packaging/fonts.sh build/fonts $(BIN)/python

train: $(VENV)/.development ## train, or go on training, the network of archieve/alpha
	$(BIN)/python -m training train --folder $(RUN) --fonts $(FONTS) $(ARGS)

sample: $(VENV)/.development ## render resources/sample again
	$(BIN)/python -m training sample --out resources/sample --fonts $(FONTS)

screenshots: $(VENV)/.program ## the pictures of every page in docs/screenshots
	@$(BIN)/python packaging/screenshots.py docs/screenshots $(ARGS)

# What PyInstaller needs for a build that can be repeated.
bundle deb: export PYTHONHASHSEED := 0
bundle deb: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct || date +%s)

bundle: $(VENV)/.development ## the desktop program as a folder that needs no Python
	$(BIN)/python -m PyInstaller --noconfirm --log-level WARN --distpath dist \
		--workpath build/bundle packaging/bundle/hangul-ocr-review.spec

deb: bundle ## that folder as a Debian package
	$(BIN)/python packaging/debian/debian_package.py dist/hangul-ocr-review dist

clean: ## remove the environment and what was built
	rm -rf $(VENV) build dist

help: ## this list
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.program: requirements.txt pyproject.toml
	@PYTHON=$(PYTHON) packaging/system_packages.sh
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.development: $(VENV)/.program requirements-dev.txt requirements-grpc.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -r requirements-grpc.txt
	@touch $@

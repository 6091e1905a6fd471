# SPDX-License-Identifier: MIT OR Apache-2.0
#
# One make for everything. All output is under build/. Each folder has its
# rules in its own .mk; `make help` lists the targets.

# The one place of the version; a test compares packaging/debian/changelog and
# NEWS.md.
VERSION := 0.2.0
BUILD   := build
BOARD   ?= rpi3
SYMBOLS ?= compact
# full, calls or off. Not ?=: a terminal's number of lines may be in the environment.
LINES   := full

PYTHON ?= /usr/bin/python3

# For every C file, of host and kernel.
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wcast-qual -Wcast-align \
	-Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Wwrite-strings

# V=1 shows the commands.
Q := $(if $(filter 1,$(V)),,@)

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

# Runs a long check and keeps its output, with date, commit and machine.
REPORT = $(PYTHON) scripts/report $(BUILD)/reports

# Installs packages. Use DEPS=: where they have other names and are installed.
DEPS ?= scripts/deps

.PHONY: all
all: ## build the command and the library

include lib/lib.mk
include tool/tool.mk
include write/write.mk
include kernel/kernel.mk
include tests/tests.mk
include bench/bench.mk
include fuzz/fuzz.mk
include proof/proof.mk
include examples/examples.mk
include docs/pictures/pictures.mk
include packaging/install.mk

# Needs the reports of make proof mutate coverage faults, and make fuzz
# TIME=600.
.PHONY: release
release: dist deb ## put a release into build/release (docs/releasing.md)
	$(Q)$(PYTHON) scripts/release $(VERSION) $(BUILD)

.PHONY: deps deps-build
deps: ## install the packages that check needs
	$(DEPS)

deps-build: ## install the packages that all needs
	$(DEPS) build

.PHONY: compile_commands.json
compile_commands.json: ## for editors: how each file is compiled
	$(Q)env -u MAKEFLAGS $(PYTHON) scripts/compile_commands $(BUILD)/ksym \
		$(BUILD)/libksym.a $(BUILD)/ttables kernel fuzz-replays

.PHONY: clean
clean: ## remove build/
	rm -rf $(BUILD)

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z][a-z_-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		sort -u | awk -F'|' '{ printf "  %-18s %s\n", $$1, $$2 }'

# SPDX-License-Identifier: MIT OR Apache-2.0

include tests/lib/lib.mk

.PHONY: check
check: ## all the set-up and every test; ends with `N passed, N failed`
	$(DEPS)
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all kernel
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) kernel-tests-all lib-tests fuzz-replays examples \
		bench-programs
	$(Q)$(PYTHON) scripts/check tests

.PHONY: check-install
check-install: all ## the tests of what is installed, and of the package
	$(Q)$(PYTHON) scripts/check tests/install

.PHONY: check-tool
check-tool: $(BUILD)/ksym $(BUILD)/ttables dist ## the tests of the command
	$(Q)$(PYTHON) scripts/check tests/tool

# How many breaks make mutate draws, and from which seed.
MUTANTS ?= 300
SEED    ?= 1

.PHONY: mutate
mutate: ## break library and encoder MUTANTS times by SEED, and count what tests notice
	$(DEPS)
	$(Q)$(REPORT)/mutate.txt $(PYTHON) scripts/mutate --mutants $(MUTANTS) --seed $(SEED)

.PHONY: coverage
coverage: ## the lines and branches that tests and kept inputs reach
	$(DEPS) fuzz
	$(Q)$(REPORT)/coverage.txt $(PYTHON) scripts/coverage --build $(BUILD)

.PHONY: faults
faults: kernel-tests-all ## make everything fail once, and count the faults
	$(Q)$(REPORT)/faults.txt $(PYTHON) scripts/check tests/tool/test_faults.py tests/kernel/test_panics.py

# Static analysis.
LINT_SOURCES := $(wildcard lib/*.c) $(WRITE_SOURCES) $(TOOL_SOURCES) $(wildcard kernel/ttables/*.c)
LINT_FLAGS   := -D_GNU_SOURCE -DKSYM_VERSION='"$(VERSION)"' -Ilib/include -Ilib \
	$(TOOL_INCLUDES) -Iwrite -Ikernel/arch/aarch64/include
ANALYSED     := $(LINT_SOURCES:%=$(BUILD)/lint/%)

$(BUILD)/lint/%: %
	@mkdir -p $(@D)
	$(Q)gcc -std=c11 -O2 $(WARNINGS) $(LINT_FLAGS) -fanalyzer -Wno-analyzer-malloc-leak \
		-c -o $@ $<
	$(Q)clang-tidy --quiet $< -- -std=c11 $(LINT_FLAGS) 2>/dev/null

# The kernel and the fuzz targets are built for clang-tidy alone.
TIDIED := $(patsubst %,$(BUILD)/lint/%.tidy,$(wildcard fuzz/*.c kernel/*.c \
	kernel/arch/aarch64/*.c kernel/drivers/*.c kernel/boards/*/*.c))
TIDY_FLAGS_fuzz   := $(LINT_FLAGS)
TIDY_FLAGS_kernel := --target=aarch64-none-elf -ffreestanding $(KERNEL_CPPFLAGS)

$(BUILD)/lint/%.tidy: %
	@mkdir -p $(@D)
	$(Q)clang-tidy --quiet $< -- -std=c11 -I$(dir $<) \
		$(TIDY_FLAGS_$(firstword $(subst /, ,$<))) 2>/dev/null
	@touch $@

.PHONY: lint run-lint
lint: ## run gcc -fanalyzer, clang-tidy, cppcheck and shellcheck
	$(DEPS) lint
	@$(MAKE) --no-print-directory -j$$(nproc) run-lint

run-lint: $(ANALYSED) $(TIDIED)
	$(Q)$(PYTHON) scripts/rooms
	$(Q)cppcheck --quiet --std=c11 --enable=warning,portability,performance \
		--inline-suppr --error-exitcode=1 $(LINT_FLAGS) $(LINT_SOURCES)
	$(Q)shellcheck scripts/deps scripts/hooks/pre-commit .ci/run
	$(Q)shellcheck --shell=bash packaging/completion/bash/ksym

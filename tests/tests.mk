# SPDX-License-Identifier: MIT OR Apache-2.0

include tests/lib/lib.mk

.PHONY: check
check: ## all the set-up and every test; ends with `N passed, N failed`
	scripts/deps
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) all
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) kernel-tests-all lib-tests
	$(Q)$(PYTHON) scripts/check tests

.PHONY: check-install
check-install: all ## the tests of what is installed, and of the package
	$(Q)$(PYTHON) scripts/check tests/install

.PHONY: check-tool
check-tool: $(BUILD)/ksym ## the tests of the command
	$(Q)$(PYTHON) scripts/check tests/tool

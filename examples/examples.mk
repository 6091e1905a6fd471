# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The example kernels. Each has a Makefile of its own, as a reader's kernel has.

EXAMPLES := $(patsubst examples/%/Makefile,%,$(wildcard examples/*/Makefile))

.PHONY: examples check-examples $(EXAMPLES:%=example-%)
examples: $(EXAMPLES:%=example-%) ## build the example kernels

$(EXAMPLES:%=example-%): example-%: $(BUILD)/ksym $(DIST_FILES)
	@echo "  EXAMPLE $*"
	$(Q)$(MAKE) --no-print-directory -s -C examples/$* all >/dev/null

check-examples: examples ## boot the example kernels in QEMU
	$(Q)$(PYTHON) scripts/check tests/examples

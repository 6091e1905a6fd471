# SPDX-License-Identifier: MIT OR Apache-2.0
#
# make proof: what the contracts of lib/'s functions say, for any bytes as a table
# and any arguments. FILES= proves a few files only, as lib/name.c.

.PHONY: proof
proof: ## prove lib/ with Frama-C: any bytes as a table, any arguments
	$(DEPS) proof
	$(Q)$(if $(FILES),,$(REPORT)/proof.txt) $(PYTHON) proof/run --build $(BUILD)/proof $(FILES)

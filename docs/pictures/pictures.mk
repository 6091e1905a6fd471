# SPDX-License-Identifier: MIT OR Apache-2.0

PICTURED := $(KERNEL)/tests/demo

.PHONY: pictures
pictures: $(PICTURED)/kernel8.img $(PICTURED)/kernel8-nosymbols.img ## draw those of docs/pictures/ anew
	$(Q)$(PYTHON) docs/pictures/draw --board $(BOARD) \
		$(PICTURED)/kernel8-nosymbols.img $(PICTURED)/kernel8.img

# SPDX-License-Identifier: MIT OR Apache-2.0
#
# What the examples' Makefiles share: compile and link, embed, boot.

ROOT    := ../..
OUT     := $(ROOT)/build/examples/$(notdir $(CURDIR))
KSYM    := $(ROOT)/build/ksym
SCRIPT  ?= kernel.ld
DIST    := $(ROOT)/build/dist
LIBKSYM := $(DIST)/ksym.c $(DIST)/ksym_walk.c
SOURCES += $(LIBRARIES:%=$(OUT)/%) ../panic.c ../symbols.c ../trace.c \
	$(LIBKSYM) $(ROOT)/kernel/string.c

# A frame for each function and no sibling calls, for backtraces.
FLAGS := -O2 -g -Wall -Wextra -Werror -ffreestanding -fno-pic -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-omit-frame-pointer \
	-fno-optimize-sibling-calls -I. -I.. -I$(DIST) \
	-I$(ROOT)/kernel/include $(MACHINE_FLAGS)
# clang gives leaf functions a frame too; gcc must not turn memcpy's loop into
# a call of memcpy.
CLANG := clang --ld-path=$(TOOLS)ld -mno-omit-leaf-frame-pointer
GCC   := $(TOOLS)gcc -fno-tree-loop-distribute-patterns
LINK_FLAGS := -nostdlib -static -Wl,--gc-sections -Wl,--build-id=none \
	-Wl,--fatal-warnings -Wl,-z,noexecstack -Wl,-z,max-page-size=4096

.PHONY: all run FORCE
all: $(OUT)/kernel.elf

run: $(OUT)/kernel.elf
	timeout --foreground 60 $(QEMU) -display none -serial stdio -kernel $<

# The one step that ksym adds to a build.
$(OUT)/kernel.elf: $(OUT)/kernel.linked.elf $(KSYM)
	$(KSYM) embed --lines full --strip-prefix $(abspath ..) $< -o $@

$(OUT)/kernel.linked.elf: $(SOURCES) $(SCRIPT) $(wildcard *.h ../*.h) Makefile ../common.mk
	@mkdir -p $(@D)
	$(COMPILER) $(FLAGS) $(LINK_FLAGS) -T $(SCRIPT) -o $@ $(SOURCES)

# The command and the library, as the repository's own make has them.
$(KSYM) $(LIBKSYM) &: FORCE
	@$(MAKE) --no-print-directory -s -C $(ROOT) build/ksym dist

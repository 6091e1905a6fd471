# SPDX-License-Identifier: MIT OR Apache-2.0
#
# What the examples' Makefiles share: compile and link, embed, boot.

ROOT    := ../..
OUT     := $(ROOT)/build/examples/$(notdir $(CURDIR))
KSYM    := $(ROOT)/build/ksym
LIBKSYM := $(ROOT)/build/dist/ksym.c $(ROOT)/lib/walk.c
SOURCES += ../panic.c $(LIBKSYM) $(ROOT)/kernel/string.c

# A frame for each function and no call that takes its caller's: what a backtrace
# reads.
FLAGS := -O2 -g -Wall -Wextra -Werror -ffreestanding -fno-pic -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-omit-frame-pointer \
	-fno-optimize-sibling-calls -I. -I.. -I$(ROOT)/lib/include \
	-I$(ROOT)/kernel/include $(MACHINE_FLAGS)
# clang lays a frame in leaves too; gcc must not make the loops of memcpy a call of it.
CLANG := clang --ld-path=$(CROSS)ld -mno-omit-leaf-frame-pointer
GCC   := $(CROSS)gcc -fno-tree-loop-distribute-patterns

.PHONY: all run FORCE
all: $(OUT)/kernel.elf

run: $(OUT)/kernel.elf
	timeout --foreground 60 $(QEMU) -display none -serial stdio -kernel $<

# The one step that ksym adds to a build.
$(OUT)/kernel.elf: $(OUT)/kernel.linked.elf $(KSYM)
	$(KSYM) embed $< -o $@

$(OUT)/kernel.linked.elf: $(SOURCES) kernel.ld $(wildcard *.h ../*.h) Makefile ../common.mk
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -nostdlib -static -Wl,--build-id=none -Wl,-z,noexecstack -T kernel.ld -o $@ $(SOURCES)

# The command and the library, as the repository's own make has them.
$(KSYM) $(firstword $(LIBKSYM)) &: FORCE
	@$(MAKE) --no-print-directory -s -C $(ROOT) build/ksym build/dist/ksym.c

# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The reference kernel for BOARD, its host tool and its test kernels. A kernel
# is made in steps, each a file of its own:
#
#	kernel                    linked
#	kernel+ttables            with its translation tables
#	kernel+ttables+symbols    with its symbols
#	kernel8.img               what the firmware loads

BOARDS := $(patsubst kernel/boards/%/board.mk,%,$(wildcard kernel/boards/*/board.mk))
ifneq ($(words $(BOARD)) $(filter $(BOARDS),$(BOARD)),1 $(BOARD))
$(error BOARD=$(BOARD) is no board: choose from $(BOARDS))
endif
include kernel/boards/$(BOARD)/board.mk

CROSS      ?= aarch64-linux-gnu-
KERNEL_CC  := $(CROSS)gcc
KSYM       := $(BUILD)/ksym
TTABLES    := $(BUILD)/ttables
KERNEL     := $(BUILD)/kernel/$(BOARD)$(SYMBOLS:%=-%)
KERNEL     := $(KERNEL:%-compact=%)$(SANITIZE:%=-%)
KERNEL_ELF := $(KERNEL)/kernel+ttables+symbols
KERNEL_IMG := $(KERNEL)/kernel8.img
KERNEL_LD  := $(KERNEL)/kernel.ld

KERNEL_CPPFLAGS := -Ikernel -Ikernel/include -Ikernel/arch/aarch64/include \
	-Ikernel/boards/$(BOARD) -Ikernel/tests -Ilib/include \
	-DKERNEL_VERSION='"$(VERSION)"'
# Each function has a frame, and each call is one: so a backtrace names them all.
KERNEL_CFLAGS := -std=c11 -O2 -g $(WARNINGS) -mcpu=$(BOARD_CPU) -ffreestanding \
	-mgeneral-regs-only -mstrict-align -fno-common -fno-pic \
	-fno-stack-protector -fno-unwind-tables -fno-asynchronous-unwind-tables \
	-fno-omit-frame-pointer -mno-omit-leaf-frame-pointer \
	-fno-optimize-sibling-calls $(BOARD_CFLAGS) -ffile-prefix-map=$(CURDIR)=.
KERNEL_CFLAGS += $(if $(SANITIZE),-fsanitize=$(SANITIZE) \
	-fsanitize-undefined-trap-on-error)
KERNEL_LDFLAGS := -nostdlib -static -no-pie -Wl,--build-id -Wl,--fatal-warnings \
	-Wl,-z,max-page-size=65536 $(BOARD_LDFLAGS)

# --- the kernel, all but main.c, which test kernels replace ---

KERNEL_SOURCES := \
	$(filter-out kernel/main.c kernel/symbols_%.c,$(wildcard kernel/*.c)) \
	kernel/symbols_$(SYMBOLS).c \
	$(wildcard kernel/arch/aarch64/*.[cS]) \
	$(wildcard kernel/boards/$(BOARD)/*.c) \
	$(wildcard kernel/drivers/*.c)
kernel_objects = $(patsubst kernel/%,$(KERNEL)/obj/%.o,$(1))
KERNEL_OBJECTS := $(call kernel_objects,$(KERNEL_SOURCES)) \
	$(LIB_WALK_SOURCES:%=$(KERNEL)/obj/%.o) \
	$(if $(filter compact,$(SYMBOLS)),$(LIB_SOURCES:%=$(KERNEL)/obj/%.o))

# Writes a file with the text $(1), unless it has that: then it keeps its time.
define write_changed
@mkdir -p $(@D)
@printf '%s\n' '$(1)' >$@.new
@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
endef

# What the kernel is built with; a change has it built anew.
KERNEL_CONFIGURATION := $(KERNEL_CC) $(KERNEL_CPPFLAGS) $(KERNEL_CFLAGS) \
	$(KERNEL_LDFLAGS) SYMBOLS=$(SYMBOLS)

$(KERNEL)/configuration: FORCE
	$(call write_changed,$(KERNEL_CONFIGURATION))

# The same of its table. A flat one has no lines.
KERNEL_LINES  := $(if $(filter compact,$(SYMBOLS)),$(filter-out off,$(LINES)))
TABLE_OPTIONS := --format $(SYMBOLS) \
	$(KERNEL_LINES:%=--lines % --strip-prefix $(CURDIR))

$(KERNEL)/table-options: FORCE
	$(call write_changed,$(TABLE_OPTIONS))
FORCE:

$(KERNEL)/obj/%.o: kernel/% $(KERNEL)/configuration
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(KERNEL_CC) $(KERNEL_CPPFLAGS) $(KERNEL_CFLAGS) -MMD -MP -c -o $@ $<

$(KERNEL)/obj/lib/%.o: lib/% $(KERNEL)/configuration
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(KERNEL_CC) $(KERNEL_CPPFLAGS) $(KERNEL_CFLAGS) -MMD -MP -c -o $@ $<

# The loops in there must not become calls of the functions they implement.
$(KERNEL)/obj/string.c.o: KERNEL_CFLAGS += -fno-tree-loop-distribute-patterns

$(KERNEL_LD): kernel/arch/aarch64/kernel.ld $(KERNEL)/configuration
	@mkdir -p $(@D)
	$(Q)$(KERNEL_CC) $(KERNEL_CPPFLAGS) -std=c11 -E -P -x assembler-with-cpp \
		-MMD -MP -MT $@ -MF $@.d -o $@ $<

define link_kernel
@mkdir -p $(@D)
@echo "  LD      $@"
$(Q)$(KERNEL_CC) $(KERNEL_CFLAGS) $(KERNEL_LDFLAGS) -T $(KERNEL_LD) -o $@ \
	$(filter %.o,$^)
endef

$(KERNEL)/kernel: $(call kernel_objects,kernel/main.c) $(KERNEL_OBJECTS) $(KERNEL_LD)
	$(link_kernel)

# --- from an ELF to an image; the stem is a folder ---

$(BUILD)/kernel/%/kernel+ttables: $(BUILD)/kernel/%/kernel $(TTABLES)
	@echo "  TTABLES $@"
	$(Q)$(TTABLES) $< -o $@ >$(@D)/ttables.txt

$(BUILD)/kernel/%/kernel+ttables+symbols: $(BUILD)/kernel/%/kernel+ttables $(KSYM) \
		$(KERNEL)/table-options
	@echo "  KSYM    $@"
	$(Q)$(KSYM) embed $(TABLE_OPTIONS) $< -o $@ >$(@D)/ksym.txt

$(BUILD)/kernel/%/kernel8.img: $(BUILD)/kernel/%/kernel+ttables+symbols
	@echo "  OBJCOPY $@"
	$(Q)$(CROSS)objcopy -O binary $< $@

# Without symbols, as a build that forgot them would be.
$(BUILD)/kernel/%/kernel8-nosymbols.img: $(BUILD)/kernel/%/kernel+ttables
	@echo "  OBJCOPY $@"
	$(Q)$(CROSS)objcopy -O binary $< $@

# --- the same symbols by the long way: generate, compile, link, patch ---

$(KERNEL)/generated/symbols.c: $(KERNEL)/kernel+ttables $(KSYM)
	@mkdir -p $(@D)
	@echo "  KSYM    $@"
	$(Q)$(KSYM) generate $< -o $@ >$(@D)/ksym.txt

$(KERNEL)/generated/symbols.elf: $(KERNEL)/generated/symbols.c \
		$(KERNEL)/kernel+ttables kernel/kernel_symbols.ld
	@echo "  LD      $@"
	$(Q)addr=$$($(KSYM) address $(KERNEL)/kernel+ttables) && \
	$(KERNEL_CC) $(KERNEL_CPPFLAGS) $(KERNEL_CFLAGS) -g0 -nostdlib -static \
		-Wl,--build-id=none -Wl,-e,0 -T kernel/kernel_symbols.ld \
		-Wl,--section-start=.kernel_symbols=$$addr -o $@ $<

$(KERNEL)/generated/symbols.bin: $(KERNEL)/generated/symbols.elf
	$(Q)$(CROSS)objcopy -O binary $< $@

$(KERNEL)/kernel+ttables+symbols-generated: $(KERNEL)/kernel+ttables \
		$(KERNEL)/generated/symbols.bin
	@echo "  KSYM    $@"
	$(Q)$(KSYM) patch $^ -o $@ >$(KERNEL)/generated/patch.txt

$(KERNEL)/kernel8-generated.img: $(KERNEL)/kernel+ttables+symbols-generated
	@echo "  OBJCOPY $@"
	$(Q)$(CROSS)objcopy -O binary $< $@

# --- the host tool; the command's own files read the ELF and write the result ---

TTABLES_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard kernel/ttables/*.c))

$(BUILD)/kernel/ttables/%.o: kernel/ttables/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(TOOL_CFLAGS) -Ikernel/arch/aarch64/include $(CFLAGS) \
		-c -o $@ $<

$(TTABLES): $(TTABLES_OBJECTS) $(BUILD)/libksym-tool.a
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) $(HARDENING_LDFLAGS) $(LDFLAGS) -o $@ $^ -lelf

# --- test kernels: a file with a kernel_init each, linked to all the rest ---

KERNEL_TESTS := $(basename $(notdir $(wildcard kernel/tests/*.c)))
INTEGRATION_TESTS := $(filter 0%,$(KERNEL_TESTS))
TEST_SUPPORT_OBJECTS := \
	$(call kernel_objects,$(wildcard kernel/tests/support/*.[cS] \
		kernel/tests/boards/$(BOARD)/*.c))
UNIT_OBJECTS := $(call kernel_objects,$(wildcard kernel/tests/unit/*.c \
	kernel/tests/boards/$(BOARD)/unit/*.c))
TEST_IMAGES := $(KERNEL_TESTS:%=$(KERNEL)/tests/%/kernel8.img)

$(KERNEL)/tests/unit/kernel: $(UNIT_OBJECTS)

# Its one mistake is found in every kernel, sanitized or not.
$(KERNEL)/obj/tests/undefined_behaviour.c.o: KERNEL_CFLAGS += \
	-fsanitize=undefined -fsanitize-undefined-trap-on-error

# The property test brings its own table, and libksym where the kernel has none.
PROPERTY := $(BUILD)/kernel/property
PROPERTY_OBJECTS := $(KERNEL)/obj/property/list.o $(KERNEL)/obj/property/table.o \
	$(KERNEL)/obj/property/core.o \
	$(if $(filter compact,$(SYMBOLS)),,$(LIB_SOURCES:%=$(KERNEL)/obj/%.o))

$(PROPERTY)/map $(PROPERTY)/list.c &: tests/kernel/property_list.py \
		$(wildcard tests/lib/*.py)
	@mkdir -p $(@D)
	$(Q)$(PYTHON) $< $(PROPERTY)/map $(PROPERTY)/list.c

$(PROPERTY)/table: $(PROPERTY)/map $(KSYM)
	@echo "  KSYM    $@"
	$(Q)$(KSYM) table --names mangled --by-name --map $< -o $@ >$@.txt

$(KERNEL)/obj/property/list.o: $(PROPERTY)/list.c kernel/tests/symbols_property.h
$(KERNEL)/obj/property/core.o: tests/lib/property_core.c tests/lib/property_core.h
$(KERNEL)/obj/property/list.o $(KERNEL)/obj/property/core.o: $(KERNEL)/configuration
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(KERNEL_CC) $(KERNEL_CPPFLAGS) -Itests/lib -Ikernel/tests $(KERNEL_CFLAGS) -c -o $@ \
		$(filter %.c,$^)

$(KERNEL)/obj/property/table.o: $(PROPERTY)/table
	@mkdir -p $(@D)
	$(Q)printf '.section .rodata\n.global property_table, property_table_end\nproperty_table: .incbin "$<"\nproperty_table_end:\n' | \
		$(KERNEL_CC) -c -x assembler -o $@ -

$(KERNEL)/obj/tests/symbols_property.c.o: KERNEL_CPPFLAGS += -Itests/lib
$(KERNEL)/tests/symbols_property/kernel: $(PROPERTY_OBJECTS)

$(KERNEL)/tests/%/kernel: $(KERNEL)/obj/tests/%.c.o $(KERNEL_OBJECTS) \
		$(TEST_SUPPORT_OBJECTS) $(KERNEL_LD)
	$(link_kernel)

-include $(shell find $(BUILD)/kernel -name '*.d' 2>/dev/null)

# --- targets ---

QEMU = $(BOARD_QEMU) -serial stdio -display none -semihosting
RUN_TEST := $(PYTHON) tests/kernel/run.py --board $(BOARD) --folder $(KERNEL)

.PHONY: FORCE kernel demo run-demo qemu chainboot test_boot test_unit test_integration \
	nm objdump readelf gdb check-kernel kernel-tests kernel-tests-all

kernel: $(KERNEL_IMG) ## build the reference kernel for BOARD

demo: ## boot a kernel that faults and names the function, in QEMU
	$(DEPS) demo
	@$(MAKE) --no-print-directory run-demo

run-demo: $(KERNEL)/tests/demo/kernel8.img
	@timeout --foreground 60 $(QEMU) -kernel $<

qemu: $(KERNEL_IMG) ## boot the kernel in QEMU; ctrl-c leaves
	$(QEMU) -kernel $<

DEV_SERIAL ?= /dev/ttyUSB0
chainboot: $(KERNEL_IMG) ## push the kernel to a loader on DEV_SERIAL; then be its terminal
	$(Q)$(PYTHON) scripts/chainboot $(DEV_SERIAL) $<

test_boot: $(KERNEL_IMG) ## boot the kernel and wait for its last line
	$(Q)$(RUN_TEST) boot

test_unit: $(KERNEL)/tests/unit/kernel8.img ## run the unit tests in the kernel
	$(Q)$(RUN_TEST) unit

TEST ?= $(INTEGRATION_TESTS)
test_integration: $(TEST:%=$(KERNEL)/tests/%/kernel8.img) ## run TEST, or all integration tests
	$(Q)$(RUN_TEST) $(TEST)

nm: $(KERNEL_ELF) ## list the kernel's symbols by address
	$(Q)$(CROSS)nm --demangle --numeric-sort --print-size $<

objdump: $(KERNEL_ELF) ## disassemble the kernel
	$(Q)$(CROSS)objdump --disassemble --demangle $<

readelf: $(KERNEL_ELF) ## print the kernel's ELF headers
	$(Q)$(CROSS)readelf --headers --wide $<

gdb: $(KERNEL_IMG) ## debug the kernel in QEMU; its console goes to a file
	gdb-multiarch -q $(KERNEL_ELF) -ex 'target remote | exec $(BOARD_QEMU) \
		-serial file:$(KERNEL)/console.txt -display none -S -gdb stdio \
		-kernel $<'

kernel-tests: $(KERNEL_IMG) $(TEST_IMAGES) $(KERNEL)/kernel8-nosymbols.img \
	$(KERNEL)/tests/demo/kernel8-nosymbols.img \
	$(if $(filter flat,$(SYMBOLS)),$(KERNEL)/kernel8-generated.img)

# The kernels that are also run with UBSan: SANITIZE=undefined.
.PHONY: kernel-tests-sanitize
kernel-tests-sanitize: $(KERNEL_IMG) $(KERNEL)/tests/unit/kernel8.img \
	$(KERNEL)/tests/demo/kernel8.img

# The tests boot every kernel on both machines, and on one with flat tables too.
kernel-tests-all: $(KSYM) $(TTABLES)
	$(Q)$(MAKE) --no-print-directory BOARD=rpi3 SYMBOLS=compact LINES=full kernel-tests
	$(Q)$(MAKE) --no-print-directory BOARD=rpi3 SYMBOLS=flat kernel-tests
	$(Q)$(MAKE) --no-print-directory BOARD=rpi3 SANITIZE=undefined LINES=full kernel-tests-sanitize
	$(Q)$(MAKE) --no-print-directory BOARD=qemu_virt SYMBOLS=compact LINES=full kernel-tests
	$(Q)$(MAKE) --no-print-directory BOARD=qemu_virt SYMBOLS=flat kernel
	$(Q)$(MAKE) --no-print-directory BOARD=rpi4 SYMBOLS=compact LINES=full kernel

check-kernel: kernel-tests-all ## run all of the kernel's tests in QEMU
	$(Q)$(PYTHON) scripts/check tests/kernel

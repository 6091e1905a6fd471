# SPDX-License-Identifier: MIT OR Apache-2.0
#
# make fuzz TIME=60: the targets side by side, each for so many seconds. The
# same targets, built without a fuzzer, replay the kept inputs in make check.

FUZZ         := $(BUILD)/fuzz
FUZZ_TARGETS := reader lines round_trip command ttables $(if $(filter libdw,$(DWARF)),dwarf)
FUZZ_CC      := clang
FUZZ_FLAGS   := -std=c11 -g -O1 -D_GNU_SOURCE -DKSYM_VERSION='"$(VERSION)"' \
	$(WARNINGS) -Ilib/include $(TOOL_INCLUDES) -Iwrite \
	-Ikernel/arch/aarch64/include -MMD -MP -fno-sanitize-recover=all
FUZZ_FLAGS_fuzz   := -fsanitize=fuzzer-no-link,address,undefined
FUZZ_FLAGS_replay := -fsanitize=address,undefined
FUZZ_CC_fuzz      := $(FUZZ_CC)
FUZZ_CC_replay    := $(CC)

# The programs' own main is called by the targets.
FUZZ_MAIN_tool/commands/main  := -Dmain=ksym_main -Wno-missing-prototypes
FUZZ_MAIN_kernel/ttables/main := -Dmain=ttables_main -Wno-missing-prototypes

# The libraries as each way has them, in the order in which they need each other.
FUZZ_TOOL_SOURCES := $(filter-out %/main.c,$(TOOL_SOURCES))
FUZZ_ARCHIVES     := libksym-tool.a libksym-write.a libksym.a

# What a target is made of beside its own file, and the libraries that it is for.
FUZZ_SHARED := $(addprefix fuzz/,fuzz.c mutate_elf.c mutate_dwarf.c elf_parts.c)
FUZZ_SOURCES_command := tool/commands/main.c
FUZZ_SOURCES_ttables := $(wildcard kernel/ttables/*.c)
FUZZ_ARCHIVES_reader     := libksym.a
FUZZ_ARCHIVES_lines      := libksym.a
FUZZ_ARCHIVES_round_trip := libksym-write.a libksym.a
FUZZ_ARCHIVES_command    := $(FUZZ_ARCHIVES)
FUZZ_ARCHIVES_ttables    := libksym-tool.a
FUZZ_ARCHIVES_dwarf      := libksym-tool.a

define fuzz_objects
$(FUZZ)/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	@echo "  CC      $$@"
	$$(Q)$$(FUZZ_CC_$(1)) $$(FUZZ_FLAGS) $$(FUZZ_FLAGS_$(1)) $$(FUZZ_MAIN_$$*) -c -o $$@ $$<

$(FUZZ)/$(1)/libksym.a: $(LIB_SOURCES:%.c=$(FUZZ)/$(1)/%.o)
$(FUZZ)/$(1)/libksym-write.a: $(WRITE_SOURCES:%.c=$(FUZZ)/$(1)/%.o)
$(FUZZ)/$(1)/libksym-tool.a: $(FUZZ_TOOL_SOURCES:%.c=$(FUZZ)/$(1)/%.o)
$(FUZZ_ARCHIVES:%=$(FUZZ)/$(1)/%):
	@echo "  AR      $$@"
	$$(Q)rm -f $$@
	$$(Q)$$(AR) rcs $$@ $$^
endef
$(foreach how,fuzz replay,$(eval $(call fuzz_objects,$(how))))

fuzz_parts = $(patsubst %.c,$(FUZZ)/$(1)/%.o,fuzz/$(2).c $(FUZZ_SHARED) $(FUZZ_SOURCES_$(2))) \
	$(addprefix $(FUZZ)/$(1)/,$(FUZZ_ARCHIVES_$(2)))

define fuzz_target
$(FUZZ)/fuzz-$(1): $$(call fuzz_parts,fuzz,$(1))
	@echo "  LD      $$@"
	$$(Q)$$(FUZZ_CC) -fsanitize=fuzzer,address,undefined -o $$@ $$^ $$(TOOL_LIBS)

$(FUZZ)/replay-$(1): $(FUZZ)/replay/fuzz/replay.o $$(call fuzz_parts,replay,$(1))
	@echo "  LD      $$@"
	$$(Q)$$(CC) $$(FUZZ_FLAGS_replay) -o $$@ $$^ $$(TOOL_LIBS)
endef
$(foreach target,$(FUZZ_TARGETS),$(eval $(call fuzz_target,$(target))))

-include $(shell find $(FUZZ) -name '*.d' 2>/dev/null)

TIME ?= 60

.PHONY: fuzz run-fuzz fuzz-replays
fuzz: ## fuzz all targets side by side for TIME seconds each
	$(DEPS) fuzz
	@$(MAKE) --no-print-directory -j$$(nproc) run-fuzz

run-fuzz: $(FUZZ_TARGETS:%=$(FUZZ)/fuzz-%)
	$(Q)$(REPORT)/fuzz.txt $(PYTHON) fuzz/run --build $(BUILD) --time $(TIME) $(FUZZ_TARGETS)

fuzz-replays: $(FUZZ_TARGETS:%=$(FUZZ)/replay-%)

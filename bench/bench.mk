# SPDX-License-Identifier: MIT OR Apache-2.0
#
# make bench: every figure of what ksym must reach, side by side, in one run.

BENCH_CFLAGS := -std=c11 -O2 -g -D_GNU_SOURCE $(WARNINGS) -Ilib/include -MMD -MP
BENCH_ALONE   := $(addprefix bench/,timed.c kallsyms_source.c asked.c lines.c columns.c lineinfo.c)
BENCH_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(BENCH_ALONE),$(wildcard bench/*.c)))

# The yardstick keeps its branch, whatever this compiler would rather do.
$(BUILD)/bench/search_branch.o: BENCH_CFLAGS += -fno-if-conversion \
	-fno-if-conversion2 -fno-tree-loop-if-convert -fno-ssa-phiopt

$(BUILD)/bench/%.o: bench/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(BENCH_CFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/bench/bench: $(BENCH_OBJECTS) $(BUILD)/libksym.a
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -ljansson

BENCH_ASKED := $(addprefix $(BUILD)/bench/,questions.o ours.o list.o)

$(BUILD)/bench/asked: $(BUILD)/bench/asked.o $(BENCH_ASKED) $(BUILD)/libksym.a

# The library as ThreadSanitizer's, whose functions lines.c has.
BENCH_WATCHED := $(LIB_SOURCES:%.c=$(BUILD)/bench/watched/%.o)

$(BENCH_WATCHED): $(BUILD)/bench/watched/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(BENCH_CFLAGS) -Ilib -fsanitize=thread $(CFLAGS) -c -o $@ $<

$(BUILD)/bench/lines: $(BUILD)/bench/lines.o $(BENCH_ASKED) $(BENCH_WATCHED)
$(BUILD)/bench/timed: $(BUILD)/bench/timed.o
$(BUILD)/bench/columns.o: BENCH_CFLAGS += -Itool
$(BUILD)/bench/columns: $(BUILD)/bench/columns.o $(BUILD)/libksym-tool.a
$(BUILD)/bench/lineinfo: $(BUILD)/bench/lineinfo.o
$(BUILD)/bench/columns $(BUILD)/bench/lineinfo: BENCH_LIBS := -ldw -lelf
$(BUILD)/bench/kallsyms_source: $(addprefix $(BUILD)/bench/,kallsyms_source.o kallsyms_build.o list.o)
$(BENCH_ALONE:%.c=$(BUILD)/%):
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(BENCH_LIBS)

-include $(BENCH_OBJECTS:.o=.d) $(BENCH_WATCHED:.o=.d) $(BENCH_ALONE:%.c=$(BUILD)/%.d)

BENCH_KERNEL   := $(BUILD)/kernel/$(BOARD)/kernel
BENCH_PROGRAMS := $(BUILD)/ksym $(BUILD)/bench/bench $(BENCH_ALONE:%.c=$(BUILD)/%)

.PHONY: bench bench-programs sizes
bench-programs: $(BENCH_PROGRAMS)

bench: $(BENCH_PROGRAMS) $(BENCH_KERNEL) ## every figure, side by side; LIST= a list of symbols, ELF= a kernel
	$(Q)$(PYTHON) bench/run --build $(BUILD) --kernel $(BENCH_KERNEL) \
		$(if $(LIST),--list '$(LIST)') $(if $(ELF),--elf '$(ELF)')

sizes: $(BUILD)/ksym $(BUILD)/bench/kallsyms_source ## bytes a symbol beside others', 250 to 100,000 symbols
	$(Q)$(PYTHON) bench/sizes --build $(BUILD)

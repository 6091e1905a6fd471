# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The programs that test libksym and libksym-write, for each machine, and with sanitizers.
# build/tests/lib/MACHINE/PROGRAM; libksym.a and libksym-write.a are there too, as
# each machine's compiler makes them.

LIB_TESTS := $(BUILD)/tests/lib
LIB_TEST_CFLAGS := -std=c11 -O2 -g -D_GNU_SOURCE $(WARNINGS) \
	-Ilib/include -Ilib -Itests/lib -Iwrite/include -Iwrite

# The compiler of each machine, with its flags.
LIB_TEST_CC_host     := gcc
LIB_TEST_CC_sanitize := gcc -fsanitize=address,undefined -fno-sanitize-recover=all
LIB_TEST_CC_threads  := gcc -fsanitize=thread
# Built as for a machine without a multiply instruction.
LIB_TEST_CC_plain    := $(LIB_TEST_CC_sanitize) -DKSYM_NO_MULTIPLY
LIB_TEST_CC_i386     := i686-linux-gnu-gcc -static
LIB_TEST_CC_arm      := arm-linux-gnueabihf-gcc -static
LIB_TEST_CC_s390x    := s390x-linux-gnu-gcc -static
LIB_TEST_CC_powerpc  := powerpc-linux-gnu-gcc -static

# Machines on which ksym_walk walks a real stack, and the layout of its frames.
LIB_TEST_CC_aarch64 := aarch64-linux-gnu-gcc -static
LIB_TEST_CC_riscv64 := riscv64-linux-gnu-gcc -static
LIB_TEST_CC_ppc64   := powerpc64-linux-gnu-gcc -static
LIB_TEST_CC_ppc64le := powerpc64le-linux-gnu-gcc -static
LIB_TEST_CC_thumb   := clang --target=arm-linux-gnueabihf -mthumb -static
LIB_TEST_LAYOUTS := host=X86_64 i386=I386 aarch64=AARCH64 arm=ARM_APCS thumb=ARM \
	riscv64=RISCV64 ppc64=PPC64 ppc64le=PPC64 powerpc=PPC32 s390x=S390X
LIB_TEST_CFLAGS_arm   := -marm -mapcs-frame
LIB_TEST_CFLAGS_s390x := -mbackchain

LIB_TEST_CFLAGS_aarch64 := -mno-omit-leaf-frame-pointer

# Machines on which a signal handler's frame is walked too, and those where
# gcc's leaf functions save no return address, one of which has no libc here.
LIB_TEST_SWITCHES := host i386 aarch64 arm riscv64
LIB_TEST_LEAVES   := riscv64=RISCV64 riscv32=RISCV32
LIB_TEST_CC_riscv32 := riscv64-linux-gnu-gcc -static -march=rv32imac -mabi=ilp32

LIB_TEST_LIVE := \
	$(foreach l,$(LIB_TEST_LAYOUTS),$(LIB_TESTS)/$(firstword $(subst =, ,$(l)))/walk_live) \
	$(foreach m,$(LIB_TEST_SWITCHES),$(LIB_TESTS)/$(m)/walk_switch) \
	$(foreach l,$(LIB_TEST_LEAVES),$(LIB_TESTS)/$(firstword $(subst =, ,$(l)))/walk_leaf)

LIB_TEST_PROGRAMS := \
	$(foreach m,host sanitize plain i386 arm s390x powerpc,\
		$(addprefix $(LIB_TESTS)/$(m)/,property frames)) \
	$(foreach m,host sanitize,$(addprefix $(LIB_TESTS)/$(m)/,hostile unit calls)) \
	$(LIB_TESTS)/plain/hostile \
	$(foreach m,host sanitize i386 arm s390x powerpc,\
		$(addprefix $(LIB_TESTS)/$(m)/,walk walk_stacks walk_chains)) \
	$(foreach m,sanitize i386 s390x,$(LIB_TESTS)/$(m)/encode) \
	$(foreach m,host sanitize,$(addprefix $(LIB_TESTS)/$(m)/,write_api write_lines write_line_faults limits)) \
	$(LIB_TESTS)/sanitize/pairs $(LIB_TESTS)/threads/write_threads

LIB_TEST_SOURCES_property := property.c property_core.c listing.c fence.c
LIB_TEST_SOURCES_frames   := frames.c fence.c
LIB_TEST_SOURCES_hostile  := hostile.c exercise.c fence.c
LIB_TEST_SOURCES_unit     := unit.c fence.c
LIB_TEST_SOURCES_calls    := calls.c fence.c
LIB_TEST_SOURCES_walk     := walk.c walk_memory.c
LIB_TEST_SOURCES_walk_stacks := walk_stacks.c walk_memory.c
LIB_TEST_SOURCES_walk_chains := walk_chains.c walk_memory.c
LIB_TEST_SOURCES_encode        := encode.c listing.c fence.c
LIB_TEST_SOURCES_pairs         := pairs.c
LIB_TEST_SOURCES_write_api     := write_api.c
LIB_TEST_SOURCES_write_lines   := write_lines.c line_world.c
LIB_TEST_SOURCES_write_line_faults := write_line_faults.c
LIB_TEST_SOURCES_write_threads := write_threads.c
LIB_TEST_SOURCES_limits        := limits.c
LIB_TEST_LIBS_unit          := -lcmocka
LIB_TEST_LIBS_calls         := -lcmocka
LIB_TEST_LIBS_write_api     := -lcmocka
LIB_TEST_LIBS_write_lines   := -lcmocka
LIB_TEST_LIBS_limits        := -lcmocka
# Their own allocations go through them, so that they can have them fail.
LIB_TEST_LIBS_encode        := -Wl,--wrap=calloc,--wrap=realloc
LIB_TEST_LIBS_write_line_faults := -lcmocka $(LIB_TEST_LIBS_encode)

LIB_TEST_HEADERS := $(wildcard tests/lib/*.h lib/*.h lib/include/*.h write/include/*.h) \
	$(WRITE_HEADERS)

define lib_test_archives
$(LIB_TESTS)/$(1)/%.o: %.c $(LIB_TEST_HEADERS)
	@mkdir -p $$(@D)
	@echo "  CC      $$@"
	$$(Q)$$(LIB_TEST_CC_$(1)) $$(LIB_TEST_CFLAGS) -c -o $$@ $$<

$(LIB_TESTS)/$(1)/libksym.a: $(patsubst %.c,$(LIB_TESTS)/$(1)/%.o,$(LIB_SOURCES) $(LIB_WALK_SOURCES))
$(LIB_TESTS)/$(1)/libksym-write.a: $(WRITE_SOURCES:%.c=$(LIB_TESTS)/$(1)/%.o)
$(LIB_TESTS)/$(1)/libksym.a $(LIB_TESTS)/$(1)/libksym-write.a:
	@echo "  AR      $$@"
	$$(Q)rm -f $$@
	$$(Q)$$$$($$(firstword $$(LIB_TEST_CC_$(1))) -print-prog-name=ar) rcs $$@ $$^
endef

$(foreach m,host sanitize plain threads i386 arm s390x powerpc,$(eval $(call lib_test_archives,$(m))))

define lib_test_program
$(LIB_TESTS)/$(1)/$(2): $$(addprefix tests/lib/,$$(LIB_TEST_SOURCES_$(2))) \
		$(addprefix $(LIB_TESTS)/$(1)/,libksym-write.a libksym.a) $(LIB_TEST_HEADERS)
	@mkdir -p $$(@D)
	@echo "  CC      $$@"
	$$(Q)$$(LIB_TEST_CC_$(1)) $$(LIB_TEST_CFLAGS) -o $$@ \
		$$(filter %.c %.a,$$^) $$(LIB_TEST_LIBS_$(2)) -pthread
endef

$(foreach program,$(LIB_TEST_PROGRAMS),$(eval $(call lib_test_program,$(notdir \
	$(patsubst %/,%,$(dir $(program)))),$(notdir $(program)))))

define lib_test_live
$(LIB_TESTS)/$(1)/$(3): tests/lib/$(3).c $(LIB_WALK_SOURCES) $(LIB_TEST_HEADERS)
	@mkdir -p $$(@D)
	@echo "  CC      $$@"
	$$(Q)$$(LIB_TEST_CC_$(1)) $$(filter-out -Wvla,$$(LIB_TEST_CFLAGS)) \
		$$(LIB_TEST_CFLAGS_$(1)) $(4) -fno-omit-frame-pointer \
		-fno-optimize-sibling-calls -DLAYOUT=KSYM_WALK_$(2) -o $$@ $$(filter %.c,$$^)
endef

$(foreach l,$(LIB_TEST_LAYOUTS),$(foreach p,walk_live walk_switch,$(eval $(call \
	lib_test_live,$(firstword $(subst =, ,$(l))),$(lastword $(subst =, ,$(l))),$(p),))))
# Without what sets gp there is nothing to relax by.
$(foreach l,$(LIB_TEST_LEAVES),$(eval $(call lib_test_live,$(firstword \
	$(subst =, ,$(l))),$(lastword $(subst =, ,$(l))),walk_leaf,-ffreestanding \
	-nostdlib -fno-stack-protector -mno-relax)))

.PHONY: lib-tests
lib-tests: $(LIB_TEST_PROGRAMS) $(LIB_TEST_LIVE) \
	$(BUILD)/libksym.a $(BUILD)/libksym-write.a dist

.PHONY: check-lib
check-lib: lib-tests $(BUILD)/ksym ## the tests of the library
	$(Q)$(PYTHON) scripts/check tests/lib

# SPDX-License-Identifier: MIT OR Apache-2.0
"""The library has no dependencies and compiles everywhere, as an archive and as two files."""
import re
import subprocess

import pytest

from programs import BUILD

DIST = BUILD / "dist"
WARNINGS = ("-Wall", "-Wextra", "-Werror", "-Wshadow", "-Wcast-qual", "-Wcast-align",
            "-Wstrict-prototypes", "-Wmissing-prototypes", "-Wundef", "-Wvla",
            "-Wwrite-strings", "-Wconversion", "-Wsign-compare", "-pedantic")
CXX_WARNINGS = ("-Wall", "-Wextra", "-Werror", "-Wshadow", "-Wconversion", "-pedantic")
LEVELS = ("-O0", "-O1", "-O2", "-O3", "-Os")
NEEDED = {"memcpy", "memmove", "memset", "memcmp"}
API = {"ksym_open", "ksym_open_location", "ksym_check", "ksym_set_bias", "ksym_set_load",
       "ksym_count", "ksym_lookup", "ksym_lookup_call", "ksym_next_to", "ksym_get", "ksym_find",
       "ksym_find_next", "ksym_name", "ksym_put", "ksym_format", "ksym_format_call",
       "ksym_strerror", "ksym_build_id", "ksym_is_build", "ksym_has_lines", "ksym_lines",
       "ksym_lines_call", "ksym_lines_next", "ksym_frame_function", "ksym_frame_file"}
WALK = {"ksym_walk_start", "ksym_walk_set_link", "ksym_walk_next", "ksym_walk_strerror"}

# Uses every function; the same text is C and C++.
CALLER = """
#include "ksym.h"

KSYM_RESERVE(64);
KSYM_LOCATION();

static void put(void *context, const char *piece, size_t length)
{
	*(char *)context = length > 0 ? *piece : ' ';
}

int use(const void *place, size_t size, char *text, size_t text_size);

int use(const void *place, size_t size, char *text, size_t text_size)
{
	struct ksym_table table;
	struct ksym_symbol symbol;
	struct ksym_frames frames;
	struct ksym_frame frame;
	int result = ksym_open(&table, place, size);

	if (result != 0 || ksym_check(&table) != 0) {
		return ksym_strerror(result)[0];
	}
	if (ksym_open_location(&table, &ksym_location) != 0) {
		return 0;
	}
	ksym_set_bias(&table, 0);
	ksym_set_load(&table, 1, 1);
	result = (int)ksym_count(&table);
	if (ksym_lookup(&table, 1, &symbol) == 0 || ksym_get(&table, 0, &symbol) == 0) {
		result += ksym_name(&table, &symbol, text, text_size);
	}
	if (ksym_build_id(&table, text, text_size) > 0) {
		result += ksym_is_build(&table, text, text_size);
	}
	if (ksym_find(&table, "main", &symbol) == 0) {
		result += ksym_find_next(&table, &symbol);
	}
	if (ksym_lookup_call(&table, 1, &symbol) == 0 || ksym_next_to(&table, 1, &symbol) == 1) {
		result += ksym_put(&table, &symbol, put, text);
	}
	if (ksym_has_lines(&table) != KSYM_LINES_NONE && (ksym_lines(&table, 1, &frames) == 0
			|| ksym_lines_call(&table, 1, &frames) == 0)) {
		result += ksym_lines_next(&frames, &frame);
		result += ksym_frame_function(&table, &frame, text, text_size);
		result += ksym_frame_file(&table, &frame, text, text_size);
	}
	result += ksym_format_call(&table, 1, text, text_size);
	return result + ksym_format(&table, 1, text, text_size);
}
"""
START = "void _start(void); void _start(void) { for (;;) { } }\n"
# What a compiler may call; each calls nothing.
MEMORY = """
typedef __SIZE_TYPE__ size_t;
void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memcpy(void *to, const void *from, size_t size) { (void)from; (void)size; return to; }
void *memmove(void *to, const void *from, size_t size) { (void)from; (void)size; return to; }
void *memset(void *to, int value, size_t size) { (void)value; (void)size; return to; }
int memcmp(const void *a, const void *b, size_t size) { (void)a; (void)b; return (int)size; }
"""


def succeeds(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), (command, done.stderr)
    return done.stdout


def undefined(path):
    """The symbols that a file, or an archive as a whole, needs from elsewhere."""
    defined, needed = set(), set()
    for line in succeeds("nm", path).splitlines():
        found = re.fullmatch(r"(?:[0-9a-f]+)? *(\w) (\S+)", line)
        if found:
            (needed if found[1] == "U" else defined).add(found[2])
    return needed - defined


def writable(path):
    """Bytes in sections that can be written, by objdump."""
    text = succeeds("size", "-A", path)
    return sum(int(size) for size in re.findall(r"^\.(?:data|bss|tdata|tbss)\S* +(\d+)",
                                                text, re.M))


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("level", LEVELS)
def test_the_two_files(tmp_path, compiler, level):
    library = tmp_path / "ksym.o"
    succeeds(compiler, "-std=c11", level, "-ffreestanding", *WARNINGS, f"-I{DIST}", "-c", "-o",
             library, DIST / "ksym.c")
    assert undefined(library) <= NEEDED
    assert writable(library) == 0
    (tmp_path / "caller.c").write_text(CALLER)
    (tmp_path / "start.c").write_text(START + MEMORY)
    succeeds(compiler, "-std=c11", level, "-ffreestanding", "-fno-builtin", *WARNINGS,
             "-fno-stack-protector", "-fno-tree-loop-distribute-patterns"
             if compiler == "gcc" else "-fno-stack-protector", "-nostdlib", "-static",
             f"-I{DIST}", "-o", tmp_path / "image", tmp_path / "caller.c",
             tmp_path / "start.c", library)
    assert undefined(tmp_path / "image") == set()


@pytest.mark.parametrize("compiler", [
    ("arm-none-eabi-gcc", "-mthumb", "-mcpu=cortex-m3"), ("i686-linux-gnu-gcc",),
    ("arm-linux-gnueabihf-gcc",), ("mips-linux-gnu-gcc", "-mno-abicalls")],
    ids=lambda command: command[0])
@pytest.mark.parametrize("level", LEVELS)
def test_the_two_files_on_32_bits(tmp_path, compiler, level):
    """64-bit arithmetic calls no compiler's library."""
    library = tmp_path / "ksym.o"
    succeeds(*compiler, "-std=c11", level, "-ffreestanding", "-fno-pic", "-fno-stack-protector",
             *WARNINGS, f"-I{DIST}", "-c", "-o", library, DIST / "ksym.c")
    assert undefined(library) <= NEEDED


# Neither has a product of 64 bits, rv32i and rv64i no product at all.
SMALL = (("arm-none-eabi-gcc", "-mthumb", "-mcpu=cortex-m0"),
         ("clang", "--target=armv6m-none-eabi"), ("clang", "--target=thumbv8m.base-none-eabi"),
         ("riscv64-linux-gnu-gcc", "-march=rv32i", "-mabi=ilp32"),
         ("clang", "--target=riscv32", "-march=rv32i", "-mabi=ilp32"),
         ("riscv64-linux-gnu-gcc", "-march=rv64i", "-mabi=lp64"),
         ("clang", "--target=riscv64", "-march=rv64i", "-mabi=lp64"))


@pytest.mark.parametrize("compiler", SMALL, ids=" ".join)
@pytest.mark.parametrize("level", LEVELS)
def test_machines_that_hardly_multiply(tmp_path, compiler, level):
    for name in ("ksym", "ksym_walk"):
        out = tmp_path / f"{name}.o"
        succeeds(*compiler, "-std=c11", level, "-ffreestanding", "-fno-pic",
                 "-fno-stack-protector", f"-I{DIST}", "-c", "-o", out, DIST / f"{name}.c")
        assert undefined(out) <= NEEDED


# What an open table is: the same for pointers of 4 and of 8 bytes.
SIZE = """
#include "ksym.h"
_Static_assert(sizeof(struct ksym_table) == 256 && KSYM_TABLE_SIZE == 256, "bytes");
_Static_assert(sizeof(void *) == POINTER, "bytes of a pointer");
"""


@pytest.mark.parametrize("pointer,compiler", [
    (8, ("gcc",)), (8, ("clang",)), (4, ("i686-linux-gnu-gcc",)), (4, ("clang", "-m32")),
    (4, ("arm-none-eabi-gcc", "-mthumb")), (4, ("mips-linux-gnu-gcc",)),
    (4, ("powerpc-linux-gnu-gcc",)), (8, ("s390x-linux-gnu-gcc",)),
    (4, ("riscv64-linux-gnu-gcc", "-march=rv32i", "-mabi=ilp32")), (4, ("gcc", "-mx32"))], ids=str)
def test_an_open_table_has_one_size(tmp_path, pointer, compiler):
    (tmp_path / "size.c").write_text(SIZE)
    succeeds(*compiler, "-std=c11", "-ffreestanding", f"-DPOINTER={pointer}", f"-I{DIST}", "-c",
             "-o", tmp_path / "size.o", tmp_path / "size.c")


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("standard", ["c11", "gnu11", "c17", "gnu17", "c2x", "gnu2x"])
def test_each_standard_of_c(tmp_path, compiler, standard):
    (tmp_path / "caller.c").write_text(CALLER)
    for source in (DIST / "ksym.c", DIST / "ksym_walk.c", tmp_path / "caller.c"):
        succeeds(compiler, f"-std={standard}", "-O2", "-ffreestanding", *WARNINGS,
                 "-Wredundant-decls", f"-I{DIST}", "-c", "-o", tmp_path / "out.o", source)


def test_an_int_of_16_bits_is_refused(tmp_path):
    done = subprocess.run(["clang", "--target=msp430", "-ffreestanding", f"-I{DIST}", "-c", "-o",
                           tmp_path / "out.o", DIST / "ksym.c"],
                          capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "the length of a text is an int" in done.stderr


# As kernels define them; not as <stdint.h> does on 64-bit machines.
TYPES = """
typedef unsigned char uint8_t; typedef unsigned short uint16_t; typedef unsigned int uint32_t;
typedef unsigned long long uint64_t; typedef signed char int8_t; typedef int int32_t;
typedef unsigned long uintptr_t; typedef __SIZE_TYPE__ size_t; typedef _Bool bool;
enum { false, true };
"""


@pytest.mark.parametrize("compiler", [["gcc"], ["clang"], ["arm-none-eabi-gcc", "-mthumb"]],
                         ids=" ".join)
@pytest.mark.parametrize("how", ["no headers", "empty headers", "own types"])
def test_where_the_kernels_headers_have_the_types(tmp_path, compiler, how):
    (tmp_path / "types.h").write_text(TYPES)
    (tmp_path / "caller.c").write_text(CALLER)
    options = {"no headers": ["-nostdinc"], "own types": ["-DKSYM_OWN_TYPES"],
               "empty headers": ["-nostdinc", f"-I{tmp_path}/empty"]}[how]
    (tmp_path / "empty").mkdir()
    for header in ("stdint.h", "stddef.h", "stdbool.h"):
        (tmp_path / "empty" / header).write_text("")
    for source in (DIST / "ksym.c", DIST / "ksym_walk.c", tmp_path / "caller.c"):
        succeeds(*compiler, "-std=gnu11", "-O2", "-ffreestanding", *options, "-Wall", "-Wextra",
                 "-Werror", "-include", tmp_path / "types.h", f"-I{DIST}", "-c", "-o",
                 tmp_path / "out.o", source)


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
@pytest.mark.parametrize("standard", ["c++11", "c++17"])
def test_a_caller_in_cxx(tmp_path, compiler, standard):
    (tmp_path / "caller.cc").write_text(CALLER + "\nint main() { return 0; }\n")
    succeeds("gcc", "-c", f"-I{DIST}", "-o", tmp_path / "ksym.o", DIST / "ksym.c")
    # clang++ takes the newest gcc's C++ library, which need not be there: none is used.
    link = ["-nodefaultlibs", "-lc"] if compiler == "clang++" else []
    succeeds(compiler, f"-std={standard}", "-O2", *CXX_WARNINGS, f"-I{DIST}", "-o",
             tmp_path / "program", tmp_path / "caller.cc", tmp_path / "ksym.o", *link)


def test_the_archive():
    archive = BUILD / "libksym.a"
    assert undefined(archive) <= NEEDED
    assert writable(archive) == 0
    defined = set(re.findall(r"^[0-9a-f]+ T (\S+)$", succeeds("nm", archive), re.M))
    assert API | WALK <= defined
    # What the library's files share ends in _, so that no kernel's names are taken.
    assert all(re.fullmatch(r"ksym_\w+_", name) for name in defined - API - WALK)


def test_two_files_define_what_the_header_says():
    header = (DIST / "ksym.h").read_text()
    assert set(re.findall(r"\b(ksym_\w+)\(", re.sub(r"/\*.*?\*/", "", header, flags=re.S))) \
        == API
    assert not re.search(r"#include [<\"](?!stddef|stdint)", header)
    source = (DIST / "ksym.c").read_text()
    assert set(re.findall(r'#include ([<"]\S+[>"])', source)) <= {
        '"ksym.h"', "<stdbool.h>", "<stddef.h>", "<stdint.h>"}

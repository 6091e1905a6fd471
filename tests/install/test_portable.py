# SPDX-License-Identifier: MIT OR Apache-2.0
"""The command by another compiler, with nothing but POSIX, without libiberty and libdw; the
libraries by another C library."""
import re
import shutil
import subprocess

import pytest

from installed import KSYM, ROOT, SHELL_ENV, make, run

MUSL = "musl-gcc"


def fail(*command):
    """Runs a command, which is to fail; returns what it says."""
    done = subprocess.run([str(word) for word in command], env=SHELL_ENV, capture_output=True,
                          text=True, timeout=300, check=False)
    assert done.returncode == 1, (command, done)
    return done.stderr


@pytest.fixture(name="plain", scope="module")
def _plain(tmp_path_factory):
    """The command of clang, POSIX's stand-ins, without a demangler and libdw."""
    build = tmp_path_factory.mktemp("plain")
    make("-j2", "CC=clang", "SYSTEM=posix", "LIBIBERTY=no", "LIBDW=no",
         f"BUILD={build}", f"{build}/ksym")
    return build / "ksym"


def undefined(program):
    names = run("nm", "-D", "--undefined-only", program).split()
    return {name.partition("@")[0] for name in names}


def test_the_version_says_what_is_built_in(plain):
    assert re.fullmatch(r"ksym \d+\.\d+\.\d+\ndemangling: none\nlines: none\n",
                        run(plain, "--version"))
    assert run(KSYM, "--version").endswith("\ndemangling: libiberty\nlines: libdw\n")


def test_the_stand_ins_are_what_is_built(plain):
    """Of what POSIX of 2008 has not; the usual command does call it."""
    beyond = {"memmem", "memrchr", "pipe2", "mkostemp", "copy_file_range"}
    assert not undefined(plain) & beyond
    assert undefined(KSYM) & beyond == beyond


def test_its_tables_are_the_same_bytes(plain, tmp_path):
    elf = ROOT / "build/kernel/rpi3/kernel"
    for name, ksym in (("usual", KSYM), ("plain", plain)):
        shutil.copyfile(elf, tmp_path / name)
        run(ksym, "embed", "--by-name", tmp_path / name)
        assert run(ksym, "verify", tmp_path / name)
    assert (tmp_path / "usual").read_bytes() == (tmp_path / "plain").read_bytes()
    for options in (("--qualify",), ("--select", "functions")):
        tables = []
        for ksym in (KSYM, plain):
            run(ksym, "table", *options, elf, "-o", tmp_path / "table")
            tables.append((tmp_path / "table").read_bytes())
        assert tables[0] == tables[1]


def test_it_grows_an_elf_as_the_usual_one_does(plain, tmp_path):
    """By other ways to copy what lies behind."""
    images = []
    for ksym in (KSYM, plain):
        shutil.copyfile(KSYM, tmp_path / "program")
        run(ksym, "embed", "--names", "mangled", "--append", tmp_path / "program")
        images.append((tmp_path / "program").read_bytes())
    assert images[0] == images[1]


def test_it_decodes_as_the_usual_one_does(plain, tmp_path):
    elf = ROOT / "build/kernel/rpi3/kernel"
    first = run("aarch64-linux-gnu-nm", elf)
    addr = re.search(r"^([0-9a-f]+) T kernel_init$", first, re.M)[1]
    (tmp_path / "log").write_text(f"[{addr}] and {{{{{{pc:0x{addr}}}}}}} of 0x{addr}\n")
    said = [run(ksym, "decode", elf, tmp_path / "log") for ksym in (KSYM, plain)]
    assert said[0] == said[1] and "kernel_init" in said[0]


def test_mangled_names_need_a_demangler_or_the_option(plain, tmp_path):
    (tmp_path / "map").write_text("1000 10 T _ZN3foo3barEv\n1010 10 T main\n")
    for options in ((), ("--names", "demangled")):
        assert fail(plain, "table", *options, "--map", tmp_path / "map", "-o", tmp_path / "t") == (
            "ksym: '_ZN3foo3barEv' is mangled, and this ksym was built without libiberty: "
            "expected --names mangled\n")
        assert not (tmp_path / "t").exists()
    run(plain, "table", "--names", "mangled", "--map", tmp_path / "map", "-o", tmp_path / "t")
    assert "_ZN3foo3barEv" in run(plain, "list", tmp_path / "t")


def test_an_elf_without_a_table_answers_with_the_names_that_it_has(plain, tmp_path):
    (tmp_path / "main.cc").write_text("namespace foo { int bar() { return 0; } }\n"
                                      "int main() { return foo::bar(); }\n")
    run("g++", "-o", tmp_path / "main", tmp_path / "main.cc")
    addr = re.search(r"^0+([0-9a-f]+) T _ZN3foo3barEv$", run("nm", tmp_path / "main"), re.M)[1]
    assert re.fullmatch(rf"0x{addr} _ZN3foo3barEv\+0x0/0x[0-9a-f]+\n",
                        run(plain, "lookup", tmp_path / "main", addr))


def test_lines_are_written_by_libdw_and_read_without_it(plain, tmp_path):
    (tmp_path / "main.c").write_text("int main(void)\n{\n\treturn 0;\n}\n")
    run("gcc", "-g", "-no-pie", "-o", tmp_path / "main", tmp_path / "main.c")
    out = tmp_path / "table"
    assert fail(plain, "table", "--lines", "full", tmp_path / "main", "-o", out) == (
        f"ksym: {tmp_path / 'main'}: lines are not read: this ksym was built without libdw "
        "(of elfutils)\n")
    assert not out.exists()
    run(KSYM, "table", "--lines", "full", tmp_path / "main", "-o", out)
    addr = re.search(r"^0+([0-9a-f]+) T main$", run("nm", tmp_path / "main"), re.M)[1]
    assert run(plain, "lookup", "--lines", out, addr).endswith("main.c:2\n")


@pytest.mark.parametrize("name", ("_Z", "_RESET", "_Device", "_GLOBAL_OFFSET_TABLE_", "main"))
def test_names_of_c_that_only_look_so_need_none(plain, tmp_path, name):
    (tmp_path / "map").write_text(f"1000 10 T {name}\n")
    run(plain, "table", "--map", tmp_path / "map", "-o", tmp_path / "plain")
    run(KSYM, "table", "--map", tmp_path / "map", "-o", tmp_path / "usual")
    assert (tmp_path / "plain").read_bytes() == (tmp_path / "usual").read_bytes()


def test_the_libraries_by_musl(tmp_path):
    """A program that makes a table and reads it back, of another C library."""
    make("-j2", f"CC={MUSL}", f"BUILD={tmp_path}", f"{tmp_path}/libksym.a",
         f"{tmp_path}/libksym-write.a")
    (tmp_path / "main.c").write_text("""
#include <ksym.h>
#include <ksym_write.h>
#include <stdio.h>

int main(void)
{
	const struct ksym_write_symbol symbols[] = {
		{ .addr = 0x1000, .size = 0x10, .name = "first", .type = KSYM_FUNC },
		{ .addr = 0x1010, .size = 0x20, .name = "second", .type = KSYM_FUNC },
	};
	struct ksym_written table;
	struct ksym_table t;
	char text[64];

	if (ksym_write(symbols, 2, NULL, &table) != 0 ||
		ksym_open(&t, table.bytes, table.size) != 0 || ksym_check(&t) != 0 ||
		ksym_format(&t, 0x1015, text, sizeof(text)) < 0) {
		return 1;
	}
	puts(text);
	ksym_write_free(&table);
	return 0;
}
""")
    run(MUSL, "-static", "-std=c11", "-pthread", "-I", ROOT / "lib/include", "-I", ROOT / "write/include",
        tmp_path / "main.c", "-o", tmp_path / "main", tmp_path / "libksym-write.a",
        tmp_path / "libksym.a")
    assert run(tmp_path / "main") == "second+0x5/0x20\n"


NONE = "DWARF := none\nDWARF_CFLAGS :=\nDWARF_LIBS :=\n"


@pytest.mark.parametrize("hidden, env, expected", [
    ([], {}, "DWARF := libdw\nDWARF_CFLAGS := \nDWARF_LIBS := -ldw\n"),
    (["elfutils/libdw.h"], {}, NONE), (["dwarf.h"], {}, NONE), ([], {"LIBDW": "no"}, NONE)])
def test_libdw_is_taken_where_a_program_can_be_made_with_it(tmp_path, hidden, env, expected):
    """It says so once where it is not; a file that is right already is left as it was."""
    for name in hidden:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("#error this header is not here\n")
    said = []
    for _ in range(2):
        done = subprocess.run([ROOT / "scripts/libdw", tmp_path / "libdw.mk", "gcc",
                               f"-I{tmp_path}"], env=SHELL_ENV | env, capture_output=True,
                              text=True, check=True)
        assert (tmp_path / "libdw.mk").read_text() == expected
        said.append(done.stderr)
        (tmp_path / "libdw.mk").chmod(0o400)
    without = "  built without libdw: no lines are read from DWARF\n"
    assert said == [without if expected == NONE else "", ""]
    assert (tmp_path / "libdw.mk").stat().st_mode & 0o777 == 0o400

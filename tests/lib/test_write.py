# SPDX-License-Identifier: MIT OR Apache-2.0
"""libksym-write as a library: its calls, what its archive defines and needs, and who compiles it."""
import subprocess

import pytest

from programs import BUILD, ROOT, run

ARCHIVE = BUILD / "libksym-write.a"
INCLUDES = ("-Ilib/include", "-Iwrite/include")
SOURCES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "write").rglob("*.c"))

# C11, 7.21 to 7.24, and what compilers call by themselves in these.
LIBC = {"calloc", "realloc", "free", "qsort", "bsearch", "memcpy", "memset", "memmove", "memcmp",
        "strchr", "strcmp", "strlen", "strncmp", "__assert_fail", "__stack_chk_fail", "__memcpy_chk", "__memset_chk"}
# POSIX.1-2008.
THREADS = {"pthread_create", "pthread_join", "pthread_sigmask", "sigfillset", "sysconf"}


def tool(*command, folder=ROOT):
    done = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True,
                          text=True, timeout=300, check=False)
    assert done.returncode == 0, (command, done.stdout[-4000:], done.stderr[-4000:])
    return done.stdout


@pytest.mark.parametrize("machine", ["host", "sanitize"])
def test_each_call(machine):
    run(machine, "write_api")


@pytest.mark.parametrize("machine", ["host", "sanitize"])
def test_lines(machine):
    run(machine, "write_lines")
    run(machine, "write_line_faults")


@pytest.mark.parametrize("machine", ["host", "sanitize"])
def test_what_is_too_much_for_a_table(machine):
    run(machine, "limits")


@pytest.mark.parametrize("threads", ["some", "none"])
def test_threads_share_nothing_and_change_nothing(threads):
    """However many there are, and where none can be made."""
    assert run("threads", "write_threads", threads, timeout=300) == ""


def names(*options):
    return {line.split()[-1] for line in tool("nm", *options, ARCHIVE).splitlines()
            if line.split() and not line.endswith(":")}


def test_it_defines_only_names_of_its_own():
    defined = names("--extern-only", "--defined-only")
    assert {name for name in defined if not name.endswith("_")} \
        == {"ksym_write", "ksym_write_free", "ksym_write_strerror"}
    assert all(name.startswith("ksym_write_") for name in defined - {"ksym_write"})


def test_it_needs_libc_and_threads_alone():
    needed = names("--undefined-only") - names("--extern-only", "--defined-only")
    assert needed <= LIBC | THREADS and {"calloc", "free"} <= needed


def test_it_has_no_state():
    """Nothing in the archive is in memory that can be written."""
    kinds = {line.split()[-2].upper() for line in tool("nm", ARCHIVE).splitlines()
             if len(line.split()) >= 2}
    assert not kinds & set("BCGS")
    # What is only written by the loader, which puts addresses there, is .data.rel.ro.
    sections = tool("objdump", "-h", ARCHIVE)
    assert not [line for line in sections.splitlines() if len(line.split()) > 2 and
                line.split()[1] in (".data", ".bss", ".tdata", ".tbss") and int(line.split()[2], 16)]


@pytest.mark.parametrize("compiler", ["gcc", "clang", "musl-gcc"])
def test_compilers_and_libcs(tmp_path, compiler):
    """POSIX.1-2008 and C11 alone, without a warning."""
    tool(compiler, "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O2", "-pedantic", "-Wall",
         "-Wextra", "-Werror", *(f"-I{ROOT / name}" for name in ("lib/include", "write/include",
                                                               "write")),
         "-c", *(ROOT / name for name in SOURCES), folder=tmp_path)
    assert len(list(tmp_path.glob("*.o"))) == len(SOURCES)


def test_where_cores_cannot_be_counted_one_thread_works(tmp_path):
    """Their number has no name in POSIX."""
    (tmp_path / "unistd.h").write_text("#include_next <unistd.h>\n#undef _SC_NPROCESSORS_ONLN\n")
    (tmp_path / "main.c").write_text("""
#include <errno.h>
#include <ksym_write.h>
#include <pthread.h>
#include <stdio.h>

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
	void *(*run)(void *), void *argument)
{
	puts("a thread");
	return EAGAIN;
}

int main(void)
{
	const struct ksym_write_symbol symbol = { 0x1000, 16, "main", 0, 0 };
	const struct ksym_write_options two = { .threads = 2 };
	struct ksym_written out;

	for (int i = 0; i < 2; i++) {
		if (ksym_write(&symbol, 1, i == 0 ? NULL : &two, &out) != 0)
			return 1;
		ksym_write_free(&out);
		puts("a table");
	}
}
""")
    tool("gcc", "-std=c11", "-D_POSIX_C_SOURCE=200809L", f"-I{tmp_path}", *INCLUDES, "-Iwrite",
         "-pthread", "-o", tmp_path / "main", tmp_path / "main.c", *SOURCES)
    alone, by_two = tool(tmp_path / "main").split("a table\n")[:2]
    assert alone == "" and "a thread\n" in by_two


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_a_caller_in_cxx(tmp_path, compiler):
    source = tmp_path / "main.cc"
    source.write_text("""
#include <ksym.h>
#include <ksym_write.h>

#include <cstdio>

int main()
{
	const ksym_write_symbol symbols[] = {
		{0x1000, 16, "_start", KSYM_FUNC, KSYM_GLOBAL},
		{0x1010, 4, "main", KSYM_FUNC, 0},
	};
	ksym_write_options options{};
	ksym_written out{};
	ksym_table table;
	ksym_symbol symbol;
	char name[8];

	options.by_name = true;
	if (ksym_write(symbols, 2, &options, &out) != KSYM_WRITE_OK ||
	    ksym_open(&table, out.bytes, out.size) != 0 ||
	    ksym_lookup(&table, 0x1011, &symbol) != 0 ||
	    ksym_name(&table, &symbol, name, sizeof(name)) != 4)
		return 1;
	std::puts(name);
	ksym_write_free(&out);
}
""")
    tool(compiler, "-std=c++17", "-Wall", "-Wextra", "-Werror", "-pedantic", *INCLUDES, "-pthread",
         "-o", tmp_path / "main", source, ARCHIVE, BUILD / "libksym.a")
    assert tool(tmp_path / "main") == "main\n"

# SPDX-License-Identifier: MIT OR Apache-2.0
"""A kernel built with an installed ksym by each build system, for another machine; its panic; and
builds whose embedding fails."""
import re
import subprocess

import pytest

import kernel
from installed import KSYM, ROOT, SHELL_ENV, run
from test_install import VERSION

GCC = f"{kernel.CROSS}gcc"
MAJOR, MINOR, PATCH = map(int, VERSION.split("."))


def quoted(words):
    return ", ".join(f"'{word}'" for word in words)


def by_pkg_config(installed, folder, options=()):
    ask = ["pkg-config", "ksym"]
    cflags = run(*ask, "--cflags", env=installed.env).split()
    source, walk, command = (run(*ask, f"--variable={name}", env=installed.env).strip()
                             for name in ("source", "walk_source", "command"))
    run(GCC, *kernel.CFLAGS, *cflags, *kernel.LDFLAGS, "-T", "kernel.ld", "-o", "kernel.elf",
        "kernel.c", source, walk, cwd=folder)
    run(command, "embed", *options, "kernel.elf", cwd=folder)


def by_makefile(installed, folder, options=()):
    (folder / "Makefile").write_text(f"""
include {installed.usr}/share/ksym/ksym.mk
CC       := {GCC}
CFLAGS   := {" ".join(kernel.CFLAGS)}
CPPFLAGS := $(KSYM_CPPFLAGS)
kernel.elf: kernel.o ksym.o ksym_walk.o kernel.ld
	$(CC) {" ".join(kernel.LDFLAGS)} -T kernel.ld -o $@ $(filter %.o,$^)
	$(call ksym_embed,$@,{" ".join(options)})
""")
    run("make", "kernel.elf", cwd=folder)


def cmake_project(folder, found, options=(), generator="Ninja", env=None):
    """Makes build/ of a project that has ksym by the lines FOUND."""
    (folder / "CMakeLists.txt").write_text(f"""
cmake_minimum_required(VERSION 3.13)
project(kernel C)
{found}
add_executable(kernel.elf kernel.c)
target_compile_options(kernel.elf PRIVATE {" ".join(kernel.CFLAGS)})
target_link_options(kernel.elf PRIVATE {" ".join(kernel.LDFLAGS)} -T ${{CMAKE_SOURCE_DIR}}/kernel.ld)
target_link_libraries(kernel.elf PRIVATE ksym::ksym ksym::walk)
set_target_properties(kernel.elf PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${{CMAKE_SOURCE_DIR}})
ksym_embed(kernel.elf {" ".join(options)})
""")
    run("cmake", "-G", generator, "-B", "build", "-DCMAKE_SYSTEM_NAME=Generic",
        "-DCMAKE_SYSTEM_PROCESSOR=aarch64", f"-DCMAKE_C_COMPILER={GCC}",
        "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY", cwd=folder, env=env)


def by_cmake(installed, folder, options=(), generator="Ninja"):
    cmake_project(folder, f"find_package(ksym {MAJOR}.{MINOR} REQUIRED)", options, generator,
                  installed.env)
    run("cmake", "--build", "build", cwd=folder, env=installed.env)


def by_cmake_and_make(installed, folder, options=()):
    by_cmake(installed, folder, options, "Unix Makefiles")


def cross_file(folder):
    (folder / "cross.ini").write_text(f"""
[binaries]
c = '{GCC}'
[host_machine]
system = 'none'
cpu_family = 'aarch64'
cpu = 'cortex-a53'
endian = 'little'
""")


def by_meson(installed, folder, options=()):
    """The installed example, with this kernel's flags and files between its lines."""
    text = (installed.usr / "share/ksym/meson/meson.build").read_text()
    text, count = re.subn(r"^flags = .*$", f"flags = [{quoted(kernel.CFLAGS[1:])}]", text,
                          flags=re.M)
    assert count == 1
    text = text.replace("ksym.get_variable('source'),",
                        "ksym.get_variable('source'), ksym.get_variable('walk_source'),")
    text = text.replace("'embed']", f"{quoted(['embed', *options])}]")
    (folder / "meson.build").write_text(text)
    cross_file(folder)
    run("meson", "setup", "--cross-file", "cross.ini",
        f"-Dbuild.pkg_config_path={installed.usr}/lib/pkgconfig", "build", cwd=folder, env=installed.env)
    run("meson", "compile", "-C", "build", cwd=folder, env=installed.env)
    (folder / "kernel.elf").write_bytes((folder / "build/kernel.elf").read_bytes())


# Make and CMake find what belongs together by itself: these use a folder that was
# installed to with DESTDIR. In ksym.pc there is the prefix.
ROUTES = (by_pkg_config, by_makefile, by_cmake, by_cmake_and_make, by_meson)


# As where the environment names the kernel's compiler and flags too.
OF_KERNEL = {"CC": GCC, "CFLAGS": "-mgeneral-regs-only"}


def from_sources_by_cmake(folder, found):
    cmake_project(folder, found)
    run("cmake", "--build", "build", cwd=folder, env=OF_KERNEL)


def by_fetch_content(folder):
    from_sources_by_cmake(folder, f"""
include(FetchContent)
FetchContent_Declare(ksym SOURCE_DIR {ROOT})
FetchContent_MakeAvailable(ksym)""")


def by_add_subdirectory(folder):
    from_sources_by_cmake(folder, f"add_subdirectory({ROOT} ksym EXCLUDE_FROM_ALL)")


def by_meson_subproject(folder):
    (folder / "subprojects").mkdir()
    (folder / "subprojects/ksym").symlink_to(ROOT)
    (folder / "meson.build").write_text(f"""
project('kernel', 'c', default_options: ['c_std=c11', 'b_pie=false'])
ksym = subproject('ksym')
linked = executable('kernel.linked', 'kernel.c', c_args: [{quoted(kernel.CFLAGS[1:])}],
  dependencies: [ksym.get_variable('ksym_dep'), ksym.get_variable('walk_dep')],
  link_args: [{quoted(kernel.LDFLAGS)}, '-T', meson.current_source_dir() / 'kernel.ld'])
custom_target('kernel', input: linked, output: 'kernel.elf', build_by_default: true,
  command: [ksym.get_variable('ksym_command'), 'embed', '@INPUT@', '-o', '@OUTPUT@'])
""")
    cross_file(folder)
    run("meson", "setup", "--cross-file", "cross.ini", "build", cwd=folder)
    run("meson", "compile", "-C", "build", cwd=folder, env=OF_KERNEL)
    (folder / "kernel.elf").write_bytes((folder / "build/kernel.elf").read_bytes())


def check_symbols(ksym, folder):
    """The kernel has the library, and its symbols are where nm shows them."""
    assert run(ksym, "verify", "kernel.elf", cwd=folder)
    symbols = run(f"{kernel.CROSS}nm", "kernel.elf", cwd=folder)
    found = re.search(r"^0*([0-9a-f]+) t packet_length$", symbols, re.M)[1]
    assert run(ksym, "find", "kernel.elf", "packet_length", cwd=folder) \
        == f"0x{found} packet_length\n"
    assert re.search(r" [Tt] ksym_lookup$", symbols, re.M)


@pytest.mark.parametrize("route", (by_fetch_content, by_add_subdirectory, by_meson_subproject))
def test_a_kernel_of_another_machine_has_its_symbols_by_ksyms_sources(folder, route):
    before = set(ROOT.iterdir())
    route(folder)
    check_symbols(KSYM, folder)
    assert set(ROOT.iterdir()) == before


def test_cmake_offers_the_writer_of_tables_by_ksyms_sources(tmp_path):
    (tmp_path / "CMakeLists.txt").write_text(f"""
cmake_minimum_required(VERSION 3.13)
project(tables C)
set(KSYM_COMMAND {KSYM})
add_subdirectory({ROOT} ksym EXCLUDE_FROM_ALL)
add_executable(tables tables.c)
target_link_libraries(tables PRIVATE ksym::write)
""")
    (tmp_path / "tables.c").write_text("""
#include <ksym_write.h>
int main(void)
{
	struct ksym_written table;
	const int status = ksym_write(0, 0, 0, &table);

	ksym_write_free(&table);
	return status;
}
""")
    run("cmake", "-G", "Ninja", "-B", "build", cwd=tmp_path)
    run("cmake", "--build", "build", cwd=tmp_path)
    run(tmp_path / "build/tables")


@pytest.fixture(name="folder")
def _folder(tmp_path):
    kernel.write(tmp_path)
    return tmp_path


@pytest.fixture(name="place")
def _place(route, installed, prefixed):
    return prefixed if route in (by_pkg_config, by_meson) else installed


@pytest.fixture(name="route", params=ROUTES, ids=[route.__name__ for route in ROUTES])
def _route(request):
    return request.param


def test_a_kernel_has_its_symbols(place, folder, route):
    route(place, folder)
    check_symbols(place.usr / "bin/ksym", folder)


def test_options_reach_embed(place, folder, route):
    route(place, folder, ("--select", "functions", "--exclude", "^queue_"))
    names = run(place.usr / "bin/ksym", "list", "kernel.elf", cwd=folder)
    assert re.search(r" packet_length$", names, re.M)
    assert not re.search(r" (queue_sum|__stack_start)$", names, re.M)


# Each: what builds again, in a folder whose kernel has too little room.
AGAIN = {by_makefile: ("make", "kernel.elf"), by_cmake: ("cmake", "--build", "build"),
         by_cmake_and_make: ("cmake", "--build", "build"),
         by_meson: ("meson", "compile", "-C", "build")}


@pytest.mark.parametrize("route", AGAIN, ids=[route.__name__ for route in AGAIN])
def test_a_failed_embedding_fails_each_build(place, folder, route):
    route(place, folder)
    source = folder / "kernel.c"
    source.write_text(source.read_text().replace("KSYM_RESERVE(32 * 1024)", "KSYM_RESERVE(64)"))
    for _ in range(2):
        done = subprocess.run(AGAIN[route], cwd=folder, env=SHELL_ENV | place.env,
                              capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode != 0
        assert re.search(r"ksym: .*bytes", done.stdout + done.stderr), done


def configure_cross(folder, installed, *languages):
    run("cmake", "-B", "build", "-DCMAKE_SYSTEM_NAME=Generic", "-DCMAKE_SYSTEM_PROCESSOR=aarch64",
        *(f"-DCMAKE_{language}_COMPILER={compiler}" for language, compiler in languages),
        "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY", cwd=folder, env=installed.env)


def test_cmake_takes_a_project_without_c(installed, folder):
    """The library is C all the same, by the C compiler that goes with the C++ one."""
    (folder / "main.cc").write_text((folder / "kernel.c").read_text().replace(
        "#include <stdarg.h>", 'extern "C" {\n#include <stdarg.h>') + "}\n")
    flags = [flag for flag in kernel.CFLAGS if not flag.startswith("-std=")]
    (folder / "CMakeLists.txt").write_text(f"""
cmake_minimum_required(VERSION 3.13)
project(kernel CXX)
find_package(ksym REQUIRED)
add_executable(kernel.elf main.cc)
target_compile_options(kernel.elf PRIVATE {" ".join(flags)} $<$<COMPILE_LANGUAGE:CXX>:-std=c++17>)
target_link_options(kernel.elf PRIVATE {" ".join(kernel.LDFLAGS)} -T ${{CMAKE_SOURCE_DIR}}/kernel.ld)
target_link_libraries(kernel.elf PRIVATE ksym::ksym ksym::walk)
set_target_properties(kernel.elf PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${{CMAKE_SOURCE_DIR}})
ksym_embed(kernel.elf)
""")
    configure_cross(folder, installed, ("CXX", f"{kernel.CROSS}g++"))
    run("cmake", "--build", "build", cwd=folder, env=installed.env)
    assert " packet_length\n" in run(installed.usr / "bin/ksym", "list", "kernel.elf", cwd=folder)


def test_cmake_compiles_the_library_once(installed, folder):
    """An object library and the executable that it goes into both link it."""
    text = (folder / "kernel.c").read_text()
    start = text.index("void kernel_init(void)\n{")
    (folder / "kernel.c").write_text(text[:start])
    (folder / "init.c").write_text("#include <ksym.h>\nint queue_sum(const volatile int *packet);\n"
                                   "void symbols_init(void);\nextern const char __text_start[];\n"
                                   + text[start:].replace('printk("up\\n");', "")
                                   + "const char *why(void) { return ksym_strerror(0); }\n")
    (folder / "kernel.c").write_text(text[:start].replace("static int queue_sum", "int queue_sum"))
    flags = [flag for flag in kernel.CFLAGS if flag != "-Werror"]
    (folder / "CMakeLists.txt").write_text(f"""
cmake_minimum_required(VERSION 3.13)
project(kernel C)
find_package(ksym REQUIRED)
add_compile_options({" ".join(flags)})
add_library(init OBJECT init.c)
target_link_libraries(init PRIVATE ksym::ksym)
add_executable(kernel.elf kernel.c)
target_link_options(kernel.elf PRIVATE {" ".join(kernel.LDFLAGS)} -T ${{CMAKE_SOURCE_DIR}}/kernel.ld)
target_link_libraries(kernel.elf PRIVATE init ksym::ksym ksym::walk)
set_target_properties(kernel.elf PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${{CMAKE_SOURCE_DIR}})
ksym_embed(kernel.elf)
""")
    configure_cross(folder, installed, ("C", GCC))
    run("cmake", "--build", "build", cwd=folder, env=installed.env)
    names = run(installed.usr / "bin/ksym", "list", "kernel.elf", cwd=folder)
    assert " kernel_init\n" in names and names.count(" ksym_lookup\n") == 1


@pytest.mark.parametrize("wanted, found", [
    (f"{MAJOR}.{MINOR}", True), (VERSION, True), (f"{MAJOR}.{MINOR}.{PATCH + 1}", False),
    (f"{MAJOR}.{MINOR + 1}", False), ("0.0.9", False), (f"{MAJOR + 1}.0", False)])
def test_cmake_versions(installed, tmp_path, wanted, found):
    (tmp_path / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.13)\n"
                                             f"project(kernel C)\nfind_package(ksym {wanted})\n"
                                             "message(STATUS \"found ${ksym_FOUND}\")\n")
    said = run("cmake", "-B", "build", cwd=tmp_path, env=installed.env)
    assert f"found {'1' if found else '0'}" in said


def addresses(elf, folder):
    """Start and size of every function, by nm."""
    text = run(f"{kernel.CROSS}nm", "-S", elf, cwd=folder)
    return {name: (int(start, 16), int(size, 16)) for start, size, name in
            re.findall(r"^([0-9a-f]+) ([0-9a-f]+) [Tt] (\S+)$", text, re.M)}


def boot(folder):
    done = subprocess.run(["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53",
                           "-nic", "none", "-display", "none", "-monitor", "none", "-serial", "stdio",
                           "-kernel", "kernel.elf"], cwd=folder, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.replace("\r", "").splitlines()


def test_what_the_guide_shows_runs(installed, folder):
    """A fault two calls deep; each line has the function and offset that nm gives."""
    by_makefile(installed, folder)
    functions = addresses("kernel.elf", folder)
    lines = boot(folder)
    assert lines[:2] == ["up", "panic"]
    chain = ("packet_length", "queue_sum", "kernel_init", "_start")
    assert len(lines) == 2 + len(chain) + 1
    assert lines[-1] == "end of chain"
    for line, name in zip(lines[2:], chain):
        addr, found, offset, size = re.fullmatch(
            r"([0-9a-f]{16}) (\w+)\+0x([0-9a-f]+)/0x([0-9a-f]+)", line).groups()
        start, length = functions[name]
        assert (found, int(size, 16)) == (name, length)
        assert int(addr, 16) == start + int(offset, 16)
        assert int(offset, 16) <= length - (name == "packet_length")


def test_the_guide_without_a_table(installed, folder):
    """Without an embedded table the same kernel works, only without names."""
    by_makefile(installed, folder)
    run(f"{kernel.CROSS}gcc", *kernel.LDFLAGS, "-T", "kernel.ld", "-o", "kernel.elf", "kernel.o",
        "ksym.o", "ksym_walk.o", cwd=folder)
    lines = boot(folder)
    assert lines[:3] == ["symbols: the place of the table is empty", "up", "panic"]
    assert len(lines) == 8 and lines[7] == "end of chain"
    assert all(re.fullmatch("[0-9a-f]{16} [?]", line) for line in lines[3:7])

# SPDX-License-Identifier: MIT OR Apache-2.0
"""The program of ksym_write(3), built against what is installed."""
import re

import pytest

from installed import ROOT, run

PAGE = (ROOT / "docs/ksym_write.3").read_text()
PROGRAM = re.search(r"^\.Bd -literal.*?\n(.*?)^\.Ed", PAGE, re.M | re.S)[1].replace(r"\e", "\\")
COMMAND = re.search(r"^\.Dl (cc .*)$", PAGE, re.M)[1]
SAID = re.search(r"^and prints\n\.Ql (\S+) \.$", PAGE, re.M)[1]


@pytest.fixture(name="folder")
def _folder(tmp_path):
    (tmp_path / "three.c").write_text(PROGRAM)
    return tmp_path


def test_what_it_says_is_where_its_symbols_are():
    start, size = (int(word, 16) for word in re.search(
        r"\{ (0x\w+), (0x\w+), \"main\"", PROGRAM).groups())
    asked = int(re.search(r"ksym_format\(&table, (0x\w+),", PROGRAM)[1], 16)
    assert SAID == f"main+{asked - start:#x}/{size:#x}"


@pytest.mark.parametrize("standard", ["-std=c11", "-std=c17"])
def test_by_the_command_of_the_page(prefixed, folder, standard):
    run("sh", "-ec", COMMAND.replace("cc ", f"cc {standard} -Wall -Wextra -Werror -pedantic ", 1),
        cwd=folder, env=prefixed.env)
    assert run(folder / "three") == f"{SAID}\n"


def test_into_a_shared_object(prefixed, folder):
    """As linkers' plugins are."""
    run("sh", "-ec", COMMAND.replace("-o three", "-shared -fPIC -Wl,-z,defs -o three.so"),
        cwd=folder, env=prefixed.env)


@pytest.mark.parametrize("generator", ["Ninja", "Unix Makefiles"])
def test_by_cmake(installed, folder, generator):
    (folder / "CMakeLists.txt").write_text("""
cmake_minimum_required(VERSION 3.13)
project(three C)
find_package(ksym REQUIRED)
add_executable(three three.c)
target_link_libraries(three PRIVATE ksym::write ksym::ksym)
""")
    run("cmake", "-G", generator, "-B", "build", cwd=folder, env=installed.env)
    run("cmake", "--build", "build", cwd=folder, env=installed.env)
    assert run(folder / "build/three") == f"{SAID}\n"

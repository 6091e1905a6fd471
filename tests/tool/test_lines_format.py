# SPDX-License-Identifier: MIT OR Apache-2.0
"""The reader of lines that was written from FORMAT.md finds in ksym's tables what ksym does."""
import random
import re
import subprocess

import pytest

from command import succeeds
from lines_reader import Lines

SOURCE = """
#include <algorithm>
#include <map>
#include <string>
#include <vector>

int sum(std::vector<int> &v, std::map<std::string, int> &m)
{
	std::sort(v.begin(), v.end());
	for (auto &x : m)
		v.push_back(x.second);
	return m["a"] + v[0];
}

int main(int argc, char **argv)
{
	std::vector<int> v{ 3, 1, argc };
	std::map<std::string, int> m;

	m[argv[0]] = argc;
	return sum(v, m);
}
"""


def expected(table, addr):
    """As ksym prints it, without the symbol."""
    frames = table.lines(addr)
    if frames is None:
        return ["?:0"]
    return [f"{'' if f.function is None else f.function.decode() + ' (inlined) '}"
            f"{f.file.decode()}:{f.line}{' (approximate)' * f.approximate}" for f in frames]


def said(line):
    """Without the address and the symbol, which is the name of the outermost frame."""
    line = line.split(" ", 1)[1]
    return line if " (inlined) " in line else re.sub(r"^.*?(\S+:\d+( \(approximate\))?)$", r"\1",
                                                     line)


@pytest.mark.parametrize("mode", ["full", "calls"])
def test_the_text_says_what_ksym_writes(tmp_path, mode):
    (tmp_path / "a.cc").write_text(SOURCE)
    subprocess.run(["g++", "-g", "-O2", "-o", tmp_path / "a", tmp_path / "a.cc"], check=True)
    succeeds("table", "--lines", mode, tmp_path / "a", "-o", tmp_path / "table")
    table, rng = Lines((tmp_path / "table").read_bytes()), random.Random(mode)
    addrs = [addr + rng.randrange(-1, most + 2) for addr, most, _ in table.line_regions
             for _ in range(150)]
    lines = succeeds("lookup", "--lines", tmp_path / "table", *map(hex, addrs)).splitlines()
    found, before = [], ""
    for line in lines:
        if not found or " (inlined) " not in before or not line.startswith(before.split()[0]):
            found.append([])
        found[-1].append(said(line))
        before = line
    assert found == [expected(table, addr) for addr in addrs]
    assert sum(map(len, found)) > len(found) if mode == "full" else "approximate" in str(found)

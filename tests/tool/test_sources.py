# SPDX-License-Identifier: MIT OR Apache-2.0
"""--qualify never names another object's file: of programs put together at random,
by each linker, a number in every symbol's own bytes says where it comes from."""
import collections
import random
import re
import struct

import pytest

from command import succeeds
from machines import run

NAMES = ("loop", "init", "probe", "reset", "state")
LINKERS = ("bfd", "lld", "mold", "gold")
each_linker = pytest.mark.parametrize("linker", LINKERS)


class Maker:
    """Objects whose functions begin with `mov $NUMBER, %eax`, and whose data are one."""

    def __init__(self, directory, seed):
        self.directory, self.random, self.files = directory, random.Random(seed), {}

    def number(self, file):
        number = 0x01010101 + 0x00010305 * len(self.files)
        self.files[number] = file
        return number

    def compiled(self, file, visibility="default", flags=(), own=False):
        """A C object with a local function and others, or with one of its OWN name."""
        chosen = [f"only_{file[:-2]}"] if own else self.random.sample(NAMES, 4)
        text = [f"static __attribute__((noinline, used)) int {name}(void)"
                f"{{ return {self.number(file)}; }}" for name in chosen[:2]]
        text += [f"static __attribute__((used)) int {name}[2] = {{ {self.number(file)}, 1 }};"
                 for name in chosen[2:3]]
        text += [f'__attribute__((noinline, visibility("{visibility}"))) int {name}(void)'
                 f"{{ return {self.number(file)}; }}" for name in chosen[3:]]
        self.random.shuffle(text)
        return self.build(file, "\n".join(text) + "\n", "gcc", "-O1", "-fno-pie", *flags), chosen[3:]

    def assembled(self, file):
        text = "\t.text\n" + "".join(
            f"\t.type {name}, @function\n{name}:\tmov ${self.number(file)}, %eax\n\tret\n"
            f"\t.size {name}, . - {name}\n" for name in self.random.sample(NAMES, 2))
        text += (f"\t.globl entry_{file[0]}\nentry_{file[0]}:\tmov ${self.number(file)}, %eax\n"
                 '\tret\n\t.section .note.GNU-stack, ""\n')
        return self.build(file, text, "gcc"), []

    def build(self, file, text, *compiler):
        source, made = self.directory / file, self.directory / f"{file}.o"
        source.write_text(text)
        if file.endswith(".s"):
            made = self.directory / file.replace(".s", ".o")
        run(*compiler, "-c", source, "-o", made)
        return made

    def grouped(self, files, visibility, linker):
        """An object of several, by ld -r, in which objcopy makes what was global local."""
        parts = [self.compiled(file, visibility) for file in files]
        made = self.directory / f"{files[0]}.r.o"
        names = [name for _, names in parts for name in names]
        if len(set(names)) < len(names):
            return self.grouped(files, visibility, linker)
        run(f"ld.{linker}" if linker != "mold" else "mold", "-r", *(part for part, _ in parts),
            "-o", made)
        run("objcopy", "--localize-hidden", *(f"--localize-symbol={name}" for name in names), made)
        return made

    def origin(self, elf):
        """The file of the symbol at an address, by the number there."""
        rows = re.findall(r"\] (\S+) +PROGBITS +(\w+) (\w+) (\w+)", run("readelf", "-SW", elf))
        data = elf.read_bytes()

        def look(addr):
            for _, start, offset, size in rows:
                at = addr - int(start, 16)
                if 0 <= at < int(size, 16) and int(start, 16) != 0:
                    here = data[int(offset, 16) + at:][:8].ljust(8, b"\0")
                    return next((self.files[n] for i in (0, 1)
                                 for n in struct.unpack_from("<I", here, i) if n in self.files), None)
            return None
        return look


def judge(maker, objects, linker, *flags):
    """How many local symbols of the names are told, and not; none is told wrongly."""
    elf, table = maker.directory / "program", maker.directory / "table"
    run("gcc", f"-fuse-ld={linker}", "-nostdlib", "-Wl,-e,0", *flags, *objects, "-o", elf)
    succeeds("table", "--qualify", elf, "-o", table)
    origin, count = maker.origin(elf), collections.Counter()
    for line in succeeds("list", table).splitlines():
        addr, _, kind, symbol = line.split(" ", 3)
        name, _, file = symbol.partition("@")
        true = origin(int(addr, 16))
        if file:
            assert true in (file, file.replace(".o", ".s")), (symbol, true, run("readelf", "-sW", elf))
        count[bool(file)] += name in NAMES and kind.islower()
    return count


STATIC = ("-static", "-no-pie")


@each_linker
@pytest.mark.parametrize("seed", range(3))
def test_objects_with_files_are_told(tmp_path, linker, seed):
    """But for what the linkers other than GNU ld have made local."""
    maker = Maker(tmp_path, seed)
    flags = ("-ffunction-sections", "-fdata-sections") if seed % 2 else ()
    objects = [maker.compiled(f"{i}.c", flags=flags) for i in "abcd"]
    used = set()
    objects = [made for made, names in objects if not used & set(names) and not used.update(names)]
    count = judge(maker, objects, linker, *STATIC)
    assert count[True] > (2 * count[False] if linker in ("bfd", "lld") else 0)


@each_linker
@pytest.mark.parametrize("seed", range(3))
def test_an_object_of_assembly_has_no_file(tmp_path, linker, seed):
    maker = Maker(tmp_path, seed)
    objects = [maker.compiled("a.c")[0], maker.compiled("b.c", own=True)[0],
               *(maker.assembled(f"{i}.s")[0] for i in "xyz")]
    maker.random.shuffle(objects)
    count = judge(maker, objects, linker, *STATIC)
    assert linker != "bfd" or count[True] > count[False]


@each_linker
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("visibility", ["default", "hidden"])
def test_what_was_made_local_in_an_object_of_many(tmp_path, linker, visibility, seed):
    maker = Maker(tmp_path, seed)
    objects = [maker.compiled("m.c", own=True)[0],
               *(maker.grouped([f"{i}1.c", f"{i}2.c", f"{i}3.c"], visibility, LINKERS[seed % 2])
                 for i in "ab")]
    maker.random.shuffle(objects)
    judge(maker, objects, linker, *STATIC)


@each_linker
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("visibility", ["default", "hidden"])
def test_what_a_version_script_made_local(tmp_path, linker, visibility, seed):
    maker = Maker(tmp_path, seed)
    used, objects = set(), []
    for i in "abcd":
        made, names = maker.compiled(f"{i}.c", visibility, ("-fPIC",))
        if not used & set(names):
            used.update(names)
            objects.append(made)
    objects.append(maker.assembled("x.s")[0])
    maker.random.shuffle(objects)
    script = tmp_path / "script"
    script.write_text("{ global: entry_x; local: *; };\n")
    judge(maker, objects, linker, "-shared", f"-Wl,--version-script={script}")

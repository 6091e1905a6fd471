# SPDX-License-Identifier: MIT OR Apache-2.0
"""The same symbols give the same bytes, in whatever order the ELF lists them."""
import os
import random

import pytest

from command import FLAT, embedded, succeeds, write
from elf import FUNC, GLOBAL, LOCAL, NOTYPE, OBJECT, WEAK, Image, Symbol
from kernels import DATA, TEXT, kernel


def symbols():
    """Aliases, twins, inferred sizes and nested ranges: all that a sort can get wrong."""
    rng = random.Random(7)
    made = [Symbol("twin", TEXT + 8, 8, bind=LOCAL), Symbol("twin", TEXT + 8, 8, bind=LOCAL),
            Symbol("twin", TEXT + 8, 8, NOTYPE, WEAK), Symbol("twin", TEXT + 8, 0, bind=LOCAL)]
    for i in range(80):
        made.append(Symbol(f"{'_' * rng.randrange(3)}f{rng.randrange(40)}",
                           TEXT + 8 * rng.randrange(12), 8 * rng.randrange(3),
                           rng.choice([FUNC, OBJECT, NOTYPE]),
                           rng.choice([LOCAL, GLOBAL, WEAK])))
        made.append(Symbol(f"v{i % 7}", DATA + 4 * rng.randrange(8), rng.choice([0, 4]),
                           OBJECT, LOCAL, ".data"))
    return made


def table(path):
    return Image(path.read_bytes()).contents(".kernel_symbols")


def test_twice_the_same(tmp_path):
    elf = kernel(*symbols(), reserve=0x2000)
    one, other = (embedded(tmp_path, elf, name=name) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_embedding_again_changes_nothing(tmp_path):
    path = embedded(tmp_path, kernel(*symbols(), reserve=0x2000))
    once = path.read_bytes()
    succeeds("embed", *FLAT, path)
    assert path.read_bytes() == once


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_symtab_does_not_matter(tmp_path, seed):
    made = symbols()
    expected = table(embedded(tmp_path, kernel(*made, reserve=0x2000)))
    random.Random(seed).shuffle(made)
    assert table(embedded(tmp_path, kernel(*made, reserve=0x2000))) == expected


def test_neither_locale_nor_environment_nor_names_of_files_matter(tmp_path):
    made = [*symbols(), Symbol("\u00e9t\u00e9", TEXT, 4), Symbol("Zebra", TEXT, 4)]
    elf = kernel(*made, reserve=0x2000)
    expected = embedded(tmp_path, elf).read_bytes()
    for i, locale in enumerate(["C", "C.UTF-8", "en_US.UTF-8", "tr_TR.UTF-8"]):
        path = write(tmp_path, elf, f"elsewhere{i}")
        succeeds("embed", *FLAT, path, env={**os.environ, "LC_ALL": locale, "TZ": "Asia/Tokyo"})
        assert path.read_bytes() == expected


def test_generate_writes_the_same_source_twice(tmp_path):
    made = symbols()
    sources = []
    for name in "one", "other":
        path = write(tmp_path, kernel(*made, reserve=0x2000), name)
        succeeds("generate", path, "-o", tmp_path / f"{name}.c")
        sources.append((tmp_path / f"{name}.c").read_bytes().replace(name.encode(), b""))
        made.reverse()
    assert sources[0] == sources[1]

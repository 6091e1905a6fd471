# SPDX-License-Identifier: MIT OR Apache-2.0
"""The encoder alone: on other machines, under sanitizers, and short of memory."""
import re

import pytest

import lists
from programs import encoded, holds, run
from table import in_order, listing

INDEX = pytest.mark.parametrize("options", [(), ("by-name",)], ids=["plain", "by-name"])
LISTS = {**lists.SHAPES, "mixed": lambda: lists.mixed(300, inferred=False),
         "many": lambda: lists.words(6000)}


def encode(directory, symbols, machine, *options):
    """What the encoder says, and its table."""
    (directory / "listing").write_text(listing(in_order(symbols)))
    said = run(machine, "encode", directory / "listing", directory / "table", *options,
               timeout=300)
    return said, (directory / "table").read_bytes()


@pytest.mark.parametrize("machine", ["sanitize", "i386", "s390x"])
@pytest.mark.parametrize("make", LISTS.values(), ids=LISTS)
@INDEX
def test_the_same_bytes_on_every_machine(tmp_path, make, options, machine):
    symbols = [s for s in lists.sized(make()) if s.name]
    expected = encoded(tmp_path, symbols, *(f"--{o}" for o in options)).read_bytes()
    assert encode(tmp_path, symbols, machine, *options) == ("", expected)


@pytest.mark.parametrize("make,options", [
    (lambda: [], ("by-name",)), (lambda: lists.mixed(20), ("by-name",)),
    (lambda: lists.nested_in_blocks()[:400], ()), (lambda: lists.words(6000), ())],
    ids=["none", "few", "nested", "many"])
def test_short_of_memory(tmp_path, make, options):
    """Whichever allocation fails first, there is an error, no leak and no output."""
    symbols = make()
    said, table = encode(tmp_path, symbols, "sanitize", *options, "starved")
    assert int(re.fullmatch(r"(\d+) allocations\n", said)[1]) > 20
    holds(tmp_path, table, symbols)


@pytest.mark.parametrize("seed", range(4))
def test_pairs_and_their_counts(seed):
    assert run("sanitize", "pairs", str(seed)) == ""

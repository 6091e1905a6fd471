# SPDX-License-Identifier: MIT OR Apache-2.0
"""The encoder alone: on other machines, under sanitizers, and short of memory."""
import random
import re

import pytest

import lists
from programs import encoded, holds, run
from table import (END_PHRASES, IN_FIELDS, PAGES, PHRASES, REGIONS, RESUMES, SLICES, SUPERBLOCK,
                   Symbol, held, listing, part)

INDEX = pytest.mark.parametrize("options", [(), ("by-name",)], ids=["plain", "by-name"])
LISTS = {**lists.SHAPES, "mixed": lambda: lists.mixed(300, inferred=False),
         "many": lambda: lists.words(6000)}


def encode(directory, symbols, machine, *options):
    """What the encoder says, and its table."""
    (directory / "listing").write_text(listing(held(symbols)))
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


def parts(table):
    """The bytes of each part of a table, by tag."""
    return {tag: part(table, tag)[1] for tag in range(11)}


def shapes(table):
    at, size = part(table, PAGES)
    return [table[shape:shape + 8] for shape in range(at, at + size, 8)]


# Lists, and what the encoder is to choose for them, by the table's bytes.
CHOICES = {
    "one part of phrases": (lists.aliases, lambda t: parts(t)[END_PHRASES] == 0),
    "two parts": (lambda: lists.words(3000), lambda t: parts(t)[END_PHRASES] > 0),
    "numbers of class 0": (lambda: lists.paths(2200), lambda t: t[20] > 0),
    "one page": (lambda: lists.words(3000), lambda t: t[24] == 0 and parts(t)[PAGES] <= 128),
    "pages": (lambda: lists.manners(8000), lambda t: t[24] == 1 and parts(t)[PAGES] >= 256),
    "no slices": (lambda: lists.words(15 * SUPERBLOCK), lambda t: parts(t)[SLICES] == 0),
    "slices": (lambda: lists.words(15 * SUPERBLOCK + 1), lambda t: parts(t)[SLICES] >= 8),
    "one region": (lambda: lists.words(3000), lambda t: parts(t)[REGIONS] == 16),
    "regions": (lists.far_apart, lambda t: parts(t)[REGIONS] >= 16 * 34),
    "no resumes": (lambda: lists.words(3000), lambda t: parts(t)[RESUMES] == 0),
    "resumes": (lists.nested_in_blocks, lambda t: parts(t)[RESUMES] >= 8 * 200),
    "kinds in fields": (lists.every_kind, lambda t: IN_FIELDS in {s[0] & 3 for s in shapes(t)}),
    "no phrases": (lists.nameless, lambda t: parts(t)[PHRASES] <= 1),
    "starts with a shift": (lambda: lists.aligned(4, 500), lambda t: superblock(t)[7] >> 5 > 0),
    "anchors in line": (lambda: lists.words(3000), lambda t: superblock(t)[9] >> 4 == 0),
    "anchors with a shift": (lambda: incompressible(64, 9) + incompressible(64, 900, 64),
                             lambda t: superblock(t)[9] >> 4 > 0),
    "more than 7 tokens": (lambda: incompressible(40, 100), lambda t: True),
    "more than 262": (lambda: incompressible(9, 2000), lambda t: t[22] == 8),
    "65,535 bytes": (lambda: incompressible(2, 65535), lambda t: t[22] == 8),
}


def superblock(table):
    """The record of the first one."""
    at, _ = part(table, 3)
    return table[at:at + 56]


def incompressible(count, length, first=0):
    """Names of about so many bytes, no two of which are often side by side."""
    rng = random.Random(length)
    return [Symbol(lists.KERNEL + 8 * i, 8, bytes(rng.choices(range(1, 256), k=length - i % 3)))
            for i in range(first, first + count)]


@pytest.mark.parametrize("make,chosen", CHOICES.values(), ids=CHOICES)
def test_each_choice_is_made_and_read(tmp_path, make, chosen):
    said, table = encode(tmp_path, make(), "i386", "by-name")
    assert said == "" and chosen(table)
    for machine in ("host", "powerpc"):
        holds(tmp_path, table, make(), machine, finds=16)


@pytest.mark.parametrize("make,options", [
    (lambda: [], ("by-name",)), (lambda: lists.mixed(20), ("by-name",)),
    (lambda: lists.nested_in_blocks()[:400], ()),
    (lambda: lists.one_behind_the_other(2000), ())],
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

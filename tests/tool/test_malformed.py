# SPDX-License-Identifier: MIT OR Apache-2.0
"""Damaged ELF files: a clean refusal or an answer, never a signal, a hang or a half file."""
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from command import FLAT, ksym, succeeds, write
from elf import LOCAL, NOTYPE, OBJECT, Image, Symbol
from kernels import DATA, TEXT, kernel

TARGETS = [(64, "<"), (32, ">")]
each_target = pytest.mark.parametrize("bits, order", TARGETS, ids=["64<", "32>"])


def small(bits, order):
    """A kernel as small as can be, with a table in it."""
    return kernel(
        Symbol("_start", TEXT, 0, NOTYPE), Symbol("main", TEXT + 16, 16),
        Symbol("helper", TEXT + 16, 16, bind=LOCAL),
        Symbol("var", DATA, 8, OBJECT, section=".data"),
        bits=bits, order=order, text_size=0x40, reserve=0x100, dynamic=[])


def complaint(path, label, data, *args):
    """Runs ksym on damaged bytes; says what it did wrong, or None."""
    path.write_bytes(data)
    command, *rest = args
    result = ksym(command, path, *rest)
    after = path.read_bytes()
    path.unlink()
    if result.status not in (0, 1):
        return f"{label}: {args}: status {result.status}"
    one_line = result.err.startswith("ksym: ") and result.err.count("\n") == 1
    not_found = command == "find" and result.out.startswith("? ") and not result.err
    if result.status == 1 and not one_line and not not_found:
        return f"{label}: {args}: stderr {result.err!r}"
    if result.status == 0 and result.err:
        return f"{label}: {args}: worked, but with {result.err!r}"
    if after != data and (result.status or command != "embed" or len(after) != len(data)):
        return f"{label}: {args}: the file was changed"
    return None


def complaints(directory, cases):
    """Runs cases, (label, data, command...) each, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda i: complaint(directory / str(i), *cases[i]),
                             range(len(cases))))
    assert not any(directory.iterdir()), "something was left behind"
    return [c for c in told if c]


def damaged(data, offset, code_size, order):
    """The field at offset set to 0, 1, and all ones, where that changes it."""
    endian = "little" if order == "<" else "big"
    for value in 0, 1, (1 << 8 * code_size) - 1:
        raw = value.to_bytes(code_size, endian)
        if data[offset:offset + code_size] != raw:
            yield value, data[:offset] + raw + data[offset + code_size:]


def field_cases(data, kind, at, label):
    """Every field of the header at an offset, damaged in each way."""
    record = Image(data).record(kind)
    fields = list(record.fields())
    if kind == "ehdr":
        ident = [(f"ident[{i}]", i, "B") for i in range(16)]
        fields = ident + [f for f in fields if f[0] != "ident"]
    for name, offset, code in fields:
        size = {"B": 1, "H": 2, "I": 4, "Q": 8}[code[-1]]
        for value, changed in damaged(data, at + offset, size, record.order):
            yield f"{label} {name}={value:x}", changed


def header_cases(data, kind):
    """The same for every header of a kind."""
    image = Image(data)
    record = image.record(kind)
    if kind == "ehdr":
        yield from field_cases(data, kind, 0, "ehdr")
    elif kind == "sym":
        table = image.section(".symtab")
        for i, at in enumerate(range(0, table["size"], record.size)):
            yield from field_cases(data, kind, table["offset"] + at, f"sym {i}")
    else:
        start, count = {"shdr": ("shoff", "shnum"), "phdr": ("phoff", "phnum")}[kind]
        for i in range(image.ehdr[count]):
            at = image.ehdr[start] + i * record.size
            yield from field_cases(data, kind, at, f"{kind} {i}")


@pytest.fixture(name="done")
def _done(tmp_path, bits, order):
    path = write(tmp_path, small(bits, order))
    succeeds("embed", *FLAT, path)
    data = path.read_bytes()
    path.unlink()
    return data


@each_target
@pytest.mark.parametrize("kind", ["ehdr", "shdr", "phdr", "sym"])
def test_every_field_of_every_header(tmp_path, done, kind):
    cases = list(header_cases(done, kind))
    assert len(cases) > 30
    assert complaints(tmp_path, [
        (label, data, *command) for label, data in cases
        for command in (("embed", *FLAT), ("verify",))]) == []


@each_target
def test_every_field_of_the_table(tmp_path, done):
    image = Image(done)
    start = image.section(".kernel_symbols")["offset"]
    record = image.record("flat")
    cases = [case for i in range(image.count()[0])
             for case in field_cases(done, "flat", start + i * record.size, f"entry {i}")]
    count = image.count()[1]
    cases += [(f"count={value:x}", data)
              for value, data in damaged(done, count[0], len(count), image.order)]
    commands = ("list",), ("lookup", hex(TEXT + 20)), ("find", "main"), ("info",), ("verify",)
    assert complaints(tmp_path, [(label, data, *command)
                                 for label, data in cases for command in commands]) == []


@each_target
@pytest.mark.parametrize("command", [("embed", *FLAT), ("verify",), ("size", *FLAT)],
                         ids=lambda c: c[0])
def test_a_file_that_ends_early(tmp_path, done, command):
    """The section headers are last, so no command works without the last byte."""
    image = Image(done)
    edges = {0, 4, 5, 6, 15, 16, image.ehdr["ehsize"], image.ehdr["shoff"]}
    for section in image.sections:
        edges |= {section["offset"], section["offset"] + section["size"]}
    near = {edge + by for edge in edges for by in (-1, 0, 1)}
    lengths = sorted(n for n in near | set(range(0, len(done), 31)) if 0 <= n < len(done))
    assert complaints(tmp_path, [(f"{n} bytes", done[:n], *command) for n in lengths]) == []
    for n in lengths[::20]:
        path = write(tmp_path, done[:n])
        assert ksym(command[0], path, *command[1:]).status == 1


@each_target
def test_a_file_with_something_behind_it(tmp_path, done):
    assert complaints(tmp_path, [("longer", done + b"signature" * 9, "verify")]) == []


@each_target
def test_a_string_table_that_never_ends(tmp_path, done):
    image = Image(done)
    strings = image.section(".strtab")
    data = bytearray(done)
    data[strings["offset"]:strings["offset"] + strings["size"]] = b"x" * strings["size"]
    assert complaints(tmp_path, [("endless", bytes(data), "embed", *FLAT),
                                 ("endless", bytes(data), "verify")]) == []


@each_target
@pytest.mark.parametrize("seed", range(2))
def test_bytes_at_random(tmp_path, done, seed):
    rng = random.Random(seed)
    cases = []
    for i in range(60):
        data = bytearray(done)
        for _ in range(rng.randrange(1, 12)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        cases.append((f"seed {seed} case {i}", bytes(data)))
    assert complaints(tmp_path, [(label, data, *command) for label, data in cases
                                 for command in (("embed", *FLAT), ("verify",))]) == []

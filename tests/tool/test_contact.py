# SPDX-License-Identifier: MIT OR Apache-2.0
"""What somebody meets who types a thing wrong, or has not read the manual."""
import re

import pytest

from command import FLAT, ROOT, embedded, is_misused, ksym, refuses, succeeds, write
from elf import LOCAL, SHF_ALLOC, SHF_WRITE, SHN_UNDEF, SHT_NOBITS, Section, Symbol
from kernels import TABLE, TEXT, kernel

MAIN = Symbol("main", TEXT, 16)
COMMANDS = re.findall(r"^  (\w+) ", succeeds("--help"), re.M)


@pytest.fixture(name="plain")
def _plain(tmp_path):
    return write(tmp_path, kernel(MAIN), "plain.elf")


@pytest.fixture(name="done")
def _done(tmp_path):
    return embedded(tmp_path, kernel(MAIN), "--format", "compact", name="done.elf")


def nothing_reserved(*symbols):
    elf = kernel(*symbols)
    elf.sections = [s for s in elf.sections if s.name != ".kernel_symbols"]
    elf.symbols = [s for s in elf.symbols if s.section != ".kernel_symbols"]
    return elf


def misused(*args):
    """The line of a wrong usage, which is one."""
    said = is_misused(*args)
    assert said.count("\n") == 1 and said.endswith("\n")
    return said.removeprefix("ksym: ").rstrip("\n")


# help and version

@pytest.mark.parametrize("word", ["help", "--help", "-h"])
def test_help(word):
    said = succeeds(word)
    assert said.startswith("usage: ksym ") and {"embed", "help", "version"} <= set(COMMANDS)
    assert said == succeeds("help", "--help")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in ("help", "version")])
def test_help_of_a_command(command):
    said = succeeds("help", command)
    assert said.startswith(f"usage: ksym {command} ") and said == succeeds(command, "--help")


def test_help_of_what_is_no_command():
    assert "no command 'lokup', did you mean lookup?" in misused("help", "lokup")


@pytest.mark.parametrize("word", ["help", "version"])
def test_help_of_a_word_that_is_in_the_list(word):
    assert {"help", "version"} <= set(COMMANDS)
    assert succeeds("help", word) == succeeds(word)


@pytest.mark.parametrize("word", ["version", "--version", "-V"])
def test_version(word):
    assert re.match(r"ksym \d+(\.\d+)+\S*\n", succeeds(word))


# A word that is mistyped: the nearest by letters left out, added, replaced or swapped

@pytest.mark.parametrize("typed, meant", [
    ("embde", "embed"), ("emebd", "embed"), ("Embed", "embed"), ("embedd", "embed"),
    ("mbed", "embed"), ("lokup", "lookup"), ("look", "lookup"), ("decod", "decode"),
    ("decoed", "decode"), ("verfy", "verify"), ("generat", "generate"), ("gen", "generate"),
    ("addr", "address"), ("fidn", "find"), ("lst", "list"), ("hlep", "help"),
    ("--hepl", "--help"), ("--verison", "--version")])
def test_the_nearest_command(typed, meant):
    what = "option" if typed.startswith("-") else "command"
    assert misused(typed) == f"no {what} '{typed}', did you mean {meant}? See ksym help"


@pytest.mark.parametrize("typed", ["frobnicate", "x", "-x", "", "symbols", "e" * 5000])
def test_what_is_near_to_nothing(typed):
    said = misused(typed)
    assert said.startswith("no ") and "did you mean" not in said


@pytest.mark.parametrize("command, typed, meant", [
    ("embed", "--fromat", "--format"), ("embed", "--gorw", "--grow"),
    ("embed", "--exlude", "--exclude"), ("embed", "--demangled", None),
    ("lookup", "--bais", "--bias"), ("lookup", "--jsn", "--json"), ("list", "--sectoin", "--section"),
    ("list", "--fromat", None), ("verify", "--imgae", "--image"), ("decode", "--colour", "--color"),
    ("embed", "--fromat=flat", "--format")])
def test_the_nearest_option_of_the_command(plain, command, typed, meant):
    said = misused(command, typed, plain)
    name = typed.split("=")[0]
    did = f", did you mean {meant}? See" if meant else ", see"
    assert said == f"{command}: no option {name}{did} ksym help {command}"


def test_an_option_that_other_commands_have(plain):
    assert misused("list", "--format", "flat", plain) == (
        "list: --format is an option of other commands, see ksym help list")


def test_a_beginning_of_two_options(plain):
    assert misused("embed", "--ma", plain) == (
        "embed: --ma may be --map or --max-name, expected one of them")


def test_an_option_that_takes_no_value(plain):
    assert misused("embed", "--fit=3", plain) == "embed: --fit takes no value"


def test_an_unknown_letter_behind_a_known_one(plain):
    assert misused("lookup", "--json", "-rZ", plain, "0") == (
        "lookup: no option -Z, see ksym help lookup")


@pytest.mark.parametrize("option, value, words", [
    ("--format", "round", "compact or flat"), ("--select", "code", "all or functions"),
    ("--names", "pretty", "demangled or mangled")])
def test_a_choice_names_its_words(plain, option, value, words):
    assert misused("embed", option, value, plain) == f"{option} '{value}': expected {words}"


# Files in the place of something else

def test_a_file_in_the_place_of_a_command(plain):
    assert misused(plain) == f"{plain}: a file, not a command: ksym embed {plain}"


def test_a_table_in_the_place_of_a_command(tmp_path, plain):
    table = tmp_path / "table"
    succeeds("table", "-o", table, plain)
    assert misused(table) == f"{table}: a file, not a command: ksym list {table}"


def test_a_raw_image_in_the_place_of_a_command(tmp_path):
    image = write(tmp_path, bytes(100), "kernel.img")
    assert f"{image}: a file, not a command" in misused(image)
    assert "give the ELF that it came from" in misused(image)


@pytest.mark.parametrize("command", [["embed"], ["size"], ["list"], ["info"], ["verify"],
                                     ["lookup", "{}", "10000"], ["decode"], ["find", "{}", "main"]],
                         ids=lambda c: c[0])
def test_a_raw_image_in_the_place_of_an_elf(tmp_path, command):
    image = write(tmp_path, bytes(100), "kernel.img")
    args = [a.format(image) for a in command] + ([image] if len(command) == 1 else [])
    assert "give the ELF that it came from" in refuses(*args, path=image)


# Operands

@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in ("help", "version")])
def test_a_missing_operand_has_the_usage_line(command):
    usage = succeeds(command, "--help").splitlines()[0]
    assert misused(command) == f"{command}: missing operand, {usage}"


@pytest.mark.parametrize("command", ["lookup", "find", "patch"])
def test_a_missing_second_operand_has_it_too(plain, command):
    usage = succeeds(command, "--help").splitlines()[0]
    assert misused(command, plain) == f"{command}: missing operand, {usage}"


@pytest.mark.parametrize("command", ["table", "generate"])
def test_a_missing_output_has_it_too(plain, command):
    usage = succeeds(command, "--help").splitlines()[0]
    assert misused(command, plain) == f"{command}: missing -o FILE, {usage}"


@pytest.mark.parametrize("command, first", [
    ("lookup", "0x10000"), ("lookup", "-"), ("find", "main"), ("decode", "{log}"),
    ("patch", "{table}"), ("patch", "{log}")])
def test_operands_in_the_wrong_order(tmp_path, done, command, first):
    log, table = write(tmp_path, b"at 0x10000\n", "log"), tmp_path / "table"
    succeeds("table", "-o", table, done)
    first = first.format(log=log, table=table)
    before = done.read_bytes()
    said = misused(command, first, done)
    usage = succeeds(command, "--help").splitlines()[0]
    assert said == (f"{command}: operands in the wrong order: expected {done} before {first}, "
                    f"{usage}")
    assert done.read_bytes() == before
    assert ksym(command, done, first, stdin="").status == 0 or first == str(log)


def test_the_table_alone_may_come_before_its_questions(tmp_path, done):
    table = tmp_path / "table"
    succeeds("table", "-o", table, done)
    assert "before main" in misused("find", "main", table)


def test_a_name_that_is_no_address(done):
    assert misused("lookup", done, "main") == (
        f"lookup: 'main' is not an address, expected hexadecimal digits; of a name: "
        f"ksym find {done} main")
    assert succeeds("find", done, "main") == "0x10000 main\n"


@pytest.mark.parametrize("command", ["size", "embed"])
@pytest.mark.parametrize("append", [["--append"], ["--append-address", "0x80000"]])
def test_a_table_is_not_appended_and_grown(plain, command, append):
    before = plain.read_bytes()
    for options in ([*append, "--grow"], ["--grow", *append]):
        assert misused(command, *options, plain) == (
            f"{command}: {append[0]} and --grow do not go together")
    assert plain.read_bytes() == before


# What an ELF lacks

def test_no_section(tmp_path):
    path = write(tmp_path, nothing_reserved(MAIN))
    said = refuses("embed", path, path=path)
    assert "no section .kernel_symbols: reserve one" in said
    assert "KSYM_RESERVE" in said and "ksym embed --append" in said
    section, = re.findall(r"man ksym, ([A-Z ]+)\)", said)
    assert re.search(rf"^\.Sh {section}$", (ROOT / "docs/ksym.1").read_text(), re.M)


def test_no_symbols(tmp_path):
    elf = kernel(MAIN)
    elf.symbols = None
    path = write(tmp_path, elf)
    for command in ["embed", path], ["size", path], ["lookup", path, "10000"]:
        said = refuses(*command, path=path)
        assert "stripped" in said and "--debug-file" in said


def test_symbols_of_other_programs_alone(tmp_path):
    """A stripped program that only uses symbols: its table is empty, which is said."""
    elf = kernel(MAIN, counted=False)
    elf.symbols, elf.dynamic = None, [Symbol("printf", 0, 0, section=SHN_UNDEF)]
    path = write(tmp_path, elf)
    for command in "embed", "size":
        result = ksym(command, path)
        assert result.status == 0 and result.err.count("\n") == 1
        assert "(stripped): --debug-file" in result.err
    elf.dynamic = [MAIN]
    assert ksym("size", write(tmp_path, elf)).err == ""


def test_nobits(tmp_path):
    nobits = Section(".kernel_symbols", TABLE, b"", SHF_ALLOC | SHF_WRITE, SHT_NOBITS, 0x800)
    path = write(tmp_path, kernel(MAIN, sections=[nobits]))
    assert "put BYTE(0) into it" in refuses("embed", path, path=path)


def test_no_count_for_a_flat_table(tmp_path):
    path = write(tmp_path, kernel(MAIN, counted=False))
    assert "the kernel must define it" in refuses("embed", *FLAT, path, path=path)
    assert succeeds("embed", path)


@pytest.mark.parametrize("command", ["list", "info", "verify"])
def test_no_table_yet(tmp_path, command):
    path = write(tmp_path, kernel(MAIN, counted=False))
    assert f"holds no table: ksym embed {path} first" in refuses(command, path, path=path)
    succeeds("embed", path)
    assert succeeds(command, path)


@pytest.mark.parametrize("options, said", [
    (["--include", "^nobody$"], "--include ^nobody$: "),
    (["--include", "main", "--exclude", "ai"], "--include main and not --exclude ai: ")])
def test_an_include_that_matches_nothing(tmp_path, options, said):
    path = write(tmp_path, kernel(MAIN, counted=False))
    for command in ["embed"], ["size"], ["table", "-o", tmp_path / "table"]:
        result = ksym(*command, *options, path)
        assert result.status == 0 and result.err.count("\n") == 1
        assert result.err.startswith(f"ksym: {path}: no symbol matches {said}")
    assert ksym("size", "--include", "main", path).err == ""


# One is not many

def test_one_symbol(tmp_path):
    path = write(tmp_path, kernel(MAIN, Symbol("other", TEXT + 16, 16, bind=LOCAL), counted=False))
    out = tmp_path / "out"
    one = ("--include", "main")
    assert succeeds("embed", *one, path).startswith("embedded 1 symbol: ")
    assert succeeds("verify", path, *one) == "verified 1 symbol\n"
    assert succeeds("table", *one, path, "-o", out).startswith("wrote 1 symbol: ")
    assert succeeds("generate", *one, path, "-o", out) == "generated 1 symbol\n"
    assert succeeds("embed", path).startswith("embedded 2 symbols: ")
    assert succeeds("generate", path, "-o", out) == "generated 2 symbols\n"


@pytest.mark.parametrize("command", ["table", "generate"])
@pytest.mark.parametrize("through", [None, "symlink_to", "hardlink_to"])
def test_output_onto_the_elf(plain, tmp_path, command, through):
    """What is written is no ELF: the ELF would be gone."""
    out, before = plain, plain.read_bytes()
    if through is not None:
        out = tmp_path / "other"
        getattr(out, through)(plain)
    assert misused(command, plain, "-o", out) == (
        f"{command}: -o {out} would replace what is read, expected another file")
    assert plain.read_bytes() == before


def test_output_onto_the_map(tmp_path):
    path = write(tmp_path, b"0000000080200000 T main\n", "map")
    assert f"-o {path} would replace what is read" in misused("table", "--map", path, "-o", path)
    assert path.read_bytes() == b"0000000080200000 T main\n"


def test_output_onto_the_elf_of_what_is_an_elf(plain):
    assert succeeds("embed", plain, "-o", plain).startswith("embedded ")

# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every call that can fail does so once at each of its occurrences, for every command. The result
is correct, or one line, status 1 and nothing left behind."""
import os
import random
import re
import resource
import signal
import subprocess

import pytest

from command import FLAT, KSYM, Result, ksym, refuses, succeeds, write
from elf import OBJECT, Symbol
from kernels import DATA, TEXT, kernel
from lines import kernel_with_lines

# Names for each of the demanglers, with a suffix and without.
SYMBOLS = (Symbol("_ZN3cpu4haltEv", TEXT, 16), Symbol("_RNvCs1_4boot4main", TEXT + 16, 16),
           Symbol("_D3mod4funcFZv", TEXT + 32, 8), Symbol("main", TEXT + 48, 16),
           Symbol("_ZN3cpu4waitEv.part.0", TEXT + 64, 16), Symbol("label", TEXT + 80, 0),
           Symbol("var", DATA + 8, 4, OBJECT, section=".data"), Symbol(b"no \xff", TEXT + 96, 4))
OPTIONS = ("--include", "[a-z]", "--exclude", "^x(y|z)*$", "--qualify", "--max-name", "12")
QUESTIONS = b"0x10000\n0x10014\n0x30000\n"

# What writes, with the file that it makes.
WRITERS = {
    "embed": (["embed", *FLAT, *OPTIONS, "kernel"], "kernel"),
    "embed -o": (["embed", *FLAT, "kernel", "-o", "out"], "out"),
    "embed --fit": (["embed", *FLAT, "--fit", "tight"], "tight"),
    "embed --grow": (["embed", *FLAT, "--grow", "tight"], "tight"),
    "embed --trim": (["embed", *FLAT, "--trim", "kernel"], "kernel"),
    "embed --append": (["embed", "--append", *FLAT, "--section", ".more", "kernel"], "kernel"),
    "embed --map": (["embed", *FLAT, "--map", "map", "kernel"], "kernel"),
    "embed --debug-file": (["embed", *FLAT, "--debug-file", "debug", "stripped"], "stripped"),
    "table": (["table", "--by-name", "kernel", "-o", "out"], "out"),
    "embed --lines": (["embed", "--lines", "full", "lines"], "lines"),
    "embed --lines --fit": (["embed", "--lines", "full", "--fit", "few"], "few"),
    "patch": (["patch", "kernel", "table"], "kernel"),
    "generate": (["generate", "kernel", "-o", "out"], "out"),
}
PRINTERS = {
    "size": ["size", *FLAT, "kernel"],
    "size --by": ["size", *FLAT, "--by", "file", "kernel"],
    "size --by --json": ["size", *FLAT, "--json", "--by", "prefix", "kernel"],
    "table -o -": ["table", "kernel", "-o", "-"],
    "address": ["address", "kernel"],
    "list": ["list", "done"],
    "list --json": ["list", "--json", "flat"],
    "list TABLE": ["list", "table"],
    "lookup": ["lookup", "done", "0x10000", "0x10014"],
    "lookup without a table": ["lookup", "bare", "-"],
    "lookup --json -": ["lookup", "--json", "done", "-"],
    "decode": ["decode", "done"],
    "lookup --lines": ["lookup", "--lines", "with", "0x10008", "-"],
    "lookup --lines --json": ["lookup", "--lines", "--json", "with", "-"],
    "list --lines --json": ["list", "--lines", "--json", "with"],
    "decode --lines": ["decode", "--lines", "with"],
    "verify of lines": ["verify", "with"],
    "find": ["find", "done", "main"],
    "find --json": ["find", "--json", "table", "main", "nobody"],
    "info": ["info", "done"],
    "info --json": ["info", "--json", "done"],
    "verify": ["verify", *OPTIONS, "done"],
    "verify --json": ["verify", "--json", *OPTIONS, "flat"],
}
COMMANDS = {**{name: args for name, (args, _) in WRITERS.items()}, **PRINTERS}

# Those that read DWARF: without memory libdw ends the program itself, or faults.
BY_LIBDW = {"embed --lines", "embed --lines --fit", "verify of lines"}

# The compact encoder's thousands of allocations need to fail one by one under one command only.
STEPS = {"table -o -": 31}

each_command = pytest.mark.parametrize("name", COMMANDS)
each_writer = pytest.mark.parametrize("name", WRITERS)


class Place:
    """A directory of inputs that is made as it was after each run."""

    def __init__(self, path, shim):
        self.path, self.fired, self.shim = path, path.parent / "fired", shim
        self.files = self.now()
        for name in self.files:
            self.make_old(name)

    def make_old(self, name):
        """What changes later must not fall into one tick of the clock."""
        os.utime(self.path / name, (1, 1))

    def now(self):
        return {p.name: p.read_bytes() for p in sorted(self.path.iterdir())}

    def restore(self):
        now = self.now()
        for name in now.keys() - self.files.keys():
            (self.path / name).unlink()
        for name, data in self.files.items():
            if now.get(name) != data:
                (self.path / name).write_bytes(data)
                self.make_old(name)

    def run(self, args, fault="", child=None, **more):
        """What ksym says, and the files that there are then; CHILD is for subprocess."""
        self.restore()
        self.fired.unlink(missing_ok=True)
        done = subprocess.run(
            [KSYM, *args], cwd=self.path, input=QUESTIONS, capture_output=True, check=False,
            timeout=60, env=self.shim(fault, KSYM_FAULT_FIRED=str(self.fired), **more),
            **(child or {}))
        out, err = (s.decode("utf-8", "surrogateescape") for s in (done.stdout, done.stderr))
        return Result(done.returncode, out, err), self.now()

    def each(self, args, fault, step=1, **more):
        """Runs with the fault at the first call, then so many further, until there are no more."""
        turn = 1
        while True:
            outcome = self.run(args, fault.format(turn), **more)
            if not self.fired.exists():
                assert turn > 1
                return
            yield self.fired.read_text(), *outcome
            turn += step


@pytest.fixture(name="inputs", scope="session")
def _inputs(tmp_path_factory):
    path = tmp_path_factory.mktemp("inputs")
    ident = bytes(range(20))
    elf = kernel(*SYMBOLS, build_id=ident)
    write(path, elf)
    write(path, elf, "debug")
    write(path, kernel(*SYMBOLS, counted=False), "bare")
    write(path, kernel(*SYMBOLS, build_id=ident, reserve=210), "tight")
    write(path, kernel_with_lines(), "lines")
    write(path, kernel_with_lines(reserve=400), "few")
    succeeds("embed", "--lines", "full", "lines", "-o", "with", cwd=path)
    elf.symbols = None
    write(path, elf, "stripped")
    succeeds("embed", "--by-name", *OPTIONS, "kernel", "-o", "done", cwd=path)
    succeeds("embed", *FLAT, *OPTIONS, "kernel", "-o", "flat", cwd=path)
    succeeds("table", "kernel", "-o", "table", cwd=path)
    (path / "map").write_text(succeeds("list", "table", cwd=path), errors="surrogateescape")
    return path


@pytest.fixture(name="place")
def _place(tmp_path, inputs, faults):
    path = tmp_path / "place"
    path.mkdir()
    for file in inputs.iterdir():
        (path / file.name).write_bytes(file.read_bytes())
    return Place(path, faults)


@pytest.fixture(name="survived")
def _survived(record_property):
    """Adds to the count of faults that scripts/check prints."""
    def survived(what, count):
        assert count > 0
        record_property("faults", (what, count))
    return survived


# What is said of an ELF without a table comes before whatever may fail then.
NOTE = "ksym: bare: no table (nothing yet in section .kernel_symbols): its .symtab answers; " \
       "ksym embed bare puts one in, or says what it lacks\n"


def is_one_line(result):
    return re.fullmatch(r"ksym: [^\n]+\n", result.err.removeprefix(NOTE)) is not None


def is_sound(outcome, expected, before):
    """The complete result; or one line, status 1, and no file changed."""
    result, files = outcome
    if (result, files) == expected:
        return True
    return result.status == 1 and is_one_line(result) and files == before


# Each call

@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in BY_LIBDW])
def test_memory_that_runs_out(place, survived, name):
    args, count = COMMANDS[name], 0
    expected = place.run(args)
    for _, *outcome in place.each(args, "ENOMEM {} memory", step=STEPS.get(name, 1)):
        count += 1
        assert is_sound(outcome, expected, place.files), (count, outcome[0])
    survived("allocations that failed", count)


def test_memory_that_runs_out_of_a_long_list(place, survived):
    """The encoder takes more and more of it: under 3000 symbols, of many names, at every 7th
    allocation."""
    words = "alloc free init page irq cpu lock sched timer dev read write map net tty".split()
    rng, addr, count = random.Random(1), 0x10000, 0
    with open(place.path / "long", "w", encoding="utf-8") as text:
        for i in range(3000):
            name = "_".join(rng.choices(words, k=rng.randint(2, 5)))
            size = rng.choice((8, 24, 0x64, 0x1000))
            text.write(f"{addr:x} {size:x} {rng.choice('tTdDwW')} {name}{i % 97}\n")
            addr += rng.choice((8, 16, 64, 0x190))
    place.files = place.now()
    args = ["table", "--by-name", "--map", "long", "-o", "out"]
    expected = place.run(args)
    for _, *outcome in place.each(args, "ENOMEM {} memory", step=7):
        count += 1
        assert is_sound(outcome, expected, place.files), (count, outcome[0])
    survived("allocations that failed", count)


@pytest.mark.parametrize("name, error", [*((name, "EIO") for name in COMMANDS),
                                         *((name, "ENOSPC") for name in WRITERS)])
def test_a_call_that_fails(place, survived, name, error):
    args, count = COMMANDS[name], 0
    expected = place.run(args)
    for function, *outcome in place.each(args, f"{error} {{}} *"):
        count += 1
        assert is_sound(outcome, expected, place.files), (count, function, outcome[0])
    survived("calls on files that failed", count)


@each_writer
def test_a_kill_at_each_call(place, survived, name):
    """The old file or the new one; a file left beside it does no harm."""
    args, target = WRITERS[name]
    new = place.run(args)[1][target]
    old = place.files.get(target)
    met = []
    assert new != old
    for function, result, files in place.each(args, "SIGKILL {} *"):
        assert result.status == -signal.SIGKILL and result.out == ""
        met.append(files.pop(target, None))
        assert met[-1] in (old, new), function
        left = files.keys() - place.files.keys()
        assert len(left) <= 1 and all(n.startswith(".ksym.") for n in left), left
        assert all(files[n] == place.files[n] for n in place.files if n != target)
        again = ksym(*args, cwd=place.path)
        assert again.status == 0 or met[-1] == new
        assert (place.path / target).read_bytes() == new
    assert met[0] == old and met[-1] == new
    assert met == sorted(met, key=lambda data: data == new)
    survived("kills", len(met))


ENDINGS = ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGXCPU", "SIGXFSZ")


def handled(as_what):
    """For a child: however whoever runs the tests has it, and without core files."""
    def prepare():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for ending in ENDINGS:
            signal.signal(signal.Signals[ending], as_what)
    return {"preexec_fn": prepare, "restore_signals": False}


@pytest.mark.parametrize("name, ending", [*((name, "SIGINT") for name in WRITERS),
                                          *(("table", ending) for ending in ENDINGS)])
def test_a_signal_at_each_call(place, survived, name, ending):
    """It ends ksym, and nothing is left beside the old file or the new one."""
    args, target = WRITERS[name]
    new = place.run(args)[1][target]
    old = place.files.get(target)
    met = []
    for function, result, files in place.each(args, f"{ending} {{}} *",
                                              child=handled(signal.SIG_DFL)):
        assert (result.status, result.out) == (-signal.Signals[ending], ""), function
        met.append(files.pop(target, None))
        assert met[-1] in (old, new), function
        assert files == {n: place.files[n] for n in place.files if n != target}, function
    assert met[0] == old and met[-1] == new
    survived("signals", len(met))


@pytest.mark.parametrize("ending", ENDINGS)
@each_writer
def test_a_signal_that_is_ignored(place, survived, name, ending):
    """As nohup has SIGHUP, and a shell SIGINT for what runs in the background."""
    args = WRITERS[name][0]
    assert place.run(args, f"{ending} 0 *", child=handled(signal.SIG_IGN)) == place.run(args)
    assert place.run(args, f"{ending} 1 *", child=handled(signal.SIG_DFL))[0].status < 0
    survived("signals", 1)


@pytest.mark.parametrize("change", ["halve", "rewrite"])
@each_command
def test_an_input_that_changes(place, survived, name, change):
    """The answer is the old file's, or the new one's, or none."""
    args, count = COMMANDS[name], 0
    old = place.run(args)
    for source in [arg for arg in args if arg in place.files]:
        new = place.run(args, f"{change} 1 *", KSYM_FAULT_FILE=source)
        for function, result, files in place.each(args, f"{change} {{}} *",
                                                  KSYM_FAULT_FILE=source):
            count += 1
            if (result, files) != new:
                files[source] = old[1][source]
                assert is_sound((result, files), old, {**place.files, source: files[source]}), (
                    count, function, result)
    survived("inputs that changed", count)


# Standard output

@pytest.mark.parametrize("name", sorted(PRINTERS.keys() - {"table -o -"}))
def test_an_answer_that_does_not_fit(place, survived, name):
    """Some of the answer was written, but not all."""
    args, out = COMMANDS[name], place.path.parent / "stdout"
    whole = place.run(args)[0].out.encode("utf-8", "surrogateescape")
    sizes = sorted({0, 1, len(whole) // 2, len(whole) - 1})
    for size in sizes:
        with open(out, "wb") as stdout:
            done = subprocess.run(
                [KSYM, *args], cwd=place.path, input=QUESTIONS, stdout=stdout,
                stderr=subprocess.PIPE, check=False, timeout=60, restore_signals=False,
                preexec_fn=lambda limit=size: resource.setrlimit(resource.RLIMIT_FSIZE,
                                                                 (limit, limit)))
        assert done.returncode == 1 and out.read_bytes() == whole[:size]
        said = done.stderr.removeprefix(NOTE.encode())
        assert re.fullmatch(rb"ksym: standard output: [^\n]+\n", said), said
    survived("answers that could not be written", len(sizes))


@each_command
def test_nobody_reads_the_answer(place, survived, name):
    """With SIGPIPE ignored, as under some shells and daemons."""
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run([KSYM, *COMMANDS[name]], cwd=place.path, input=QUESTIONS, stdout=theirs,
                          stderr=subprocess.PIPE, check=False, timeout=60, restore_signals=False)
    os.close(theirs)
    assert done.returncode == 1
    assert re.search(rb"^ksym: standard output: Broken pipe\n\Z", done.stderr, re.M), done.stderr
    survived("answers that could not be written", 1)


# Inputs that are no files

NO_FILES = {"directory": "not a regular file", "fifo": "not a regular file",
            "/dev/null": "not a regular file", "absent": "No such file",
            "loop": "symbolic links", "n" * 300: "name too long"}
INPUTS = {
    "ELF": ["embed", "{}"],
    "ELF to list": ["list", "{}"],
    "ELF or TABLE with a map": ["verify", "--map", "map", "{}"],
    "debug file": ["embed", "--debug-file", "{}", "stripped"],
    "TABLE": ["patch", "kernel", "{}"],
}


@pytest.mark.parametrize("what", NO_FILES)
@pytest.mark.parametrize("args", INPUTS.values(), ids=INPUTS)
def test_an_input_that_is_no_file(place, survived, args, what):
    (place.path / "directory").mkdir()
    os.mkfifo(place.path / "fifo")
    (place.path / "loop").symlink_to("loop")
    said = refuses(*(arg.format(what) for arg in args), cwd=place.path, path=what)
    assert NO_FILES[what].lower() in said.lower()
    survived("inputs that are no files", 1)


@pytest.mark.parametrize("what", ["directory", "absent", "loop"])
def test_a_map_that_cannot_be_read(place, survived, what):
    (place.path / "directory").mkdir()
    (place.path / "loop").symlink_to("loop")
    refuses("embed", "--map", what, "kernel", cwd=place.path, path=what)
    survived("inputs that are no files", 1)


@pytest.mark.parametrize("chunk", [1, 1000, 1 << 16])
def test_a_map_comes_through_a_pipe_as_well(place, chunk):
    """It is read twice, and much longer than what stdio holds of a pipe."""
    text = "".join(f"{0x1000 + 16 * i:08x} 10 T function_{i}\n" for i in range(500))
    (place.path / "long").write_text(text)
    succeeds("table", "--map", "long", "-o", "from a file", cwd=place.path)
    with subprocess.Popen([KSYM, "table", "--map", "/dev/stdin", "-o", "from a pipe"],
                          cwd=place.path, stdin=subprocess.PIPE, bufsize=0) as piped:
        for at in range(0, len(text), chunk):
            piped.stdin.write(text[at:at + chunk].encode())
        piped.stdin.close()
        assert piped.wait(60) == 0
    assert (place.path / "from a pipe").read_bytes() == (place.path / "from a file").read_bytes()
    assert len(succeeds("list", "from a pipe", cwd=place.path).splitlines()) == 500


@each_command
def test_inputs_behind_symlinks(place, name):
    plain = place.run(COMMANDS[name])
    place.restore()
    (place.path / "real").mkdir()
    for file in place.files:
        (place.path / file).rename(place.path / "real" / file)
        (place.path / file).symlink_to(f"real/{file}")
    result = ksym(*COMMANDS[name], cwd=place.path, stdin=QUESTIONS.decode())
    assert result == plain[0]
    for file in plain[1]:
        assert (place.path / file).read_bytes() == plain[1][file]
        assert file not in place.files or (place.path / file).is_symlink()


# Two at once

def test_two_tables_at_once(place, survived):
    """The last writer wins, with a complete file."""
    kinds = ["demangled", "mangled"]
    wanted = [place.run(["embed", *FLAT, "--names", kind, "kernel"])[1]["kernel"]
              for kind in kinds]
    for _ in range(10):
        place.restore()
        runs = [subprocess.Popen([KSYM, "embed", *FLAT, "--names", kind, "kernel"],
                                 cwd=place.path, stdout=subprocess.DEVNULL)
                for kind in kinds * 2]
        assert [run.wait(60) for run in runs] == [0] * 4
        files = place.now()
        assert files.keys() == place.files.keys() and files["kernel"] in wanted
    assert wanted[0] != wanted[1]
    survived("embeds into one file at once", 40)


# The shim

# What of the C library's makes, changes or replaces a file, or reads one.
ON_FILES = set("""access close copy_file_range creat fchmod fchown fdopen fopen fread fstat fsync
    ftruncate link linkat lseek lstat mkostemp mkstemp mmap open openat pread preadv pwrite pwritev
    pipe2 read readv rename renameat sendfile stat tmpfile truncate unlink unlinkat write writev""".split())
ALLOCATING = {"malloc", "calloc", "realloc"}
# fdopen only allocates; standard output and error are not the shim's.
OTHERWISE = {"fdopen", "write"}


def symbols(path, *options):
    out = subprocess.run(["nm", "-D", *options, path], capture_output=True, text=True, check=True)
    return {re.sub("@.*", "", line.split()[-1]) for line in out.stdout.splitlines()}


def test_the_shim_has_all_that_ksym_calls(faults):
    shim = symbols(faults("")["LD_PRELOAD"], "--defined-only")
    called = symbols(KSYM, "--undefined-only")
    assert (called & (ON_FILES | ALLOCATING)) - OTHERWISE <= shim
    assert {"rename", "pwrite", "malloc"} <= called

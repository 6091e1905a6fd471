# SPDX-License-Identifier: MIT OR Apache-2.0
"""Real kernels of several machines, with and without a reservation, and what must hold after
embedding."""
import subprocess

from command import ROOT
from elf import PT_LOAD, SHF_ALLOC, SHT_NOBITS
from machines import Machine, run

MACHINES = [
    Machine("x86-64", "", "0xffffffff80100000", ("-mcmodel=kernel", "-fcf-protection=none")),
    Machine("aarch64", "aarch64-linux-gnu-", "0xffffffffc0080000", ()),
    Machine("thumb", "arm-none-eabi-", "0x08000000", ("-mthumb", "-mcpu=cortex-m3")),
    Machine("riscv64", "riscv64-linux-gnu-", "0x80200000", ("-mcmodel=medany",)),
    Machine("powerpc", "powerpc-linux-gnu-", "0xc0000000", ()),
    Machine("s390x", "s390x-linux-gnu-", "0x100000", ()),
]

# Physical addresses are apart from virtual ones by the same distance throughout.
SCRIPT = """
ENTRY(_start)
PHDRS { code PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); }
SECTIONS
{
        . = %(base)s;
        __base = .;
        .text : AT(0x200000) { *(.text .text.*) } :code
        .rodata : { *(.rodata .rodata.*) }
        %(reservation)s
        . = ALIGN(%(page)s) + %(gap)s;
        .data : { __data_start = .; *(.data .data.* .sdata .sdata.*) } :data
        .bss : { __bss_start = .; *(.bss .bss.* .sbss .sbss.*) *(COMMON) }
        %(end)s
}
"""

RESERVATION = """.kernel_symbols : ALIGN(8) {
                __kernel_symbols_start = .;
                BYTE(0)
                . = __kernel_symbols_start + %s;
                __kernel_symbols_end = .;
        }"""

SOURCE = """
#include <ksym.h>
%(macros)s
int counter = 5, more[100] = { 1, 2, 3 };
int cleared[50];
__attribute__((noinline)) static int touch(int x) { return counter += x + more[x]; }
int kernel_init(int x) { return touch(x) + cleared[x] + (int)ksym_location.size; }
void _start(void) { kernel_init(3); }
"""

LOCATION = "KSYM_LOCATION();\n"


def labels(count):
    """Assembly that names as many functions, of 4 bytes each."""
    return "".join(f'__asm__(".pushsection .text\\n.type driver_{i:04}_probe, %function\\n'
                   f'.globl driver_{i:04}_probe\\ndriver_{i:04}_probe: .zero 4\\n'
                   f'.size driver_{i:04}_probe, 4\\n.popsection");\n' for i in range(count))


def build(machine, directory, *flags, reserve=None, macros=LOCATION, page="0x1000", gap="0",
          end="", script=SCRIPT, name="kernel"):
    """Compiles and links; returns the ELF's path. script=None: the linker's own."""
    source, out = directory / "source.c", directory / name
    source.write_text(SOURCE % {"macros": macros})
    if script is not None:
        text = script % {"base": machine.base, "page": page, "gap": gap, "end": end,
                         "reservation": RESERVATION % reserve if reserve is not None else ""}
        (directory / "kernel.ld").write_text(text)
        flags = ("-T", directory / "kernel.ld", f"-Wl,-z,max-page-size={page}", *flags)
    run(machine.tool("gcc"), "-O1", "-g", "-ffreestanding", "-nostdlib", "-static", "-fno-pic",
        "-no-pie", "-fno-stack-protector", "-fno-common", "-fno-asynchronous-unwind-tables",
        "-Wl,--build-id=none", "-I", ROOT / "lib" / "include", *machine.flags, *flags, source,
        "-o", out)
    return out


def is_sound(machine, path):
    """Whether readelf and objdump read it all without a warning."""
    for command in [machine.tool("readelf"), "-aW"], [machine.tool("objdump"), "-x"]:
        done = subprocess.run([*command, path], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        assert "warning" not in done.stdout.lower()
    return True


def flat_image(image):
    """What `objcopy -O binary` makes: sections at their physical addresses."""
    placed = []
    for section in image.sections:
        if section["flags"] & SHF_ALLOC and section["type"] != SHT_NOBITS and section["size"]:
            home = next(s for s in image.segments if s["type"] == PT_LOAD
                        and 0 <= section["addr"] - s["vaddr"] < s["filesz"])
            placed.append((home["paddr"] + section["addr"] - home["vaddr"], section))
    base = min(at for at, _ in placed)
    out = bytearray(max(at + s["size"] for at, s in placed) - base)
    for at, s in placed:
        out[at - base:at - base + s["size"]] = image.data[s["offset"]:s["offset"] + s["size"]]
    return bytes(out)


def objcopied(machine, path):
    out = path.with_name(path.name + ".bin")
    run(machine.tool("objcopy"), "-O", "binary", path, out)
    return out.read_bytes()


def is_loadable(image):
    """Whether pages can map its segments, and these hold their sections."""
    loads = [s for s in image.segments if s["type"] == PT_LOAD]
    assert [s["vaddr"] for s in loads] == sorted(s["vaddr"] for s in loads)
    for s in loads:
        assert s["align"] < 2 or (s["offset"] - s["vaddr"]) % s["align"] == 0
        assert s["filesz"] <= s["memsz"] and s["offset"] + s["filesz"] <= len(image.data)
    for key, size in ("vaddr", "memsz"), ("paddr", "filesz"):
        ranges = sorted((s[key], s[key] + s[size]) for s in loads if s[size])
        assert all(a[1] <= b[0] for a, b in zip(ranges, ranges[1:]))
    for s in image.sections[1:]:
        if s["flags"] & SHF_ALLOC and s["type"] != SHT_NOBITS and s["size"]:
            assert image.offset_of(s["addr"]) == s["offset"]
    return True


def differences(before, after):
    """The names of sections that are not as they were, in bytes or header."""
    changed = {n for n in after.names if n not in before.names}
    for name, old in zip(before.names, before.sections):
        new = dict(after.section(name)) if name else None
        if name and ({**new, "offset": 0, "name": 0} != {**old, "offset": 0, "name": 0} or
                     (old["type"] != SHT_NOBITS
                      and before.contents(name) != after.contents(name))):
            changed.add(name)
    return changed


def location(image):
    """What ksym_location says: the table's address and size."""
    header = image.symbol("ksym_location")
    at = image.offset_of_symbol(header)
    order = "little" if image.order == "<" else "big"
    words = [int.from_bytes(image.data[at + i:at + i + 8], order) for i in (8, 16)]
    assert header["size"] == 24 and image.data[at:at + 8] == b"KSYM\0loc"
    return (header["value"] + words[0]) % (1 << 64), words[1]

# SPDX-License-Identifier: MIT OR Apache-2.0
"""Real kernels, compiled and linked with a reservation, for each compiler at hand."""
import subprocess
from typing import NamedTuple

from command import ROOT

LINKER_SCRIPT = """
ENTRY(_start)
SECTIONS
{
        . = %(base)s;
        .text : { *(.boot) *(.text .text.*) }
        . = ALIGN(4096);
        .rodata : { *(.rodata .rodata.*) }
        .kernel_symbols : ALIGN(8) {
                __kernel_symbols_start = .;
                BYTE(0)
                . += %(reserve)s - 1;
                __kernel_symbols_end = .;
        }
        . = ALIGN(4096);
        .data : { __data_start = .; *(.data .data.*) }
        .bss : { __bss_start = .; *(.bss .bss.*) *(COMMON) __bss_end = .; }
        __kernel_end = ABSOLUTE(.);
}
"""

C_SOURCE = r"""
/* What a small kernel has: entry in assembly, statics, aliases, weak functions. */
const unsigned long long NUM_KERNEL_SYMBOLS = 0;

__asm__(".pushsection .boot, \"ax\"\n.globl _start\n_start:\n.globl parked\n"
        ".space 16\nparked:\n.space 8\nunlisted = 0x1234\n.popsection");

static volatile int ticks;
int exported = 3;
static const char banner[] = "a kernel";
int uninitialised[7];

__attribute__((noinline)) static int scale(int x) { return x * exported + ticks; }
__attribute__((noinline, weak)) int board_init(int x) { return scale(x) + 1; }
__attribute__((noinline)) int console_put(int x) { ticks += x; return banner[x & 7]; }
int console_write(int) __attribute__((alias("console_put")));
__attribute__((noinline)) int kernel_init(int x)
{
        return board_init(x) + console_put(x) + uninitialised[x & 3];
}
"""

CXX_SOURCE = r"""
extern "C" const unsigned long long NUM_KERNEL_SYMBOLS = 0;
extern "C" void _start() {}

namespace {
int hidden;
[[gnu::noinline]] int touch(int x) { return hidden += x; }
}

namespace drivers::uart {
template <typename T, int N> struct ring {
        T slots[N];
        [[gnu::noinline]] T &operator[](int i) { return slots[i % N]; }
        [[gnu::noinline]] operator bool() const { return slots[0] != T{}; }
};

struct device {
        [[gnu::noinline]] device(int n) : n(n) { touch(n); }
        [[gnu::noinline]] virtual int read(const char *, int) { return n; }
        [[gnu::noinline]] virtual int write(const ring<char, 16> &) const { return n + 1; }
        int n;
};

struct pl011 : device {
        [[gnu::noinline]] pl011() : device(4) {}
        int read(const char *, int) override { return 7; }
};

ring<char, 16> input;
ring<unsigned, 8> output;

[[gnu::noinline]] pl011 operator""_baud(unsigned long long) { return {}; }

int init(int x)
{
        auto step = [](auto y) __attribute__((noinline)) { return touch(y) + 1; };
        pl011 it = 115200_baud;
        input[x] = 'a';
        output[x] = 3u;
        return step(x) + step(2L) + it.read("", 0) + it.write(input) + bool(output);
}
}
"""


class Machine(NamedTuple):
    name: str
    prefix: str
    base: str
    flags: tuple
    language: str = "c"

    def tool(self, name):
        return self.prefix + name


MIPS = ("-mno-abicalls", "-G0")
MACHINES = [
    Machine("x86-64", "", "0xffffffff80000000", ("-mcmodel=kernel",)),
    Machine("aarch64", "aarch64-linux-gnu-", "0xffffffffc0080000", ()),
    Machine("arm", "arm-none-eabi-", "0x80008000", ("-marm",)),
    Machine("thumb", "arm-none-eabi-", "0x08000000", ("-mthumb", "-mcpu=cortex-m3")),
]
PIE = ("-fPIE", "-static-pie", "-Wl,--no-dynamic-linker")
# One of each class, byte order, instruction set and ABI that has rules of its own.
MORE_MACHINES = [
    Machine("x86-64 PIE", "", "0", PIE),
    Machine("i386", "i686-linux-gnu-", "0xc0100000", ()),
    Machine("aarch64 PIE", "aarch64-linux-gnu-", "0", PIE),
    Machine("aarch64 big-endian", "aarch64-linux-gnu-", "0x80000", ("-mbig-endian",)),
    Machine("arm big-endian", "arm-none-eabi-", "0x80008000", ("-mbig-endian",)),
    Machine("riscv64", "riscv64-linux-gnu-", "0xffffffff80000000", ("-mcmodel=medany",)),
    Machine("riscv32", "riscv64-linux-gnu-", "0x80000000",
            ("-march=rv32imac", "-mabi=ilp32", "-mcmodel=medany")),
    Machine("mips", "mips-linux-gnu-", "0x80100000", MIPS),
    Machine("mips64", "mips-linux-gnu-", "0xffffffff80100000", ("-mabi=64", *MIPS)),
    Machine("mipsel", "mips-linux-gnu-", "0x80100000", ("-EL", *MIPS)),
    Machine("micromips", "mips-linux-gnu-", "0x80100000", ("-mmicromips", *MIPS)),
    Machine("mips16", "mips-linux-gnu-", "0x80100000", ("-mips16", "-msoft-float", *MIPS)),
    Machine("ppc", "powerpc-linux-gnu-", "0xc0000000", ()),
    Machine("ppc64 ELFv1", "powerpc64-linux-gnu-", "0xc000000000000000", ()),
    Machine("ppc64 ELFv1 PIE", "powerpc64-linux-gnu-", "0", PIE),
    Machine("ppc64le ELFv2", "powerpc64le-linux-gnu-", "0xc000000000000000", ()),
    Machine("ppc64 ELFv2", "powerpc64le-linux-gnu-", "0xc000000000000000", ("-mbig-endian",)),
    Machine("s390x", "s390x-linux-gnu-", "0x100000", ()),
]
CXX = Machine("c++", "", "0xffffffff80000000",
              ("-mcmodel=kernel", "-std=c++17", "-fno-exceptions", "-fno-rtti",
               "-fno-threadsafe-statics"), "c++")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def build(machine, directory, *flags):
    """Compiles and links the kernel of a machine; returns the ELF's path."""
    script = directory / "kernel.ld"
    script.write_text(LINKER_SCRIPT % {"base": machine.base, "reserve": "0x8000"})
    source = directory / "source"
    source.write_text(CXX_SOURCE if machine.language == "c++" else C_SOURCE)
    out = directory / machine.name
    run(machine.tool("gcc"), "-x", machine.language, "-O1", "-ffreestanding", "-nostdlib",
        "-static", "-fno-pic", "-no-pie", "-fno-stack-protector", "-fcf-protection=none"
        if not machine.prefix else "-fno-common", "-fno-asynchronous-unwind-tables",
        "-Wl,--build-id=none", "-Wl,-z,max-page-size=4096", "-T", script, *machine.flags,
        *flags, source, "-o", out)
    return out


def compile_table(directory, source, address, prefix, flags=()):
    """The tutorial's route from generated source to a blob for an address."""
    script = directory / "table.ld"
    script.write_text("SECTIONS { .rodata : { KEEP(*(.rodata.kernel_symbols)) "
                      "*(.rodata .rodata.*) } /DISCARD/ : { *(.comment .note*) } }")
    linked, blob = directory / "table.elf", directory / "table.bin"
    run(prefix + "gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-O2", "-ffreestanding",
        "-fno-pic", "-no-pie", "-nostdlib", "-static", "-I", ROOT / "lib" / "include", *flags,
        "-Wl,--build-id=none", "-T", script, f"-Wl,--section-start=.rodata={address}",
        "-Wl,-e,0", source, "-o", linked)
    run(prefix + "objcopy", "-O", "binary", linked, blob)
    return blob

# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which cores run the kernel, and from which exception levels; all others are parked."""

import re
import subprocess
import time

import pytest
from boards import BOARDS, FOLDERS
from elf64 import Elf
from monitor import Monitor
from qemu import Qemu

START = 0xFFFF_FFFF_C000_0000


def addresses(kernel, board):
    """The physical addresses in which a parked core stays."""
    symbol = Elf(kernel).symbol("park")
    start = symbol.value - START + BOARDS[board].load
    return range(start, start + symbol.size)


@pytest.fixture
def park(folder, board):
    return addresses(folder / "kernel", board)


def wait_until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_other_cores_are_parked(folder, board, tmp_path):
    image = folder / "tests/secondary_cores/kernel8.img"
    arguments = ["-kernel", str(image), "-monitor", f"unix:{tmp_path}/monitor,server,nowait"]
    park = addresses(folder / "tests/secondary_cores/kernel", board)
    with Qemu(image, board, arguments=arguments) as qemu:
        qemu.see("The other cores are released", ["Kernel panic!"])
        monitor = Monitor(tmp_path / "monitor")
        wait_until(lambda: all(pc in park for pc in monitor.registers()[1:]))
        boot_core, *others = monitor.registers()
        assert len(others) == 3
        assert boot_core >= START
    assert "released" not in qemu.process.before


# A firmware at EL3 that copies the image from its flash, on the boot core.
FLASH = """
	mrs	x0, MPIDR_EL1
	tst	x0, #0xff
	b.ne	.
	adr	x0, image
	ldr	x1, =LOAD
	mov	x2, x1
	adr	x3, image_end
1:	ldp	x4, x5, [x0], #16
	stp	x4, x5, [x2], #16
	cmp	x0, x3
	b.lo	1b
	br	x1
	.ltorg
	.balign	16
image:	.incbin	"IMAGE"
	.balign	16
image_end:
"""

VIRT = "virt,gic-version=2"
LOADER = ["-device", "loader,file={image},addr=0x80000,force-raw=on,cpu-num=0"]

# QEMU's Raspberry Pi without the firmware's stub, and virt as it is told.
LEVELS = {
    "rpi3": {"EL2": ["-kernel", "{image}"], "EL3": LOADER},
    "qemu_virt": {
        "EL1": ["-M", f"{VIRT},virtualization=off", "-kernel", "{image}"],
        "EL2": ["-kernel", "{image}"],
        "EL3": ["-M", f"{VIRT},virtualization=off,secure=on", "-bios", "{flash}"],
        "EL3 with EL2": ["-M", f"{VIRT},secure=on", "-bios", "{flash}"],
    },
}


def make_flash(image, board, tmp_path):
    source, output = tmp_path / "flash.S", tmp_path / "flash"
    source.write_text(FLASH.replace("IMAGE", str(image))
                      .replace("LOAD", hex(BOARDS[board].load)))
    subprocess.run(["aarch64-linux-gnu-gcc", "-nostdlib", "-static", "-Wl,-Ttext=0",
                    "-Wl,--build-id=none", "-Wl,-e,0", "-o", tmp_path / "flash.elf", source],
                   check=True)
    subprocess.run(["aarch64-linux-gnu-objcopy", "-O", "binary", "-j", ".text",
                    tmp_path / "flash.elf", output], check=True)
    return output


def arguments_for(level, image, board, tmp_path):
    flash = make_flash(image, board, tmp_path)
    return [part.format(image=image, flash=flash) for part in LEVELS[board][level]]


ENTRIES = [(name, level) for name, board in FOLDERS.items() for level in LEVELS[board]]


@pytest.mark.parametrize("name, level", ENTRIES)
def test_the_kernel_boots_from_each_level(build, name, level, tmp_path):
    """It echoes there, so its interrupts come."""
    folder, board = build / "kernel" / name, FOLDERS[name]
    arguments = arguments_for(level, folder / "kernel8.img", board, tmp_path)
    with Qemu(folder, board, arguments=arguments) as qemu:
        qemu.see("Current privilege level: EL1", ["Kernel panic!"])
        qemu.see("Echoing input now", ["Kernel panic!"])
        qemu.type("typed")
        qemu.see("typed", ["Kernel panic!"])


@pytest.mark.parametrize("name, level", ENTRIES)
def test_the_timer_ticks_from_each_level(build, name, level, tmp_path):
    folder, board = build / "kernel" / name, FOLDERS[name]
    image = folder / "tests/timer_tick/kernel8.img"
    with Qemu(folder, board, arguments=arguments_for(level, image, board, tmp_path)) as qemu:
        qemu.see("Ticking for a second", ["Kernel panic!"])
        qemu.see("every tick counted", ["Kernel panic!"])
        assert qemu.end() == 0


@pytest.mark.parametrize("name, level", ENTRIES)
def test_a_fault_at_each_level_is_told_there(build, name, level, tmp_path):
    """The registers are those of the level, and ELR is in the function that is named."""
    folder, board = build / "kernel" / name, FOLDERS[name]
    image = folder / "tests/fault_before_kernel/kernel8.img"
    with Qemu(folder, board, arguments=arguments_for(level, image, board, tmp_path)) as qemu:
        of = level.split()[0]
        qemu.see(f"CPU exception at {of}, vector 4, outside the kernel:")
        qemu.see(f"ESR_{of}: 0x")
        qemu.see(f"FAR_{of}: 0x00f0000000001000")
        qemu.see(f"ELR_{of}: 0x")
        qemu.see("\r\n")
        elr = int(qemu.process.before, 16)
        qemu.see("Symbol: Symbol not found\r" if "flat" in folder.name
                 else "Symbol: read_beyond_memory\r")
    symbol = Elf(folder / "tests/fault_before_kernel/kernel").symbol("read_beyond_memory")
    assert 0 <= elr - (symbol.value - START + BOARDS[board].load) < symbol.size


def test_a_kernel_without_tables_is_parked(folder, board, park, tmp_path):
    elf = Elf(folder / "kernel")
    code, data, _ = elf.segments()
    image = tmp_path / "image"
    raw = bytearray(data.paddr - code.paddr + data.filesz)
    for segment in (code, data):
        start = segment.paddr - code.paddr
        raw[start : start + segment.filesz] = elf.bytes[
            segment.offset : segment.offset + segment.filesz
        ]
    image.write_bytes(raw)
    arguments = ["-kernel", str(image), "-monitor", f"unix:{tmp_path}/monitor,server,nowait"]
    with Qemu(image, board, arguments=arguments) as qemu:
        qemu.see("The kernel cannot run: the image has no translation tables")
        monitor = Monitor(tmp_path / "monitor")
        wait_until(lambda: monitor.registers()[0] in park)


def test_what_runs_before_the_mmu_holds_no_address(folder):
    """No relocation in what is loaded stores one: code finds its data relative to itself."""
    names = ["arch/aarch64/boot.c", "arch/aarch64/boot_report.c", "arch/aarch64/syndrome.c",
             "print.c", "string.c"]
    names += ["symbols_flat.c"] if "flat" in folder.name else [
        "symbols_compact.c", *(f"lib/{name}.c" for name in ("check", "lookup", "name", "open"))]
    for path in [folder / "obj" / f"{name}.o" for name in names]:
        text = subprocess.run(["aarch64-linux-gnu-readelf", "-rW", path],
                              capture_output=True, text=True, check=True).stdout
        for section, body in re.findall(r"^Relocation section '\.rela(\S+)'(.*?)\n\n", text + "\n\n",
                                        re.M | re.S):
            assert section.startswith(".debug") or "_ABS64" not in body, (path, section)

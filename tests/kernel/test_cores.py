# SPDX-License-Identifier: MIT OR Apache-2.0
"""Who may not run the kernel is parked: other cores, other exception levels."""

import time

import pytest
from pexpect import TIMEOUT
from boards import BOARDS
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


# Without the firmware's stub, QEMU's Raspberry Pi starts in EL3; virt in EL1 if told so.
OTHER_LEVEL = {
    "rpi3": ["-device", "loader,file={},addr=0x80000,force-raw=on,cpu-num=0"],
    "qemu_virt": ["-M", "virtualization=off", "-kernel", "{}"],
}


def test_another_exception_level_is_parked(folder, board, park, tmp_path):
    image = folder / "kernel8.img"
    arguments = [
        *(argument.format(image) for argument in OTHER_LEVEL[board]),
        "-monitor", f"unix:{tmp_path}/monitor,server,nowait",
    ]
    with Qemu(image, board, arguments=arguments) as qemu:
        monitor = Monitor(tmp_path / "monitor")
        wait_until(lambda: monitor.registers()[0] in park)
        assert qemu.process.expect_exact(["[", TIMEOUT], timeout=0.5) == 1


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
    with Qemu(image, board, arguments=arguments):
        monitor = Monitor(tmp_path / "monitor")
        wait_until(lambda: monitor.registers()[0] in park)

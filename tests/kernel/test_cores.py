# SPDX-License-Identifier: MIT OR Apache-2.0
"""Who may not run the kernel is parked: other cores, other exception levels."""

import re
import socket
import time

import pytest
from pexpect import TIMEOUT
from elf64 import Elf
from qemu import Qemu

LOAD_ADDRESS = 0x80000


class Monitor:
    """QEMU's monitor on a socket."""

    def __init__(self, path):
        deadline = time.monotonic() + 10
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(str(path))
                break
            except OSError:
                assert time.monotonic() < deadline, "no monitor"
                time.sleep(0.05)
        self.socket.settimeout(10)
        self.read()

    def read(self):
        text = b""
        while not text.endswith(b"(qemu) "):
            text += self.socket.recv(4096)
        return text.decode()

    def registers(self):
        """The program counter of each core."""
        self.socket.sendall(b"info registers -a\n")
        return [int(pc, 16) for pc in re.findall(r"\bPC=([0-9a-f]+)", self.read())]


@pytest.fixture
def park(folder):
    """The physical addresses in which a parked core stays."""
    symbol = Elf(folder / "kernel").symbol("park")
    start = symbol.value - 0xFFFF_FFFF_C000_0000 + LOAD_ADDRESS
    return range(start, start + symbol.size)


def wait_until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_other_cores_are_parked(folder, park, tmp_path):
    image = folder / "tests/secondary_cores/kernel8.img"
    arguments = ["-kernel", str(image), "-monitor", f"unix:{tmp_path}/monitor,server,nowait"]
    symbol = Elf(folder / "tests/secondary_cores/kernel").symbol("park")
    assert symbol.value - 0xFFFF_FFFF_C000_0000 + LOAD_ADDRESS == park.start
    with Qemu(image, arguments=arguments) as qemu:
        qemu.see("The other cores are released", ["Kernel panic!"])
        monitor = Monitor(tmp_path / "monitor")
        wait_until(lambda: all(pc in park for pc in monitor.registers()[1:]))
        boot_core, *others = monitor.registers()
        assert len(others) == 3
        assert boot_core >= 0xFFFF_FFFF_C000_0000
    assert "released" not in qemu.process.before


def test_another_exception_level_is_parked(folder, park, tmp_path):
    """Without a firmware stub, QEMU starts the boot core in EL3."""
    image = folder / "kernel8.img"
    arguments = [
        "-device", f"loader,file={image},addr={LOAD_ADDRESS:#x},force-raw=on,cpu-num=0",
        "-monitor", f"unix:{tmp_path}/monitor,server,nowait",
    ]
    with Qemu(image, arguments=arguments) as qemu:
        monitor = Monitor(tmp_path / "monitor")
        wait_until(lambda: monitor.registers()[0] in park)
        assert qemu.process.expect_exact(["[", TIMEOUT], timeout=0.5) == 1


def test_a_kernel_without_tables_is_parked(folder, park, tmp_path):
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
    with Qemu(image, arguments=arguments):
        monitor = Monitor(tmp_path / "monitor")
        wait_until(lambda: monitor.registers()[0] in park)

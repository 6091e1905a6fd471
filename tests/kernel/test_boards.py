# SPDX-License-Identifier: MIT OR Apache-2.0
"""Each board against its manual, QEMU's machine and docs/boards.md."""

import os
import pathlib
import re
import subprocess

import pytest
from boards import BOARDS
from elf64 import Elf
from monitor import Monitor
from qemu import MACHINES, Qemu
from test_page_tables import END, PAGE, START, Page, expected_pages, mapped_pages


ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(params=BOARDS)
def name(request):
    return request.param


@pytest.fixture
def elf(build, name):
    return build / "kernel" / name / "kernel+ttables+symbols"


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_devices_are_where_the_manual_says(elf, name):
    """gdb reads the drivers' data from the ELF, by its debug information."""
    devices = BOARDS[name].devices
    commands = [part for what in devices for part in ("-ex", f"output/d {what}", "-ex", "echo \\n")]
    text = output_of("gdb-multiarch", "-nx", "-batch", *commands, elf)
    assert text.split() == [str(value) for value in devices.values()]


def test_the_entry_is_the_first_byte_of_the_image(elf, name):
    text = output_of("aarch64-linux-gnu-readelf", "-hlW", elf)
    load = re.search(r"^ +LOAD +0x\w+ 0x(\w+) 0x(\w+) ", text, re.M)
    virtual, physical = (int(field, 16) for field in load.groups())
    entry = int(re.search(r"Entry point address: +(0x\w+)", text).group(1), 16)
    assert (virtual, physical, entry) == (START, BOARDS[name].load, START)


def test_the_tables_map_what_the_board_has(elf, name):
    pages = mapped_pages(Elf(elf))
    assert pages == expected_pages(elf)
    assert pages[START] == Page(BOARDS[name].load, False, True, False, True)
    stack = {page.physical for page in pages.values() if page.physical < BOARDS[name].load}
    assert stack == set(range(BOARDS[name].stack, BOARDS[name].load, PAGE))
    assert all(START <= page < END for page in pages)


def test_verify_agrees(build, elf):
    assert output_of(build / "ksym", "verify", elf).startswith("verified ")


def test_only_a_cortex_a53_is_worked_around(build):
    for name in BOARDS:
        used = (build / "kernel" / name / "configuration").read_text()
        assert ("-mcpu=cortex-a53" in used) == (name == "rpi3")
        assert ("cortex-a53-843419" in used) == (name == "rpi3")
        assert ("-mcpu=cortex-a72" in used) == (name != "rpi3")


@pytest.mark.parametrize("machine, where", [
    ("rpi3", {"pl011": "uart.phys_base", "bcm2835-ic": "interrupt_controller.phys_base",
              "bcm2835_gpio": "gpio.phys_base"}),
    ("qemu_virt", {"pl011": "uart.phys_base",
                   "gic_dist": "interrupt_controller.phys_distributor",
                   "gic_cpu": "interrupt_controller.phys_cpu_interface"}),
])
def test_the_machine_has_its_devices_there(build, tmp_path, machine, where):
    image = build / "kernel" / machine / "kernel8.img"
    arguments = ["-kernel", str(image), "-S", "-monitor", f"unix:{tmp_path}/m,server,nowait"]
    with Qemu(image, machine, arguments=arguments):
        text = Monitor(tmp_path / "m").ask("info mtree -f")
    found = {(device, int(start, 16)) for start, device in
             re.findall(r"^ +(\w{16})-\w+ \(.*\): ([\w-]+)", text, re.M)}
    devices = BOARDS[machine].devices
    assert {(device, devices[expression]) for device, expression in where.items()} <= found


def test_what_qemu_loads_is_out_of_the_way(build, tmp_path):
    """Its first instructions and its device tree; and the image is where it is linked."""
    folder = build / "kernel/qemu_virt"
    arguments = ["-kernel", str(folder / "kernel8.img"), "-S",
                 "-monitor", f"unix:{tmp_path}/m,server,nowait"]
    with Qemu(folder, "qemu_virt", arguments=arguments):
        text = Monitor(tmp_path / "m").ask("info roms")
    found = {name.rpartition("/")[2]: (int(start, 16), int(size, 16)) for start, size, name in
             re.findall(r'^addr=(\w+) size=0x(\w+) mem=ram name="(.+)"', text, re.M)}
    assert found["kernel8.img"][0] == BOARDS["qemu_virt"].load
    taken = [(segment.paddr, segment.paddr + segment.memsz)
             for segment in Elf(folder / "kernel+ttables+symbols").segments()]
    for name in ("bootloader", "dtb"):
        start, size = found[name]
        assert all(start + size <= first or last <= start for first, last in taken), name
    assert found["dtb"][0] == macros("qemu_virt")["PHYS_DRAM_END"]
    assert found["bootloader"][0] == BOARDS["qemu_virt"].reserved
    assert found["bootloader"][1] <= PAGE


def macros(name):
    """What memory_map.h defines as a number, {name: value}."""
    header = ROOT / "kernel/boards" / name / "memory_map.h"
    text = output_of("gcc", "-undef", "-E", "-dM", header)
    found = re.findall(r"^#define ([A-Z]\w+) (0x\w+|\d+)$", text, re.M)
    return {macro: int(value, 0) for macro, value in found}


def documented():
    """The rows of docs/boards.md whose first column is a macro, as macros() by board."""
    text = (ROOT / "docs/boards.md").read_text()
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()
             if line.startswith("|")]
    boards = next(line[1:] for line in lines if line[0] == "" and "rpi3" in line)
    rows = {line[0].strip("`"): line[1:] for line in lines
            if re.fullmatch(r"`[A-Z0-9_]+`", line[0])}
    return {board: {macro: int(row[i], 0) for macro, row in rows.items()}
            for i, board in enumerate(boards)}


def test_the_document_has_the_headers_numbers():
    table = documented()
    assert set(table) == set(BOARDS)
    for board, numbers in table.items():
        defined = macros(board)
        assert {macro: defined.get(macro) for macro in numbers} == numbers


def test_what_all_boards_define_is_documented():
    common = set.intersection(*(set(macros(board)) for board in BOARDS))
    assert set(documented()["rpi3"]) == common


def test_boards_have_the_same_files():
    files = {path.name: {file.name for file in path.iterdir()}
             for path in (ROOT / "kernel/boards").iterdir()}
    assert set(files) == set(BOARDS)
    assert all(names == {"board.mk", "board.c", "memory_map.h"} for names in files.values())


def make_fails(*arguments):
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    result = subprocess.run(["make", "-n", *arguments], cwd=ROOT, env=environment,
                            capture_output=True, text=True)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.parametrize("board", ["unknown", "", "rpi3 rpi4", "rpi%"])
def test_an_unknown_board_is_one_error(board):
    message = make_fails(f"BOARD={board}", "kernel")
    assert f"BOARD={board} is no board: choose from " in message
    assert all(name in message for name in BOARDS)


def test_a_board_that_qemu_lacks_cannot_be_booted_there():
    assert set(MACHINES) == {"rpi3", "qemu_virt"}
    assert "BOARD=rpi4 has no machine in QEMU" in make_fails("BOARD=rpi4", "qemu")

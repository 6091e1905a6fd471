# SPDX-License-Identifier: MIT OR Apache-2.0
"""scripts/chainboot against a loader's side of the protocol, over a pseudo-terminal."""

import os
import pathlib
import select
import signal
import struct
import subprocess
import sys
import time
import tty

import pexpect
import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/chainboot"
TIMEOUT = 60
ASK = b"\x03\x03\x03"
IMAGE = bytes(range(256)) * 300 + b"the end"  # every byte, some chunks and a piece


class Loader:
    """The target: one end of a pseudo-terminal, whose other end has a name of ours."""

    def __init__(self, path):
        self.path = path
        self.plug()

    def plug(self):
        self.line, host = os.openpty()
        tty.setraw(host)
        self.path.symlink_to(os.ttyname(host))
        os.close(host)

    def unplug(self):
        self.path.unlink()
        os.close(self.line)

    def send(self, data):
        os.write(self.line, data)

    def read(self, size):
        data = b""
        end = time.monotonic() + TIMEOUT
        while len(data) < size:
            ready = select.select([self.line], [], [], end - time.monotonic())[0]
            assert ready, f"{len(data)} of {size} bytes came: {data[:40]}"
            data += os.read(self.line, size - len(data))
        return data

    def load(self):
        """Asks for the kernel, as a loader does, and returns it."""
        self.send(ASK)
        (size,) = struct.unpack("<I", self.read(4))
        self.send(b"OK")
        return self.read(size)


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "kernel8.img"
    path.write_bytes(IMAGE)
    return path


@pytest.fixture
def loader(tmp_path):
    loader = Loader(tmp_path / "ttyUSB0")
    yield loader
    os.close(loader.line)


@pytest.fixture
def host(loader, image):
    """chainboot at a terminal, waiting for the loader to ask."""
    process = pexpect.spawn(
        sys.executable,
        [str(SCRIPT), str(loader.path), str(image)],
        timeout=TIMEOUT,
        # Whoever runs the tests in the background may have it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    process.expect_exact("is open; power on or reset the board")
    yield process
    process.close(force=True)


def leave(host, key):
    host.send(key)
    host.expect_exact("chainboot: left")
    host.expect_exact(pexpect.EOF)
    host.close()
    assert host.exitstatus == 0


@pytest.mark.parametrize("key", ["\x03", "\x1d"])
def test_pushes_the_image_and_is_a_terminal(loader, host, key):
    loader.send(b"before the kernel\r\n")
    host.expect_exact("before the kernel")
    assert loader.load() == IMAGE
    host.expect_exact(f"chainboot: sending {len(IMAGE)} bytes")
    host.expect_exact("chainboot: sent")
    loader.send(b"[    0.1] Echoing input now\n")
    host.expect_exact("Echoing input now\r\n")
    host.send("typed\r")
    assert loader.read(6) == b"typed\r"
    leave(host, key)


def test_breaks_that_are_too_few_or_apart_ask_for_nothing(loader, host):
    loader.send(b"\x03\x03a\x03\x03b\x03")
    host.expect_exact("ab")
    assert select.select([loader.line], [], [], 0.3)[0] == []
    loader.send(ASK[1:])
    assert loader.read(4) == struct.pack("<I", len(IMAGE))


def test_a_loader_that_asked_twice_is_answered_once(loader, host):
    loader.send(ASK + b"reset" + ASK)
    assert loader.read(4) == struct.pack("<I", len(IMAGE))
    loader.send(b"OK")
    assert loader.read(len(IMAGE)) == IMAGE
    assert select.select([loader.line], [], [], 0.3)[0] == []


def test_a_reset_after_the_kernel_ran_sends_it_again(loader, host):
    assert loader.load() == IMAGE
    host.expect_exact("chainboot: sent")
    assert loader.load() == IMAGE
    host.expect_exact("chainboot: sent")


def test_a_reset_in_mid_transfer_starts_again(loader, host):
    loader.send(ASK)
    loader.read(4)
    loader.send(b"OK")
    loader.read(1000)
    loader.send(ASK)
    host_sends = b""
    # The rest of a chunk, and then the size for the loader that was reset.
    while not host_sends.endswith(struct.pack("<I", len(IMAGE))):
        host_sends += loader.read(1)
        assert len(host_sends) < len(IMAGE)
    loader.send(b"OK")
    assert loader.read(len(IMAGE)) == IMAGE
    host.expect_exact("chainboot: the target was reset")
    host.expect_exact("chainboot: sent")


def test_a_reset_before_the_answer_starts_again(loader, host):
    loader.send(ASK)
    loader.read(4)
    assert loader.load() == IMAGE
    host.expect_exact("chainboot: the target was reset")
    host.expect_exact("chainboot: sent")


def ends(host, text):
    host.expect_exact(text)
    host.expect_exact(pexpect.EOF)
    host.close()
    assert host.exitstatus == 1


def test_a_kernel_too_large_for_the_loader_is_an_error(loader, host):
    loader.send(ASK)
    loader.read(4)
    loader.send(b"SE")
    ends(host, f"chainboot: the loader has no room for {len(IMAGE)} bytes")


def test_a_wrong_answer_is_named_and_forgiven_twice(loader, host):
    for _ in range(2):
        loader.send(ASK)
        loader.read(4)
        loader.send(b"NO")
        host.expect_exact("the loader answered b'NO', expected b'OK'; waiting")
    assert loader.load() == IMAGE
    host.expect_exact("chainboot: sent")
    for _ in range(3):
        loader.send(ASK)
        loader.read(4)
        loader.send(b"no")
    ends(host, "the loader answered b'no', expected b'OK'; given up after 3 attempts")


def test_no_answer_is_said(loader, host):
    loader.send(ASK)
    loader.read(4)
    loader.send(b"O")
    host.expect_exact("chainboot: no answer to the kernel's size, but b'O'; waiting")
    assert loader.load() == IMAGE


def test_the_device_may_come_late_and_go(loader, host):
    loader.unplug()
    host.expect_exact("is gone")
    host.expect_exact("chainboot: waiting for")
    loader.plug()
    host.expect_exact("is open; power on or reset the board")
    assert loader.load() == IMAGE
    leave(host, "\x1d")


def test_without_a_terminal(loader, image):
    process = subprocess.Popen(
        [sys.executable, SCRIPT, loader.path, image],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    try:
        assert b"is open" in process.stderr.readline()
        assert loader.load() == IMAGE
        loader.send(b"hello\n")
        assert process.stdout.readline() == b"hello\n"
    finally:
        process.kill()
        process.communicate()


def refused(*arguments):
    result = subprocess.run(
        [sys.executable, SCRIPT, *arguments], capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=TIMEOUT,
    )
    assert result.stdout == ""
    return result.returncode, result.stderr


@pytest.mark.parametrize("content, text", [
    (b"", "is empty, expected a kernel's image"),
    (b"\x7fELF\x02\x01\x01", "is an ELF, expected the raw image, kernel8.img"),
])
def test_what_is_no_image_is_refused(loader, image, content, text):
    image.write_bytes(content)
    assert refused(loader.path, image) == (1, f"chainboot: {image}: {text}\n")


def test_an_image_of_4_gib_is_refused(loader, image):
    with image.open("r+b") as file:
        file.truncate(1 << 32)
    status, message = refused(loader.path, image)
    assert status == 1 and "has 4294967296 bytes, expected less than 4 GiB" in message


def test_a_missing_image_and_what_is_no_line_are_refused(loader, image, tmp_path):
    missing = tmp_path / "none"
    assert refused(loader.path, missing) == (
        1, f"chainboot: {missing}: No such file or directory\n")
    status, message = refused(image, image)
    assert status == 1 and message.startswith(f"chainboot: {image}: ")
    assert message.count("\n") == 1


def test_a_line_in_use_is_refused(loader, host, image):
    assert refused(loader.path, image) == (1, f"chainboot: {loader.path}: is in use\n")


def test_usage():
    assert refused()[0] == 2

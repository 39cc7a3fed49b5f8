"""Compressed files, whole and broken: what can be unpacked is read, and what cannot is told."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
import struct
import zlib
from pathlib import Path

import pytest
from containers import PAGE, assert_skips, lines, read, told

from dechaff.records.extras import need
from dechaff.records.inputs import Input
from dechaff.records.reading import read_records
from dechaff.records.streams import MAX_RECORD, Damage, pieces

zstd = need("zstd")
FIVE = lines(5)
GZ, ZST = gzip.compress(FIVE, mtime=0), zstd.compress(FIVE)
TEXTS = [json.loads(line)["text"] for line in FIVE.splitlines()]
SKIPPABLE = b"\x50\x2a\x4d\x18"


def broken(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


@pytest.mark.parametrize(
    ("name", "content", "want"),
    [
        ("whole.gz", GZ, TEXTS),
        ("members.gz", GZ + GZ, TEXTS * 2),
        ("padded.gz", GZ + b"\0" * 512, TEXTS),
        ("padded_between.gz", GZ + b"\0" * 512 + GZ, TEXTS * 2),
        ("empty_member.gz", gzip.compress(b"") + GZ, TEXTS),
        ("no_trailer.gz", GZ[:-8], [*TEXTS, "truncated"]),
        ("wrong_sum.gz", GZ[:-8] + b"\0" * 8, [*TEXTS, "damaged"]),
        ("wrong_sum_between.gz", GZ[:-8] + b"\0" * 8 + GZ, [*TEXTS, "damaged", *TEXTS]),
        ("garbage_after.gz", GZ + b"garbage" * 9, [*TEXTS, "damaged"]),
        ("garbage_between.gz", GZ + b"garbage" * 9 + GZ, [*TEXTS, "damaged", *TEXTS]),
        ("header.gz", GZ[:10], ["truncated"]),
        ("endless_name.gz", b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"A" * 5000, ["truncated"]),
        ("whole.zst", ZST, TEXTS),
        ("frames.zst", ZST + ZST, TEXTS * 2),
        ("skippable.zst", SKIPPABLE + struct.pack("<I", 9) + b"x" * 9 + ZST, TEXTS),
        ("skippable_lie.zst", SKIPPABLE + struct.pack("<I", 2**32 - 1) + ZST, ["truncated"]),
        ("cut.zst", ZST[: len(ZST) // 2], ["truncated"]),
        ("cut_second.zst", ZST + ZST[:-4], [*TEXTS, "truncated"]),
        ("garbage_after.zst", ZST + b"garbage", [*TEXTS, "damaged"]),
        ("garbage_between.zst", ZST + b"garbage" + ZST, [*TEXTS, "damaged", *TEXTS]),
        ("broken.zst", broken(ZST, 30) + ZST, ["damaged", *TEXTS]),
        ("window.zst", b"\x28\xb5\x2f\xfd" + bytes([0x00, 0xA8]) + b"\x01\x00\x00", ["damaged"]),  # of 2 GiB
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_can_be_unpacked_is_read(tmp_path: Path, name: str, content: bytes, want: list[str]) -> None:
    path = tmp_path / name.replace(".", ".jsonl.")
    path.write_bytes(content)
    assert told(read(path)) == want
    assert_skips(path)


def test_a_cut_anywhere_is_noticed(tmp_path: Path) -> None:
    """And every line before it is read."""
    many = lines(40)
    for name, packed in (("a.jsonl.gz", gzip.compress(many, 1, mtime=0)), ("a.jsonl.zst", zstd.compress(many))):
        path = tmp_path / name
        whole = [f"Text {n}" for n in range(40)]
        for cut in range(4, len(packed), 41):
            path.write_bytes(packed[:cut])
            found = told(read(path))
            assert found[-1] == "truncated", cut
            assert [text.partition(",")[0] for text in found[:-1]] == whole[: len(found) - 1], cut


def test_a_broken_byte_costs_no_more_than_its_member(tmp_path: Path) -> None:
    """Wherever it is: what is before its member and behind it is read."""
    parts = [lines(20, part=n) for n in range(3)]
    for name, pack in (
        ("a.jsonl.gz", gzip.compress),
        ("a.jsonl.zst", lambda data: zstd.compress(data, options={201: 1})),
    ):
        packed = [pack(part) for part in parts]
        path = tmp_path / name
        for place in range(0, len(packed[1]), 23):
            path.write_bytes(packed[0] + broken(packed[1], place) + packed[2])
            records = read(path)
            whole = {
                (r.columns["part"], r.columns["id"]) for r in records if r.source is not None and len(r.columns) == 3
            }
            assert {(0, n) for n in range(20)} | {(2, n) for n in range(20)} <= whole, place
            # The time in the header of a gzip member, and the like, may be anything.
            assert len(whole) == 60 or any(
                r.error and r.error.split(":")[0] in ("damaged", "truncated") for r in records
            )


@pytest.mark.parametrize("compression", ["gz", "zst"])
@pytest.mark.parametrize("unit", [b" ", b"\n", b"{}\n"])
def test_a_bomb_is_given_up(tmp_path: Path, compression: str, unit: bytes) -> None:
    """A few bytes that unpack to no end are read up to the cap, and told."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31) if compression == "gz" else zstd.ZstdCompressor()
    block = unit * ((1 << 20) // len(unit))
    path = tmp_path / f"bomb.jsonl.{compression}"
    with open(path, "wb") as file:
        for _ in range(200):
            file.write(packer.compress(block))
        file.write(packer.flush())
    size = 0
    damage = None
    for piece in pieces(Input(str(path), path.name, "jsonl", compression)):
        if isinstance(piece, Damage):
            damage = piece
        else:
            assert damage is None
            size += len(piece)
    if os.path.getsize(path) * 1000 < 200 << 20:
        assert damage is not None
        assert damage.code == "too_large"
        assert size <= MAX_RECORD + (1 << 20)
    else:
        assert size == 200 * len(block)


def test_a_packed_page_is_read_up_to_the_cap(tmp_path: Path) -> None:
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(PAGE))
    assert [record.source for record in read(path)] == [PAGE]
    path.write_bytes(gzip.compress(PAGE)[:-20])
    assert told(read(path)) == ["truncated"]
    noise = random.Random(7).randbytes(1 << 20).hex().encode() * 24
    path = tmp_path / "long.txt.gz"
    path.write_bytes(gzip.compress(noise, 1))
    assert told(read(path)) == ["too_large"]
    path = tmp_path / "long.html"
    path.write_bytes(noise)
    (record,) = read(path)
    assert isinstance(record.source, bytes)  # of which its reader says that the rest was left out
    assert len(record.source) == (32 << 20) + 1


def test_pipes_and_devices_are_not_read(tmp_path: Path) -> None:
    """Not even where one takes the place of a file after it was found."""
    os.mkfifo(tmp_path / "pipe")
    for path, format in itertools.product([str(tmp_path / "pipe"), "/dev/zero"], ["html", "jsonl", "warc", "parquet"]):
        (record,) = read_records(Input(path, "name", format))
        assert record.source is None

"""The mark, the signs of the crafts, and the pictures made of them."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from ilamexpo import motifs
from ilamexpo.brand import brand_files, write_brand
from products.drawings import PAINTERS

STATIC = Path(motifs.__file__).resolve().parent.parent / "static" / "img"


@pytest.mark.parametrize("name", sorted(motifs.files()))
def test_the_svg_files_are_what_the_grids_say(name):
    assert (STATIC / name).read_text(encoding="utf-8") == motifs.files()[name]


def test_every_craft_has_a_sign_of_seventeen_cells():
    assert sorted(motifs.CRAFTS) == sorted(PAINTERS)
    for motif in motifs.CRAFTS.values():
        assert [len(row) for row in motifs.grid(motif)] == [17] * 17
    ids = re.findall(r'<symbol id="([^"]+)"', motifs.crafts_svg())
    assert sorted(ids) == sorted(PAINTERS)


def test_the_svg_files_are_light_and_need_no_inline_style():
    sizes = {name: len(text) for name, text in motifs.files().items()}
    assert sizes["weave-hero.svg"] < 6_000
    assert sizes["crafts.svg"] < 25_000
    assert not any("style" in text or "script" in text for text in motifs.files().values())


def test_the_drawn_paths_show_the_grid():
    cells = {}
    for colour, commands in re.findall(r'<path (?:fill|stroke)="([^"]+)" d="([^"]+)"', motifs.paths(motifs.mark())):
        for x, y, width, height in re.findall(r"M(\d+) (\d+)(?:\.5)?h(\d+)(?:v(\d+))?", commands):
            for row in range(int(y), int(y) + int(height or 1)):
                for column in range(int(x), int(x) + int(width)):
                    cells[column, row] = colour
    expected = {(x, y): motifs.COLOURS[letter] for y, row in enumerate(motifs.mark()) for x, letter in enumerate(row)}
    assert cells == expected


def test_the_icons_have_the_sizes_that_browsers_ask_for():
    opened = {name: Image.open(io.BytesIO(content)) for name, content in brand_files().items()}
    assert {name: image.size for name, image in opened.items()} == {
        "touch-icon.png": (180, 180),
        "icon-512.png": (512, 512),
        "favicon.ico": (48, 48),
        "link-preview.jpg": (1200, 630),
    }
    assert opened["favicon.ico"].info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_writing_twice_leaves_the_files_alone(tmp_path):
    folder = tmp_path / "img"
    write_brand(folder)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    write_brand(folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before

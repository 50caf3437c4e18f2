"""Drawn pictures: one painter for each craft, one picture for each seed."""

import hashlib
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from lib.pictures import derive
from products.drawings import PAINTERS, draw

DATA = Path(__file__).resolve().parents[2] / "vocabulary" / "data"
CRAFTS = sorted(
    craft["slug"]
    for path in DATA.glob("crafts-*.toml")
    for craft in next(iter(tomllib.loads(path.read_text(encoding="utf-8")).values()))
)


def looks(image):
    """What an eye would tell apart in a small picture."""
    return hashlib.sha256(image.resize((64, 48), Image.Resampling.BOX).tobytes()).hexdigest()


def test_every_craft_of_the_vocabulary_has_a_painter():
    assert sorted(PAINTERS) == CRAFTS


@pytest.mark.parametrize("craft", sorted(PAINTERS))
def test_a_seed_gives_the_same_picture_again_and_another_seed_another(craft):
    pictures = {seed: draw(craft, seed) for seed in range(6)}
    assert {image.size for image in pictures.values()} == {(1600, 1200)}
    assert {image.mode for image in pictures.values()} == {"RGB"}
    assert draw(craft, 3).tobytes() == pictures[3].tobytes()
    assert len({looks(image) for image in pictures.values()}) == len(pictures)


@pytest.mark.parametrize("craft", sorted(PAINTERS))
def test_many_seeds_are_drawn_without_stumbling(craft):
    for seed in range(20, 26):
        colours = draw(craft, seed).resize((40, 30)).getcolors(1200)
        assert len(colours) > 12


def test_another_size_is_filled_without_distortion():
    assert draw("copper", 1, (400, 400)).size == (400, 400)
    assert draw("kilim", 1, (1200, 630)).size == (1200, 630)


def test_a_seed_may_be_a_code():
    assert draw("kilim", "WABC2349").tobytes() != draw("kilim", "WABC2345").tobytes()


def test_a_list_of_two_dozen_cards_stays_light_on_a_phone():
    crafts = ("kilim", "chit", "carpet", "copper", "leather-mosaic", "wheat-straw", "pottery", "jajim")
    sizes = []
    for craft in crafts:
        derived = derive(draw(craft, 5))
        sizes.append(len(derived.files[f"pictures/{derived.digest}-320.webp"]))
    assert max(sizes) < 24_000
    assert sum(sizes) / len(sizes) * 24 < 300_000

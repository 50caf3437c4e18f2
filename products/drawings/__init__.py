"""Draw a picture for each work until its photograph is there: of its kind of craft, the same for one seed."""

import random

from products.drawings import (
    carpets,
    fibres,
    kilims,
    leather,
    metal,
    panels,
    people,
    pots,
    prints,
    reeds,
    shoes,
    tents,
    things,
    turned,
)
from products.drawings.canvas import Canvas, fitted

PAINTERS = {
    "kilim": kilims.kilim,
    "embossed-kilim": kilims.embossed_kilim,
    "carpet": carpets.carpet,
    "ehrami": carpets.ehrami,
    "jajim": fibres.jajim,
    "chit": reeds.chit,
    "mat": reeds.mat,
    "felt": fibres.felt,
    "knitwear": fibres.knitwear,
    "printed-cotton": prints.printed_cotton,
    "pottery": pots.pottery,
    "painted-pottery": pots.painted_pottery,
    "woodturning": turned.woodturning,
    "glass": turned.glass,
    "leather-mosaic": panels.leather_mosaic,
    "wheat-straw": panels.wheat_straw,
    "wood-marquetry": panels.wood_marquetry,
    "woodcarving": panels.woodcarving,
    "leather-bag": leather.leather_bag,
    "leather-goods": leather.leather_goods,
    "basket": things.basket,
    "wood": things.wood,
    "food-souvenir": things.food_souvenir,
    "doll": people.doll,
    "local-dress": people.local_dress,
    "giveh": shoes.giveh,
    "black-tent": tents.black_tent,
    "copper": metal.copper,
    "jewellery": metal.jewellery,
    "gemstone": metal.gemstone,
}


def draw(craft, seed, size=(1600, 1200)):
    """Return the picture number ``seed`` of the craft with this slug, a PIL image of ``size`` pixels.

    Raises KeyError for a craft nobody has learned to draw.
    """
    drawn = PAINTERS[craft](random.Random(f"{craft} {seed}"))
    return fitted(drawn.finished() if isinstance(drawn, Canvas) else drawn, size)

"""Draw a picture for each work until its photograph is there: of its kind of craft, and always the same for one seed."""

import random

from products.drawings import fibres, kilims, metal, panels, people, things, vessels
from products.drawings.canvas import Canvas, fitted

PAINTERS = {
    "kilim": kilims.kilim,
    "embossed-kilim": kilims.embossed_kilim,
    "carpet": kilims.carpet,
    "ehrami": kilims.ehrami,
    "jajim": fibres.jajim,
    "chit": fibres.chit,
    "mat": fibres.mat,
    "felt": fibres.felt,
    "knitwear": fibres.knitwear,
    "printed-cotton": fibres.printed_cotton,
    "pottery": vessels.pottery,
    "painted-pottery": vessels.painted_pottery,
    "woodturning": vessels.woodturning,
    "glass": vessels.glass,
    "leather-mosaic": panels.leather_mosaic,
    "wheat-straw": panels.wheat_straw,
    "wood-marquetry": panels.wood_marquetry,
    "woodcarving": panels.woodcarving,
    "leather-bag": things.leather_bag,
    "leather-goods": things.leather_goods,
    "basket": things.basket,
    "wood": things.wood,
    "food-souvenir": things.food_souvenir,
    "doll": people.doll,
    "local-dress": people.local_dress,
    "giveh": people.giveh,
    "black-tent": people.black_tent,
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

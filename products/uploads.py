"""What a maker sends: looked at as far as a request may, kept privately, and handed to the job that prepares it."""

from django.db import transaction

from lib.pictures import PictureRefused, check
from lib.uploads import keep_original
from products.files import forget_files
from products.models import Picture, Product
from products.pictures import PROBLEMS, check_room, wait
from products.revisions import EDITABLE
from products.states import PictureState

S = PictureState
FRONT = Picture.Role.FRONT


def receive(product, file):
    """Keep ``file`` as a picture of ``product`` that waits; one that was sent before is the picture it became then.

    Raises PictureRefused; then nothing is kept.
    """
    check(file)
    name = keep_original(product.code, file)
    try:
        return enter(product, name)
    except PictureRefused:
        forget_files(name)
        raise


@transaction.atomic
def enter(product, name):
    # Locked: the same file twice at once is one picture.
    product = Product.objects.select_for_update().get(pk=product.pk)
    if product.state not in EDITABLE:
        # An official began to read, or agreed, while the file was on its way.
        raise PictureRefused("closed", PROBLEMS["closed"])
    picture = product.pictures.filter(original=name).first()
    if picture and picture.state in {S.READY, S.WAITING}:
        return picture
    check_room(product)
    if picture is None:
        last = product.pictures.standing().last()
        # A work has one front; what the others show is for the maker to say.
        role = "" if product.pictures.filter(state__in=[S.READY, S.WAITING], role=FRONT).exists() else FRONT
        picture = Picture(product=product, original=name, position=last.position + 1 if last else 0, role=role)
    picture.state, picture.problem = S.READY if picture.digest else S.WAITING, ""
    picture.save()
    if picture.state == S.WAITING:
        wait(picture)
    product.refresh_cover()
    return picture

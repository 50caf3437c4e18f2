"""What pages share that take pictures (static/js/pictures.js)."""

from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from lib.uploads import Capped

LONGEST_NAME = 60


@method_decorator(csrf_exempt, name="dispatch")
class TakesPictures:
    """Stands first among the bases of a view whose posts hold files.

    Reading the form's token reads the files too, so the token is checked here, after it was said that no file may be
    larger than a picture is.
    """

    def dispatch(self, request, *args, **kwargs):
        self.capped = Capped(request)
        request.upload_handlers.insert(0, self.capped)
        return csrf_protect(super().dispatch)(request, *args, **kwargs)


def wants_part(request):
    """Whether js/pictures.js asks."""
    return "X-Part" in request.headers


def refusal(name, reason):
    """What is said of a file that is not taken: {name, id, state, reason}."""
    return {"name": short(name), "id": "", "state": "refused", "reason": str(reason)}


def short(name):
    """A file's name as its sender knows it, without what only confuses."""
    printable = "".join(letter for letter in name or "" if letter.isprintable())
    return printable if len(printable) <= LONGEST_NAME else f"{printable[: LONGEST_NAME - 1]}…"

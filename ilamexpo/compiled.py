"""The pages asked most, in Jinja2, which compiles templates to Python, within the frame that Django's layouts draw.

A template ``….jinja`` begins with ``{% extends layout %}``. That is the public layout as Django draws it, once for each
language and part of the site, with its blocks and the rest of the address left open. What depends on the language is
bound to the environment of that language, so that a page need not ask for it at each word.
"""

import json
import re
from functools import cache, lru_cache

import jinja2
from django.conf import settings
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, engines
from django.template.backends.base import BaseEngine
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation.trans_real import translation

LAYOUT = "layouts/public.html"
OPEN = ("title", "description", "robots", "canonical", "og_image", "head", "breadcrumbs", "content", "scripts")
# Nothing else on a page has this character, and nothing escapes it.
MARK = re.compile("\x00(.+?)\x00")


class Templates(BaseEngine):
    """A backend for ``TEMPLATES``: it knows the names that end in ``.jinja``."""

    app_dirname = "templates"

    def __init__(self, params):
        super().__init__({name: value for name, value in params.items() if name != "OPTIONS"})

    def get_template(self, template_name):
        if not template_name.endswith(".jinja"):
            raise TemplateDoesNotExist(template_name, backend=self)
        return Page(template_name)


class Page:
    """What a view renders; its address lies in a part of the site, such as ``/fa/products/``."""

    def __init__(self, name):
        self.name = name

    def render(self, context=None, request=None):
        language = get_language()
        section = "/".join(request.path.split("/")[:3]) + "/"
        rest, full_rest = request.path.removeprefix(section), request.get_full_path().removeprefix(section)
        layout = frame(language, section, bool(rest))
        page = environment(language).get_template(self.name)
        # Django's response takes what is safe for a string already; Markup itself is a string.
        return page.render(context, layout=layout, request=request, path=rest, full_path=full_rest)


class Environment(jinja2.Environment):
    """Where the templates of one language live, with what they may call."""

    SENTENCE = re.compile(r"""\b_\("((?:[^"\\]|\\.)*)"\)""")

    def __init__(self, language):
        # Itself of tags that are written in such templates.
        from ilamexpo.compiled_words import filters_in, names_in

        super().__init__(
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            loader=jinja2.FileSystemLoader(settings.BASE_DIR / "templates"),
            auto_reload=settings.DEBUG,
        )
        self.said = translation(language).gettext
        self.globals |= names_in(language)
        self.filters |= filters_in(language)

    def preprocess(self, source, name=None, filename=None):
        """Say each ``_("sentence")`` in the language before it is compiled."""
        return self.SENTENCE.sub(lambda found: json.dumps(self.said(json.loads(f'"{found[1]}"'))), source)


environment = cache(Environment)


def component(template_name, **values):
    """A part of a page in the language of the page, for tags of Django's templates."""
    return mark_safe(environment(get_language()).get_template(template_name).render(values))


@lru_cache(maxsize=64)
def frame(language, section, is_below):
    """The layout of a page at ``section``, or below it, with what is left to fill."""
    blocks = (f"{{% block {name} %}}\x00{name}\x00{{{{ block.super }}}}\x00/\x00{{% endblock %}}" for name in OPEN)
    layout = engines["django"].from_string(f'{{% extends "{LAYOUT}" %}}{"".join(blocks)}')
    drawn = layout.render({}, Somewhere(section, is_below))
    pieces = MARK.split(drawn)
    pieces[::2] = [f"{{% raw %}}{piece}{{% endraw %}}" if piece else "" for piece in pieces[::2]]
    pieces[1::2] = [opened(mark) for mark in pieces[1::2]]
    return environment(language).from_string("".join(pieces))


def opened(mark):
    if mark in OPEN:
        return f"{{% block {mark} %}}"
    return "{% endblock %}" if mark == "/" else f"{{{{ {mark} }}}}"


class Somewhere(HttpRequest):
    """A request for any page at an address, or below it."""

    def __init__(self, section, is_below):
        super().__init__()
        self.method, self.section = "GET", section
        self.path = self.path_info = section + ("\x00path\x00" if is_below else "")

    def get_full_path(self, force_append_slash=False):
        return f"{self.section}\x00full_path\x00"

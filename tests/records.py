"""Helpers of tests that fill in a page of the records as a browser would."""

import html5lib


def parse(page):
    return html5lib.parse(page, namespaceHTMLElements=False)


def text_of(element):
    return "".join(element.itertext())


def value_of(field):
    """What a browser would send for one field: a string, a list, or None when it sends nothing."""
    if field.tag == "textarea":
        return text_of(field)
    if field.tag == "select":
        chosen = [option.get("value", "") for option in field.iter("option") if option.get("selected") is not None]
        return chosen if field.get("multiple") is not None else (chosen or [""])[0]
    if field.get("type") in {"checkbox", "radio"}:
        return field.get("value", "on") if field.get("checked") is not None else None
    return None if field.get("type") in {"submit", "file"} else field.get("value", "")


def typed(page):
    """{name: value} of the page's main form, as the browser would send it."""
    form = next(form for form in parse(page).iter("form") if (form.get("id") or "").endswith("_form"))
    values = {}
    for field in form.iter():
        name = field.get("name")
        if field.tag not in {"input", "textarea", "select"} or not name or "__prefix__" in name:
            continue
        value = value_of(field)
        if value is not None and field.get("type") == "checkbox":
            values.setdefault(name, []).append(value)
        elif value is not None:
            values[name] = value
    return values


def errors(page):
    """The sentences beside the fields."""
    lists = [each for each in parse(page).iter("ul") if "errorlist" in (each.get("class") or "").split()]
    return [text_of(item) for errorlist in lists for item in errorlist.iter("li")]

"""Which place lies inside which, for whoever has loaded them all as {slug: slug of the place around it}."""


def lineage(slug, around):
    """``slug`` and all it lies in, smallest first."""
    found = []
    # Two places could be entered as lying in each other.
    while slug and slug not in found:
        found.append(slug)
        slug = around.get(slug)
    return found


def inside(slugs, around):
    """``slugs`` and every place anywhere inside one of them, in order."""
    wanted = set(slugs)
    return sorted(wanted | {slug for slug in around if not wanted.isdisjoint(lineage(slug, around))})

"""What the pages of the account know besides."""


def account_pages(request):
    """``is_representative``: whoever acts for an exhibitor came from the portal, and keeps its menu."""
    match = request.resolver_match
    if match is None or not match.route.partition("/")[2].startswith("accounts/"):
        return {}
    user = request.user
    return {"is_representative": user.is_authenticated and user.representations.exists()}

"""The ladder: imports and foreign keys point from the upper apps to the lower ones, never back."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

LADDER = ["ilamexpo", "cooperation", "enquiries", "products", "exhibitors", "events", "vocabulary", "accounts", "lib"]
BASE = Path(settings.BASE_DIR)
MODULES = sorted(
    path
    for app in LADDER
    for path in (BASE / app).rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(BASE)))
def test_a_module_imports_only_what_stands_below_it(path):
    own = path.relative_to(BASE).parts[0]
    above = LADDER[: LADDER.index(own)]
    found = [name for name in imported(ast.parse(path.read_text())) if name.split(".")[0] in above]
    assert found == []


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_a_foreign_key_points_down_the_ladder(model):
    own = model._meta.app_label
    if own not in LADDER:
        pytest.skip("not ours")
    above = LADDER[: LADDER.index(own)]
    targets = [field.related_model._meta.app_label for field in model._meta.get_fields() if field.is_relation
               and not field.auto_created and field.related_model]  # fmt: skip
    assert [target for target in targets if target in above] == []


def test_lib_holds_no_models_and_no_templates():
    assert not (BASE / "lib" / "models.py").exists()
    assert not (BASE / "templates" / "lib").exists()

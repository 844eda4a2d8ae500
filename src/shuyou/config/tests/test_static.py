"""Every file that a page names is there; the production storage refuses a page that names a missing one."""

import re
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from django.test import override_settings

import shuyou

NAMED = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")
SOURCE = Path(shuyou.__file__).parent


def test_files_that_templates_name_exist() -> None:
    named = {
        (template.relative_to(SOURCE), name)
        for template in SOURCE.glob("*/templates/**/*.html")
        for name in NAMED.findall(template.read_text("utf-8"))
    }

    assert named
    assert [(str(template), name) for template, name in sorted(named) if find(name) is None] == []


def test_static_files_can_be_hashed_and_compressed(tmp_path: Path) -> None:
    """A style sheet that refers to a missing file would stop the first start of the web server."""
    storages = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()
    assert list(tmp_path.glob("shuyou/components.*.css"))

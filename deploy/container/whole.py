"""Load whatever was made smaller for the image; ends with a traceback if something is missing."""

import sys
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from sysconfig import get_path

from bviewer.presenters.languages import OFFERED, Language

for tag in OFFERED:
    Language(tag)
site = Path(get_path("platlib"))
for library in sorted(site.rglob("*.so")):
    words = library.relative_to(site).with_name(library.name.partition(".")[0]).parts
    if words[0] in packages_distributions():
        import_module(".".join(words))
sys.stdout.write(f"{len(OFFERED)} languages and all libraries are whole\n")

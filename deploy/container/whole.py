"""Load whatever was made smaller for the image; ends with a traceback if something is missing."""

import os
import sys
from ctypes import CDLL
from pathlib import Path
from sysconfig import get_path

from bviewer.presenters.languages import OFFERED, Language

for tag in OFFERED:
    Language(tag)
libraries = sorted(Path(get_path("platlib")).rglob("*.so"))
for library in libraries:
    CDLL(str(library), os.RTLD_NOW)
sys.stdout.write(f"{len(OFFERED)} languages and {len(libraries)} libraries are whole\n")

"""What the web process imports of this room brings no decoder with it."""

import subprocess
import sys

SCRIPT = """
import sys
from bviewer.renditions import cache, errors, eviction, last_use, placeholder, sizes
sys.exit(str([name for name in sys.modules if name.startswith(("PIL", "pillow_heif"))] or ""))
"""


def test_the_web_process_gets_no_decoder():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=False)
    assert done.stderr.strip() == b""

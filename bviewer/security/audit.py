"""The log of who came in, who was refused, and who may see what from now on: a line each.

No line has a secret. Operators find all of them under one name, `bviewer.audit`.
"""

import logging

audit = logging.getLogger("bviewer.audit")

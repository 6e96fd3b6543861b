"""Mail addresses that people type: one that mail can be sent to, and nothing else in it."""

import re

from bviewer.config.hosts import normalize_host
from bviewer.problems import Problem

LONGEST_MAIL = 254
LONGEST_LOCAL = 64
# What RFC 5321 calls a dot-string. Quoted ones, and those beyond ASCII, hardly any server takes.
LOCAL_PART = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}", re.ASCII)


def checked_mail(text: str) -> str:
    """Return a mail address in its normal spelling; refuse what is none."""
    local, _at, domain = text.strip().rpartition("@")
    host = normalize_host(domain) or ""
    mail = f"{local}@{host}"
    is_plain = ":" not in domain and LOCAL_PART.fullmatch(local) and DOMAIN.fullmatch(host)
    if not is_plain or len(local) > LONGEST_LOCAL or len(mail) > LONGEST_MAIL:
        raise Problem("mail_invalid", "mail")
    return mail

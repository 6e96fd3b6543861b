"""The migrated database with a gallery that tests of security use, too."""

from tests.unit.security.conftest import engine, gallery, session

__all__ = ["engine", "gallery", "session"]

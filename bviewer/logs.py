"""The name by which ini files written by earlier versions call what formats their logs."""

from bviewer.process.logs import LineFormatter

__all__ = ["LineFormatter"]

"""What can become of a photograph that gets no renditions."""


class BrokenImage(Exception):  # noqa: N818 - The photograph is broken, not the program.
    """The file cannot be shown until it changes. The message is a reason, for its owner."""


class SourceChanged(Exception):  # noqa: N818 - Nothing is wrong: somebody is writing the file.
    """The file was written to while it was read, so nothing that was read may be kept."""


class WorkStopped(Exception):  # noqa: N818 - The program works: it stopped a decoder that did not.
    """The child process gave no answer: too slow, or crashed. The message is a reason."""

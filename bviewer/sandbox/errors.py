"""What can become of work on a file in a child process."""


class SourceChanged(Exception):  # noqa: N818 - Nothing is wrong: somebody is writing the file.
    """The file was written to while it was read, so nothing that was read may be kept."""


class WorkStopped(Exception):  # noqa: N818 - The program works: it stopped a decoder that did not.
    """The child process gave no answer: too slow, or crashed. The message is a reason."""

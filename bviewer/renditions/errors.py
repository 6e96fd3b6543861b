"""What can become of a photograph that gets no renditions."""


class BrokenImage(Exception):  # noqa: N818 - The photograph is broken, not the program.
    """The file cannot be shown until it changes. The message is a reason, for its owner."""


class Incomplete(BrokenImage):
    """The file ends before its picture does, or is damaged within: a part of that may be there."""


class TooMuchMetadata(BrokenImage):
    """What is in the file beside the picture is more than a decoder takes in."""

"""What a decoder of ours raises where it knows better than Pillow why there is no picture."""


class NotShownError(Exception):
    """There is no picture in a file. The message is a reason, for its owner.

    No OSError or ValueError on purpose: Pillow takes those for another format.
    """

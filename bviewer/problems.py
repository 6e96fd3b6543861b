"""The one way in which a service refuses: what is wrong, with which input, in plain values.

Whoever called says it to a person: the command line with its flags, a page in the visitor's
language beside the field, the API as a document. So nothing here is a sentence.
"""


class Problem(Exception):  # noqa: N818 - it names what is wrong.
    """A change or a question that is refused, for a reason that a person can do something about."""

    def __init__(self, code: str, field: str | None = None, **params: str | int) -> None:
        """Take a stable `code`, the input that it is about if it is one, and values to tell."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def __str__(self) -> str:
        """Return code and values, for whoever reads a traceback."""
        values = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code} ({values})" if values else self.code

"""Parts of addresses."""


class CodeConverter:
    """A code as typed: anything up to the first hyphen or slash; whether it is one, ``lib.codes.read`` decides."""

    regex = "[^/-]{1,40}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value

"""Names that cameras, phones and chats give to files: they tell nobody what is in the picture."""

import re

# What cameras write before a number (DCF has four letters, the last of which may be a number), and
# phones before a date. Alone, such a word is no number; behind one, there may be more of its kind.
_LETTERS = (
    "CIMG|DCP|DJI|DSC[FINT]?|EK|FILE|FUJI|GOPR|HPIM|IMAG|IMG[P]?|KIF|MG|MOV|MVI|MVIMG|PANO|PHOTO|"
    "PIC|PICT|PXL|SAM|SANY|SDIM|SNC|STA|TRIM|VID|VIDEO|WP"
)
_COUNTED = r"[GLPRS]\d{7}|G[HPX]\d{6}|1\d\d[_-]\d{4}|[A-Z]\d[A-Z]\d{5}"
_DATE = r"\d{4}([-_.]?)\d\d\1\d\d(?:(?:[-_ T.]|\ at\ )\d{1,2}[-_.:]?\d\d[-_.:]?\d\d(?:\d{3})?)"
_SUFFIX = (
    r"[-_~.\ ]?(?:\d{1,5}|\(\d{1,4}\)|WA\d+|BURST\d*|COVER|COPY|D|EDIT(?:ED)?|HDR|MP|NIGHT|"
    r"ORIGINAL|PANO|PORTRAIT|TOP|T|V|W|Z)"
)
_CAMERA_NAME = re.compile(
    rf"(?:_?(?:{_LETTERS})[-_\ ]?E?\d{{3,}}|_?(?:(?:{_LETTERS})[-_])?{_DATE}|{_COUNTED})"
    rf"(?:{_SUFFIX}){{0,6}}",
    re.IGNORECASE | re.ASCII,
)
_LONGEST = 80  # Letters.


def is_camera_name(stem: str) -> bool:
    """Return whether a name, without its extension, is what a device counts files by, or the moment
    at which it wrote one: DSC_0049, IMG_20240613_142501, PXL_20240613_142501123.MP, P1010001."""
    return len(stem) <= _LONGEST and _CAMERA_NAME.fullmatch(stem) is not None

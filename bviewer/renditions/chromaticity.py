"""Which colours red, green and blue are, as ICC profiles have them: adapted to D50."""

from collections.abc import Sequence

Colorants = tuple[tuple[float, ...], ...]

WHITE_POINT = (0.96420, 1.0, 0.82491)

BT709, BT2020, DISPLAY_P3 = 1, 9, 12  # Numbers of ITU-T H.273.
COLORANTS: dict[int, Colorants] = {
    BT709: ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)),
    BT2020: (
        (0.67348, 0.27904, -0.00194),
        (0.16566, 0.67534, 0.02998),
        (0.12508, 0.04562, 0.79686),
    ),
    DISPLAY_P3: (
        (0.51512, 0.24120, -0.00105),
        (0.29198, 0.69225, 0.04189),
        (0.15710, 0.06657, 0.78407),
    ),
}

# Bradford, by which ICC.1:2022 adapts (annex E); its rows are what three kinds of cones see.
_CONES = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_FLAT = 1e-6
_MOST = 2.0  # What real colours stay far below, and a profile has room for.


def colorants_of(chromaticity: Sequence[float]) -> Colorants | None:
    """Return XYZ of red, green and blue by x and y of white, red, green and blue, as `cHRM` has
    them; None if these are no colours."""
    if len(chromaticity) != 8 or not all(0 <= part <= 1 for part in chromaticity):
        return None
    if min(chromaticity[1::2]) == 0:
        return None
    white, *primaries = (
        (x / y, 1.0, (1 - x - y) / y)
        for x, y in zip(chromaticity[::2], chromaticity[1::2], strict=True)
    )
    amounts = _solved(_columns(primaries), white)
    seen, wanted = times(_CONES, white), times(_CONES, WHITE_POINT)
    if amounts is None or min(*amounts, *seen) <= 0:
        return None
    adapted = []
    for amount, primary in zip(amounts, primaries, strict=True):
        cones = times(_CONES, [amount * part for part in primary])
        scaled = [a * b / c for a, b, c in zip(cones, wanted, seen, strict=True)]
        adapted.append(_solved(_CONES, scaled) or ())
    return tuple(adapted) if all(abs(part) < _MOST for each in adapted for part in each) else None


def conversion(of: int, to: int) -> Colorants:
    """Return the matrix from amounts of light in some of `COLORANTS` to those in others."""
    columns = _columns(COLORANTS[to])
    return _columns([_solved(columns, colorant) or () for colorant in COLORANTS[of]])


def times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> tuple[float, ...]:
    """Return what a matrix of three rows and columns makes of a vector."""
    x, y, z = vector
    return tuple(a * x + b * y + c * z for a, b, c in matrix)


def _columns(rows: Sequence[Sequence[float]]) -> Colorants:
    return tuple(zip(*rows, strict=True))


def _solved(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> tuple[float, ...] | None:
    """Return what the matrix makes this vector of (Cramer's rule)."""
    columns = _columns(matrix)
    whole = _determinant(columns)
    if abs(whole) < _FLAT:
        return None
    return tuple(
        _determinant([*columns[:at], vector, *columns[at + 1 :]]) / whole for at in range(3)
    )


def _determinant(rows: Sequence[Sequence[float]]) -> float:
    (a, b, c), (d, e, f), (g, h, i) = rows
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)

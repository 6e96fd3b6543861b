"""Which colours the red, green and blue of a PNG are, as ICC profiles have them: adapted to D50."""

from collections.abc import Sequence

Colorants = tuple[tuple[float, ...], ...]

WHITE_POINT = (0.96420, 1.0, 0.82491)

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
    seen, wanted = _times(_CONES, white), _times(_CONES, WHITE_POINT)
    if amounts is None or min(*amounts, *seen) <= 0:
        return None
    adapted = []
    for amount, primary in zip(amounts, primaries, strict=True):
        cones = _times(_CONES, [amount * part for part in primary])
        scaled = [a * b / c for a, b, c in zip(cones, wanted, seen, strict=True)]
        adapted.append(_solved(_CONES, scaled) or ())
    return tuple(adapted) if all(abs(part) < _MOST for each in adapted for part in each) else None


def _columns(rows: Sequence[Sequence[float]]) -> Colorants:
    return tuple(zip(*rows, strict=True))


def _times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


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

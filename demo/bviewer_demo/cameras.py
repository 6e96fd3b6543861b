"""The cameras that the demo pretends to have been taken with. Their makers do not exist."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Camera:
    """A body with a lens on it, as it names itself in EXIF."""

    make: str
    model: str
    serial: str
    lens: str
    focal: tuple[float, float]  # shortest and longest, in millimetres
    widest: float  # f-number
    crop: float = 1.0  # how many times smaller the sensor is than 36 mm across


ZOOM = Camera("VIDAR", "VIDAR D4", "4021877", "VIDAR 24-70mm F4", (24, 70), 4)
TELE = Camera("VIDAR", "VIDAR D4", "4021877", "VIDAR 70-200mm F4", (70, 200), 4)
WIDE = Camera("VIDAR", "VIDAR D4", "4021877", "VIDAR 14mm F1.8", (14, 14), 1.8)
POCKET = Camera("Okulan", "Okulan P2", "OK-118-0563", "Okulan 23mm F2", (23, 23), 2, 1.5)
DRONE = Camera("Libell", "Libell Three", "LB3-20177", "Libell 8.8mm F2.8", (8.8, 8.8), 2.8, 2.7)

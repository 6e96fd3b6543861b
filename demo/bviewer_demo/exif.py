"""EXIF as a camera writes it (Exif 2.32, JEITA CP-3451)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from bviewer_demo.cameras import Camera

Degrees = tuple[IFDRational, IFDRational, IFDRational]


@dataclass(frozen=True)
class Place:
    """Where the camera stood: degrees north and east, and metres above the sea."""

    north: float
    east: float
    height: float = 0.0


@dataclass(frozen=True)
class Shot:
    """What the camera noted besides the picture."""

    taken: str  # the local time and its offset from UTC, as in 2024-06-14T23:12:05+00:00
    camera: Camera
    focal: float  # millimetres
    aperture: float  # f-number
    exposure: str  # seconds: "1/250", "30"
    iso: int
    place: Place | None = None
    orientation: int = 1

    @property
    def when(self) -> datetime:
        """The moment the shutter opened, with its offset."""
        return datetime.fromisoformat(self.taken)


def rational(value: float | Fraction) -> IFDRational:
    """A number as EXIF stores it, exact to a thousandth."""
    exact = Fraction(value).limit_denominator(1000)
    return IFDRational(exact.numerator, exact.denominator)


def degrees(angle: float) -> Degrees:
    """An angle as degrees, minutes and seconds, without its sign."""
    whole, rest = divmod(abs(angle), 1)
    minutes, rest = divmod(rest * 60, 1)
    return IFDRational(int(whole)), IFDRational(int(minutes)), IFDRational(round(rest * 6000), 100)


def exif(shot: Shot, size: tuple[int, int], description: str) -> Image.Exif:
    """The tags of a picture that is stored in this size."""
    tags = Image.Exif()
    tags[Base.ImageDescription] = description
    tags[Base.Make] = shot.camera.make
    tags[Base.Model] = shot.camera.model
    tags[Base.Orientation] = shot.orientation
    tags[Base.XResolution] = tags[Base.YResolution] = IFDRational(300)
    tags[Base.ResolutionUnit] = 2
    tags[Base.DateTime] = f"{shot.when:%Y:%m:%d %H:%M:%S}"
    tags.get_ifd(IFD.Exif).update(_exposure(shot) | _times(shot) | _lens(shot.camera) | _size(size))
    if shot.place:
        tags.get_ifd(IFD.GPSInfo).update(_position(shot.place, shot.when))
    return tags


def _exposure(shot: Shot) -> dict[int, object]:
    return {
        Base.ExposureTime: rational(Fraction(shot.exposure)),
        Base.FNumber: rational(shot.aperture),
        Base.ExposureProgram: 3,
        Base.ISOSpeedRatings: shot.iso,
        Base.MeteringMode: 5,
        Base.Flash: 16,
        Base.FocalLength: rational(shot.focal),
        Base.FocalLengthIn35mmFilm: round(shot.focal * shot.camera.crop),
    }


def _times(shot: Shot) -> dict[int, object]:
    local = f"{shot.when:%Y:%m:%d %H:%M:%S}"
    offset = shot.taken[-6:]
    return {
        Base.ExifVersion: b"0232",
        Base.DateTimeOriginal: local,
        Base.DateTimeDigitized: local,
        Base.OffsetTime: offset,
        Base.OffsetTimeOriginal: offset,
        Base.OffsetTimeDigitized: offset,
    }


def _lens(camera: Camera) -> dict[int, object]:
    shortest, longest = (rational(length) for length in camera.focal)
    widest = rational(camera.widest)
    return {
        Base.BodySerialNumber: camera.serial,
        Base.LensSpecification: (shortest, longest, widest, widest),
        Base.LensMake: camera.make,
        Base.LensModel: camera.lens,
    }


def _size(size: tuple[int, int]) -> dict[int, object]:
    return {Base.ColorSpace: 1, Base.ExifImageWidth: size[0], Base.ExifImageHeight: size[1]}


def _position(place: Place, when: datetime) -> dict[int, object]:
    moment = when.astimezone(UTC)
    return {
        GPS.GPSVersionID: b"\x02\x03\x00\x00",
        GPS.GPSLatitudeRef: "N" if place.north >= 0 else "S",
        GPS.GPSLatitude: degrees(place.north),
        GPS.GPSLongitudeRef: "E" if place.east >= 0 else "W",
        GPS.GPSLongitude: degrees(place.east),
        GPS.GPSAltitudeRef: b"\x00",
        GPS.GPSAltitude: rational(place.height),
        GPS.GPSTimeStamp: tuple(
            IFDRational(part) for part in (moment.hour, moment.minute, moment.second)
        ),
        GPS.GPSDateStamp: f"{moment:%Y:%m:%d}",
    }

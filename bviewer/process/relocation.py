"""A library that was renamed, moved or mounted elsewhere: its gallery goes on, with all its data.

What people have closed, and whom they let in, is in that data. So no other gallery is made of
photographs that have one, unless somebody says so.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bviewer.config.ini import read_settings
from bviewer.config.settings import Settings, SettingsError
from bviewer.db.engine import is_unmade, make_engine
from bviewer.db.schema import is_outdated
from bviewer.db.sessions import reading_session, work_session
from bviewer.library.tree import Library, LibraryOffline
from bviewer.models import Image
from bviewer.problems import Problem
from bviewer.process.health_checks import answer_within
from bviewer.process.installation import Installation, default_data_folder
from bviewer.process.project import open_project
from bviewer.security.redaction import one_line
from bviewer.sync.recognition import Recognition, Relation, forget_inodes, is_any_there, recognise

Tell = Callable[[str], object]

PATIENCE = 5  # Seconds. A disk on the network that is gone may not answer for hours.


class Claim(NamedTuple):
    """An installation whose photographs a folder holds, or some of them, and what it is to these.

    `is_there`: so are they in the folder that it has them in.
    """

    installed: Installation
    library: Path
    recognition: Recognition
    is_there: bool


def find_data(library: Path, tell: Tell) -> Path:
    """Return the data folder of a library among those where nobody said where: that which is about
    it already, that of photographs which went there, or a new one.

    Refuse if the photographs are still in another place as well, or not all in this one, or may be
    those of data that cannot be looked at, as they are not in their place. Such data is told.
    """
    own = Installation(default_data_folder(library))
    others, unused = {}, None
    for installed, settings in installations(own, tell):
        if not is_same_folder(settings.library, library):
            others[installed] = settings
        elif knows_photographs(settings):
            return installed.folder
        else:
            unused = installed.folder  # The folder was empty: its disk may have been away.
    obstacles: list[Problem] = []
    claims = list(claims_to(library, others, tell, obstacles))
    if claims:
        return claimed(library, claims)
    if obstacles:
        raise obstacles[0]
    return unused or free_folder(own.folder)


def installations(own: Installation, tell: Tell) -> Iterator[tuple[Installation, Settings]]:
    """Yield an installation and those beside it, with their settings; tell of those without."""
    for ini in (own.ini, *sorted(own.folder.parent.glob("*/bviewer.ini"))):
        if not ini.exists():
            continue
        installed = Installation(ini.parent)
        try:
            yield installed, answer_within(PATIENCE, partial(read_settings, ini))
        except TimeoutError as error:
            raise Problem("data_unanswered", "data", data=str(installed.folder)) from error
        except (SettingsError, OSError) as error:
            if installed == own:
                raise
            tell(passed_over(installed, error))


def knows_photographs(settings: Settings) -> bool:
    """Return whether an installation has ever seen a photograph, as far as can be found out."""
    if is_unmade(settings):
        return False
    engine = make_engine(settings)
    try:
        with reading_session(engine) as session:
            return session.scalar(select(Image.id).limit(1)) is not None
    except DBAPIError:
        return True  # It is said where that is read.
    finally:
        engine.dispose()


def claimed(library: Path, claims: list[Claim]) -> Path:
    """Return the data folder of photographs that are nowhere else; refuse if they are."""
    claim, *others = sorted(claims, key=lambda each: not each.is_there)
    folder, former = str(library), str(claim.library)
    if claim.recognition.relation != Relation.SAME and claim.is_there:
        data = str(claim.installed.folder)
        raise Problem("photographs_overlap", "data", folder=folder, library=former, data=data)
    require_same(claim.recognition, library, claim.library, claim.installed)
    if claim.is_there or others:
        data = " or --data ".join(str(each.installed.folder) for each in claims)
        raise Problem("photographs_known", "data", folder=folder, library=former, data=data)
    return claim.installed.folder


def claims_to(
    library: Path,
    installations: dict[Installation, Settings],
    tell: Tell,
    obstacles: list[Problem],
) -> Iterator[Claim]:
    """Yield those of other installations that have to do with a library; add an obstacle for each
    that cannot be looked at and whose photographs are not in their place."""
    for installed, settings in installations.items():
        try:
            claim = claim_to(library, installed, settings)
        except (SettingsError, DBAPIError, OSError) as error:
            tell(passed_over(installed, error))
            if not answered(partial(has_files, settings.library), otherwise=True):
                obstacles.append(unknown_claim(library, installed, settings, error))
            continue
        if claim is not None:
            yield claim


def claim_to(library: Path, installed: Installation, settings: Settings) -> Claim | None:
    """Return what an installation has to do with a library; None if nothing. Changes nothing."""
    if is_unmade(settings):
        return None
    engine = make_engine(settings)

    def is_there() -> bool:
        with reading_session(engine) as session:
            return is_any_there(session, Library(settings.library))

    try:
        is_outdated(engine)  # Raises if it is of a newer bviewer.
        with reading_session(engine) as session:
            found = recognise(session, Library(library, settings.formats))
        is_around = library in settings.library.parents or settings.library in library.parents
        if found.relation == Relation.OTHER and not is_around:
            return None
        claim = Claim(installed, settings.library, found, answered(is_there, otherwise=True))
    finally:
        engine.dispose()
    return claim if claim.is_there or found.relation != Relation.OTHER else None


def follow(installed: Installation, configured: Path, library: Path) -> None:
    """Let an installation go on with its photographs where they are now; refuse any others."""
    with installed.kept():
        recognise_moved(installed, configured, library)
        installed.change_library(library)


def recognise_moved(installed: Installation, configured: Path, library: Path) -> None:
    """Refuse a folder that does not hold the photographs of an installation."""
    with open_project(installed.ini) as runtime:
        place = Library(library, runtime.settings.formats)
        try:
            place.check_root()
        except LibraryOffline as error:
            raise Problem("library_offline", "photos", reason=error.reason) from error
        with work_session(runtime.engine) as session:
            found = recognise(session, place)
            require_same(found, library, configured, installed)
            if found.is_renumbered:
                forget_inodes(session)


def require_same(
    found: Recognition, library: Path, configured: Path, installed: Installation
) -> None:
    """Refuse a folder that does not hold the photographs of an installation, all where they were
    or renamed."""
    data, folder = str(installed.folder), str(library)
    match found.relation:
        case Relation.ABOVE:
            below = str(library / found.folder)
            raise Problem("photographs_below", "photos", data=data, below=below)
        case Relation.PART:
            raise Problem("photographs_in_part", "photos", folder=folder, data=data)
        case Relation.OTHER:
            former = str(configured)
            raise Problem("photographs_of_others", "data", data=data, folder=folder, library=former)


def free_folder(folder: Path) -> Path:
    """Return a folder, or another one like it if it belongs to photographs that went elsewhere."""
    others = (folder.with_name(f"{folder.name}-{number}") for number in count(2))
    return next(each for each in chain([folder], others) if not Installation(each).ini.exists())


def is_same_folder(configured: Path, library: Path) -> bool:
    """Tell whether two paths lead to one folder: by a link, another mount, or in other letters."""
    if configured == library:
        return True
    return answered(lambda: configured.samefile(library), otherwise=False)


def answered(look: Callable[[], bool], *, otherwise: bool) -> bool:
    """Return what was found out, or something else if nothing was, or not soon enough."""
    try:
        return answer_within(PATIENCE, look)
    except (OSError, DBAPIError):
        return otherwise


def has_files(folder: Path) -> bool:
    """Return whether there is anything in a folder; raises OSError."""
    return folder.exists() and any(folder.iterdir())


def unknown_claim(
    library: Path, installed: Installation, settings: Settings, error: Exception
) -> Problem:
    """Return why nothing is begun: photographs that are away may be those, and closed."""
    return Problem(
        "photographs_maybe_known",
        "data",
        folder=str(library),
        library=str(settings.library),
        data=str(installed.folder),
        reason=one_line(getattr(error, "orig", error)),
    )


def passed_over(installed: Installation, error: Exception) -> str:
    """Return a line about an installation that cannot be looked at."""
    return one_line(f"{installed.folder} is passed over: {getattr(error, 'orig', error)}")

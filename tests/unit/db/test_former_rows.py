"""What migrations made of rows that were there.

None of them changes any more: a soak tries them.
"""

from datetime import datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bviewer.accounts.sessions import open_session, sessions_of
from bviewer.albums.failures import UNKNOWN_TIME
from bviewer.albums.item_editing import ItemValues
from bviewer.albums.summaries import refresh_summaries
from bviewer.db.schema import alembic_config, migrate
from bviewer.models import (
    Access,
    Album,
    AlbumSummary,
    AlbumYear,
    DeletedFolder,
    FormerContent,
    Gallery,
    Group,
    Image,
    ImageState,
    Invitation,
    Membership,
    Share,
    ShareHolder,
    User,
    UserSession,
    Video,
    now,
)
from bviewer.videos.editing import add_video
from tests.unit.db.rows import add_album, add_rows, image

pytestmark = pytest.mark.soak

BROKEN = (
    select(Album.folder, AlbumSummary.audience, AlbumSummary.broken)
    .join(AlbumSummary, AlbumSummary.album_id == Album.id)
    .order_by(Album.folder, AlbumSummary.audience)
)
OF_YEARS = (
    select(Album.folder, AlbumYear.year, AlbumYear.images, AlbumYear.films)
    .join(AlbumYear, AlbumYear.album_id == Album.id)
    .order_by(Album.folder, AlbumYear.year)
)
COVERS = select(AlbumSummary.cover_id).where(AlbumSummary.cover_id.is_not(None))
NUMBERS = select(AlbumSummary.images).order_by(AlbumSummary.album_id, AlbumSummary.audience)
# When they came or changed is nothing that a migration could take back.
OF_FILMS = [each for each in Image.__table__.columns if each.name not in {"added_at", "updated_at"}]
FILMS = select(*OF_FILMS).where(Image.kind == "video").order_by(Image.id)
COUNTED = select(AlbumSummary.__table__).order_by(AlbumSummary.album_id, AlbumSummary.audience)
YEARS = (
    select(Album.folder, AlbumSummary.audience, AlbumSummary.years)
    .join(AlbumSummary, AlbumSummary.album_id == Album.id)
    .order_by(Album.folder, AlbumSummary.audience)
)


def test_galleries_that_are_older_than_their_settings_get_the_same_as_new_ones(migrated):
    with Session(migrated) as session, session.begin():
        add_rows(session, "old.test", "")
    command.downgrade(alembic_config(migrated), "0004")

    migrate(migrated)
    with Session(migrated) as session, session.begin():
        add_rows(session, "new.test", "")
        budgets = session.query(Gallery.images_budget_mb, Gallery.archives_budget_mb).all()
        about = session.query(Gallery.about_title, Gallery.about_text).all()
        told = session.query(Gallery.indexed, Gallery.positions).all()
    assert budgets == [(20480, 2048)] * 2
    assert about == [("", "")] * 2
    assert told == [(False, "trusted")] * 2


def test_the_years_of_older_albums_are_counted_as_those_of_new_ones(migrated):
    with Session(migrated) as session, session.begin():
        places = {"": add_rows(session, "pub.test", "")}
        for path, year, flags in (
            ("open", 2007, {}),
            ("open/again", 2026, {}),
            ("open/priv", 2015, {"visibility": "private"}),
            ("open/priv/in", 2010, {}),
            ("open/lost", 2001, {"missing": True}),
        ):
            places[path] = add_album(session, places[path.rpartition("/")[0]], path, year, **flags)
        refresh_summaries(session, session.scalars(select(Album.id)))
        counted = session.execute(YEARS).all()
    assert ("open", "everybody", (2007, 2026)) in counted
    assert ("open", "trusted", (2007, 2010, 2015, 2026)) in counted

    command.downgrade(alembic_config(migrated), "0008")
    migrate(migrated)
    with Session(migrated) as session:
        assert session.execute(YEARS).all() == counted


def test_albums_that_show_nothing_are_counted_no_more(migrated):
    with Session(migrated) as session, session.begin():
        places = {"": add_rows(session, "pub.test", "")}
        for path, flags in (
            ("open", {}),
            ("open/in", {}),
            ("open/priv", {"visibility": "private"}),
            ("bare", {}),
            ("bare/priv", {"visibility": "private"}),
        ):
            places[path] = add_album(session, places[path.rpartition("/")[0]], path, 2007, **flags)
        in_bare = session.query(Image).filter(Image.album_id == places["bare"].id)
        in_bare.delete()
        refresh_summaries(session, session.scalars(select(Album.id)))
        numbers = select(Album.folder, AlbumSummary.audience, AlbumSummary.albums)
        numbers = numbers.join(AlbumSummary, AlbumSummary.album_id == Album.id)
        numbers = numbers.order_by(Album.folder, AlbumSummary.audience)
        counted = session.execute(numbers).all()
    assert ("", "everybody", 2) in counted
    assert ("", "trusted", 5) in counted

    command.downgrade(alembic_config(migrated), "0052")
    with Session(migrated) as session, session.begin():
        session.execute(update(AlbumSummary).values(albums=9))
    migrate(migrated)
    with Session(migrated) as session:
        assert session.execute(numbers).all() == counted


def test_what_is_older_than_notes_of_when_it_came_came_with_these(migrated):
    with Session(migrated) as session, session.begin():
        add_rows(session, "pub.test", "")
    command.downgrade(alembic_config(migrated), "0049")
    if migrated.dialect.name == "postgresql":
        with migrated.begin() as connection:
            away = f"ALTER DATABASE {migrated.url.database} SET timezone TO 'Asia/Tokyo'"
            connection.execute(text(away))
        migrated.dispose()
    before = now()
    migrate(migrated)
    with Session(migrated) as session:
        assert before <= session.query(Image.added_at).scalar() <= now()


def test_what_years_hold_and_what_cannot_be_shown_is_counted_as_if_it_came_now(migrated):
    with Session(migrated) as session, session.begin():
        places = {"": add_rows(session, "pub.test", "")}
        for path, flags in (
            ("open", {}),
            ("open/priv", {"visibility": "private"}),
            ("open/lost", {"missing": True}),
        ):
            places[path] = add_album(session, places[path.rpartition("/")[0]], path, 2007, **flags)
            session.add(image(places[path].id, f"{path}/b.jpg", 2007, state="broken"))
        refresh_summaries(session, session.scalars(select(Album.id)))
        counted = session.execute(BROKEN).all(), session.execute(OF_YEARS).all()
    assert {("", "everybody", 1), ("", "trusted", 2)} <= set(counted[0])
    assert ("open", 2007, 1, 0) in counted[1]

    command.downgrade(alembic_config(migrated), "0055")
    migrate(migrated)
    with Session(migrated) as session:
        assert (session.execute(BROKEN).all(), session.execute(OF_YEARS).all()) == counted


def test_clips_are_known_again_by_their_names(migrated):
    names = ["a.mp4", "B.MOV", "odd\udcff.Mts", "mp4", "a.mp4.jpg", "\u00e9.jpg"]
    kinds = ["clip"] * 3 + ["image"] * 3
    with Session(migrated) as session, session.begin():
        album = add_rows(session, "pub.test", "")
        session.query(Image).delete()
        session.add_all(
            image(album.id, name, kind=kind) for name, kind in zip(names, kinds, strict=True)
        )
    command.downgrade(alembic_config(migrated), "0033")

    migrate(migrated)
    with Session(migrated) as session:
        rows = session.query(Image.path, Image.kind, Image.ctime_ns == UNKNOWN_TIME).all()
    assert sorted(rows) == sorted(
        (name, kind, kind == "clip") for name, kind in zip(names, kinds, strict=True)
    )


def test_films_are_shown_and_counted_as_if_they_came_now_and_can_be_taken_back(migrated):
    with Session(migrated) as session, session.begin():
        places = {"": add_rows(session, "pub.test", "")}
        for path, flags in (
            ("open", {}),
            ("open/priv", {"visibility": "private"}),
            ("open/priv/in", {}),
            ("open/lost", {"missing": True}),
        ):
            places[path] = add_album(session, places[path.rpartition("/")[0]], path, 2007, **flags)
        for number, album in enumerate(places.values()):
            values = ItemValues("A song", "One\ntwo", datetime(1987 + number, 7, 27, 12))
            add_video(session, album, "dQw4w9WgXcQ", values).rank = -number
        add_video(session, places["open"], "https://vimeo.com/76979871/8272103f6e", ItemValues())
        refresh_summaries(session, session.scalars(select(Album.id)))
        shown, counted = session.execute(FILMS).all(), session.execute(COUNTED).all()
    assert len(shown) == 6

    command.downgrade(alembic_config(migrated), "0036")
    with Session(migrated) as session, session.begin():
        former = session.execute(text("SELECT provider, provider_id, title FROM video")).all()
        assert ("youtube", "dQw4w9WgXcQ", "A song") in former
        assert ("vimeo", "76979871/8272103f6e", "") in former
        assert session.execute(text("SELECT DISTINCT kind FROM image")).scalars().all() == ["image"]
        assert session.scalars(NUMBERS).all() == [row.images - row.films for row in counted]

    migrate(migrated)
    with Session(migrated) as session:
        assert session.execute(FILMS).all() == shown
        assert session.execute(COUNTED).all() == counted
        due = session.execute(select(Video.id, Video.due_at.is_not(None), Video.tries)).all()
    assert sorted(due) == [
        ("vimeo/76979871/8272103f6e", True, 0),
        ("youtube/dQw4w9WgXcQ", True, 0),
    ]


def test_no_cover_is_a_film_that_was_taken_back(migrated):
    with Session(migrated) as session, session.begin():
        film = add_video(session, add_rows(session, "pub.test", ""), "dQw4w9WgXcQ", ItemValues())
        film.state = ImageState.READY
        session.flush()
        refresh_summaries(session, [film.album_id])
        assert session.scalars(COVERS).all() == [film.id, film.id]

    command.downgrade(alembic_config(migrated), "0036")
    with Session(migrated) as session:
        assert session.scalars(COVERS).all() == []


def test_sessions_that_are_older_than_notes_of_their_use_stay_open(migrated):
    with Session(migrated) as session, session.begin():
        gallery = session.get_one(Gallery, add_rows(session, "pub.test", "").gallery_id)
        token = open_session(session, gallery.owner_id, gallery.id)
        session.query(UserSession).one().created_at = now() - timedelta(days=13)
    command.downgrade(alembic_config(migrated), "0014")

    migrate(migrated)
    with Session(migrated) as session:
        (shown,) = sessions_of(session, 1, token, timedelta(hours=1))
    assert (shown.browser, shown.address, shown.is_this) == ("", "", True)


def test_rows_from_before_programs_get_ids_that_differ(migrated):
    with Session(migrated) as session, session.begin():
        add_rows(session, "pub.test", "")
        session.add_all(User(name=name) for name in ("one", "two", "three"))
    command.downgrade(alembic_config(migrated), "0043")

    migrate(migrated)
    with Session(migrated) as session:
        ids = session.scalars(select(User.public_id)).all()
    assert len(set(ids)) == len(ids) >= 3
    assert {len(each) for each in ids} == {12}


def test_grants_stay_when_groups_come_and_go_with_them_when_they_go(migrated):
    with Session(migrated) as session, session.begin():
        gallery = add_rows(session, "pub.test", "").gallery_id
        user = session.query(User.id).limit(1).scalar()
        group = Group(gallery_id=gallery, name="family")
        session.add(group)
        session.flush()
        session.add(Access(user_id=user, gallery_id=gallery))
        session.add(Access(group_id=group.id, gallery_id=gallery))
    command.downgrade(alembic_config(migrated), "0014")
    migrate(migrated)
    with Session(migrated) as session:
        assert session.query(Access.user_id, Access.active).all() == [(user, True)]
        session.add(Access(user_id=user, gallery_id=gallery))
        with pytest.raises(IntegrityError):
            session.flush()


def test_folders_of_closed_albums_that_are_gone_stay_closed(migrated):
    with Session(migrated) as session, session.begin():
        gallery_id = add_rows(session, "pub.test", "").gallery_id
        for album_id in ("closed", "open"):
            folder = DeletedFolder(folder=album_id, album_id=album_id, deletion_id=album_id)
            folder.gallery_id = gallery_id
            session.add(folder)
        known = {"album_id": "closed", "gallery_id": gallery_id, "visibility": "hidden"}
        session.add_all(FormerContent(quick_hash=bytes([each]) * 16, **known) for each in (1, 2))
    command.downgrade(alembic_config(migrated), "0039")
    migrate(migrated)
    with Session(migrated) as session:
        folders = dict(session.query(DeletedFolder.folder, DeletedFolder.visibility).all())
        insides = session.query(FormerContent.inside).all()
    assert folders == {"closed": "hidden", "open": None}
    assert insides == [(None,), (None,)]


def test_what_refers_to_albums_outlives_that_their_table_is_made_anew(migrated):
    tables = (Access, Share, ShareHolder, Invitation, Membership, UserSession, AlbumSummary)
    with Session(migrated) as session, session.begin():
        album = add_rows(session, "pub.test", "")
        refer_to(session, album, session.scalars(select(User.id)).one())
        counts = [session.query(table).count() for table in tables]
    assert counts == [2] + [1] * 6
    config = alembic_config(migrated)
    for change, revision in ((command.downgrade, "0017"), (command.upgrade, "head")):
        change(config, revision)
        with migrated.connect() as connection:
            if migrated.dialect.name == "sqlite":
                check = connection.exec_driver_sql("PRAGMA foreign_key_check")
                assert check.all() == []
                assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with Session(migrated) as session:
        assert [session.query(table).count() for table in tables] == counts


def test_folders_of_deleted_albums_keep_what_tells_them_apart(migrated):
    """But those of which an album follows another one by now, or that are known already."""
    with Session(migrated) as session, session.begin():
        top = add_rows(session, "pub.test", "")
        kept = {"deleted": None, "let go": None, "follows another": None, "known": 5}
        for number, (folder, inode) in enumerate(kept.items()):
            album = add_album(session, top, folder, 2020, folder_inode=number)
            session.add(
                DeletedFolder(
                    gallery_id=top.gallery_id,
                    folder=folder,
                    album_id=album.id,
                    deletion_id=album.id,
                    folder_inode=inode,
                )
            )
            if folder in {"let go", "follows another"}:
                album.folder = None if folder == "let go" else "another"
        let_go = session.query(DeletedFolder).filter_by(folder="let go").one()
        before = {name: getattr(let_go, name) for name in ("gallery_id", "album_id", "deletion_id")}
        session.delete(let_go)
        session.flush()
        session.add(DeletedFolder(**before, folder="before that"))
        session.flush()
        session.add(DeletedFolder(**before, folder="let go"))
    command.downgrade(alembic_config(migrated), "0058")
    migrate(migrated)
    with Session(migrated) as session:
        found = dict(session.query(DeletedFolder.folder, DeletedFolder.folder_inode).all())
    assert found == {
        "deleted": 0, "before that": None, "let go": 1, "follows another": None, "known": 5,
    }  # fmt: skip


def refer_to(session, album, user_id):
    """Add a row of everything that refers to an album, or to who is given one."""
    gallery = {"gallery_id": album.gallery_id}
    open_session(session, user_id, album.gallery_id)
    group = Group(**gallery, name="family")
    share = Share(**gallery, album_id=album.id, token_hash=b"s" * 32, label="Party")
    session.add_all([group, share])
    session.flush()
    later = now() + timedelta(days=1)
    session.add_all(
        [
            Membership(group_id=group.id, user_id=user_id),
            Access(**gallery, group_id=group.id, album_id=album.id),
            Access(**gallery, user_id=user_id, album_id=album.id),
            ShareHolder(share_id=share.id, token_hash=b"h" * 32, admitted=True, expires_at=later),
            Invitation(**gallery, album_id=album.id, mail="a@example.org", expires_at=later),
            AlbumSummary(album_id=album.id, audience="trusted", images=1, albums=0, years=()),
        ]
    )
    session.flush()

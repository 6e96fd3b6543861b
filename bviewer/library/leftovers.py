"""The one list of folders that systems and programs leave among photographs.

Whatever else begins with a dot is passed over as well, without a name for it.
"""

from typing import NamedTuple


class Leftover(NamedTuple):
    """Names of folders (patterns, in any case), what they are, and where that is said."""

    names: tuple[str, ...]
    what: str
    source: str


_GITIGNORE = "https://github.com/github/gitignore/blob/main/Global"
_JELLYFIN = (
    "https://github.com/jellyfin/jellyfin/blob/master/"
    "Emby.Server.Implementations/Library/IgnorePatterns.cs"
)
_SNAPSHOTS = (
    "https://knowledge.hitachivantara.com/Documents/Storage/NAS_Platform/14.2/"
    "NAS_Administration_Guides/Snapshot_Administration_Guide/"
    "02_Accessing_snapshots_through_NFS_exports_and_SMB_shares"
)

LEFTOVERS = (
    # Storage devices.
    Leftover(("@Recycle",), "recycle bin of QNAP", _JELLYFIN),
    Leftover((".@__thumb",), "thumbnails of QNAP", _JELLYFIN),
    Leftover(
        ("@Recently-Snapshot",), "snapshots of QNAP", "https://github.com/kopia/kopia/issues/3785"
    ),
    Leftover(("#recycle",), "recycle bin of Synology", _JELLYFIN),
    Leftover(("@eaDir",), "thumbnails of Synology", _JELLYFIN),
    Leftover(
        ("#snapshot",),
        "snapshots of Synology",
        "https://github.com/advplyr/audiobookshelf/pull/2521",
    ),
    Leftover(
        (".recycle",),
        "recycle bin of Samba, as on TrueNAS",
        "https://github.com/nextcloud/recognize/issues/1385",
    ),
    Leftover(
        (".zfs",),
        "snapshots of ZFS, as on TrueNAS",
        "https://github.com/nextcloud/recognize/issues/1385",
    ),
    Leftover(
        ("@GMT-*",),
        "snapshots of Samba",
        "https://man.archlinux.org/man/vfs_shadow_copy2.8.en",
    ),
    Leftover(("~snapshot", "~snapsht", ".snapshot"), "snapshots of a storage device", _SNAPSHOTS),
    Leftover(
        (".Recycle.Bin",),
        "recycle bin of a storage device",
        "https://github.com/advplyr/audiobookshelf/issues/169",
    ),
    Leftover(
        ("files_trashbin", "files_versions"),
        "trash or versions of Nextcloud and ownCloud",
        "https://github.com/owncloud/core/issues/15034",
    ),
    # Windows.
    Leftover(("$RECYCLE.BIN",), "recycle bin of Windows", f"{_GITIGNORE}/Windows.gitignore"),
    Leftover(
        ("RECYCLER", "RECYCLED"),
        "recycle bin of Windows",
        "https://devblogs.microsoft.com/oldnewthing/20060131-00/?p=32453",
    ),
    Leftover(
        ("System Volume Information",),
        "shadow copies of Windows",
        f"{_GITIGNORE}/Windows.gitignore",
    ),
    Leftover(
        ("FOUND.[0-9][0-9][0-9]",),
        "what chkdsk recovered",
        "http://hjemme-support.dk/disk_errors/lost_clusters.htm",
    ),
    # macOS.
    Leftover(
        ("Network Trash Folder", "Temporary Items", ".Trashes", ".TemporaryItems"),
        "trash of macOS",
        f"{_GITIGNORE}/macOS.gitignore",
    ),
    Leftover((".DocumentRevisions-V100",), "versions of macOS", f"{_GITIGNORE}/macOS.gitignore"),
    # Linux.
    Leftover(
        (".Trash", ".Trash-*"),
        "trash of a Linux desktop",
        "https://specifications.freedesktop.org/trash-spec/trashspec-1.0.html",
    ),
    Leftover(
        (".thumbnails",),
        "thumbnails of a Linux desktop",
        "https://github.com/lxde/libfm/issues/57",
    ),
    Leftover(
        ("lost+found",), "what fsck recovered", "https://github.com/home-operations/kopiur/pull/193"
    ),
    # Programs.
    Leftover(("__MACOSX",), "leftovers of an archive", f"{_GITIGNORE}/macOS.gitignore"),
    Leftover(
        ("*.photoslibrary", "*.photolibrary", "*.migratedphotolibrary", "*.aplibrary"),
        "library of Photos, iPhoto or Aperture",
        "https://fatcatsoftware.com/powerphotos/VersionedDocs/v1/about_photos_libraries.html",
    ),
    Leftover(
        ("*.lrdata", "*.lrlibrary"),
        "previews of Lightroom",
        "http://www.prophotoresource.com/home/item/"
        "636-the-anatomy-of-adobe-lightroom-previews.html",
    ),
    Leftover(
        ("*.cocatalog",),
        "catalogue of Capture One",
        "https://support.captureone.com/hc/en-us/articles/"
        "30111725200413-The-Cache-folder-in-Capture-One",
    ),
)

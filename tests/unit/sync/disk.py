"""A small library that changes at random, the way people change theirs."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.pictures import jpeg

PICTURE = jpeg(16, 12)
RECYCLE_BIN = "@Recycle"


class Disk:
    """Folders of pictures below `root`, and what may happen to them.

    Every new picture has bytes of its own. Names are few, so that they soon meet again.
    """

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.trash = root.parent / "trash"
        self.trash.mkdir()
        self.random = random.Random(seed)
        self.log: list[str] = []
        self._made = 0

    def files(self) -> list[Path]:
        """All files, in a fixed order."""
        return sorted(path for path in self.shown() if path.is_file())

    def folders(self) -> list[Path]:
        """All folders but the top one."""
        return sorted(path for path in self.shown() if path.is_dir())

    def shown(self) -> Iterator[Path]:
        """All that is not in the recycle bin of a storage device."""
        bin_ = self.root / RECYCLE_BIN
        return (path for path in self.root.rglob("*") if not path.is_relative_to(bin_))

    def change(self, *kinds: str) -> None:
        """Do one of these things; nothing happens where it cannot be done."""
        kind = self.random.choice(kinds)
        self.log.append(kind)
        operation: Callable[[], None] = getattr(self, kind)
        try:
            operation()
        except (IndexError, FileExistsError, shutil.Error) as error:
            self.log[-1] += f" ({type(error).__name__})"

    def content(self) -> bytes:
        """A picture that nobody else has; now and then something broken."""
        self._made += 1
        body = b"broken" if self.random.random() < 0.15 else PICTURE
        return body + self._made.to_bytes(4, "big") * self.random.randint(1, 3)

    def pick_file(self) -> Path:
        return self.random.choice(self.files())

    def pick_folder(self) -> Path:
        return self.random.choice(self.folders())

    def place(self, parents: list[Path], suffix: str = "") -> Path:
        """A place where nothing is."""
        name = self.random.choice("abcdefgh") + suffix
        place = self.random.choice(parents) / name
        if os.path.lexists(place):
            raise FileExistsError(place)
        return place

    def move(self, old: Path, new: Path) -> None:
        self.log[-1] += (
            f" {old.relative_to(self.root.parent)} -> {new.relative_to(self.root.parent)}"
        )
        if new.is_relative_to(old):
            raise FileExistsError(new)
        old.rename(new)

    # Files.

    def add_file(self) -> None:
        new = self.place([self.root, *self.folders()], ".jpg")
        self.log[-1] += f" {new.relative_to(self.root)}"
        new.write_bytes(self.content())

    def edit_file(self) -> None:
        path = self.pick_file()
        self.log[-1] += f" {path.relative_to(self.root)}"
        path.write_bytes(self.content())

    def touch_file(self) -> None:
        path = self.pick_file()
        self.log[-1] += f" {path.relative_to(self.root)}"
        path.touch()

    def chmod_file(self) -> None:
        path = self.pick_file()
        self.log[-1] += f" {path.relative_to(self.root)}"
        path.chmod(0o640)

    def rename_file(self) -> None:
        old = self.pick_file()
        self.move(old, self.place([old.parent], ".jpg"))

    def move_file(self) -> None:
        self.move(self.pick_file(), self.place([self.root, *self.folders()], ".jpg"))

    def overwrite_file(self) -> None:
        self.move(self.pick_file(), self.pick_file())

    def copy_file(self) -> None:
        old, new = self.pick_file(), self.place([self.root, *self.folders()], ".jpg")
        self.log[-1] += f" {old.relative_to(self.root)} -> {new.relative_to(self.root)}"
        shutil.copy(old, new)

    def swap_files(self) -> None:
        self.swap(self.pick_file(), self.pick_file())

    def delete_file(self) -> None:
        self._made += 1
        self.move(self.pick_file(), self.trash / f"{self._made}.jpg")

    def restore_file(self) -> None:
        old = self.random.choice(sorted(path for path in self.trash.iterdir() if path.is_file()))
        self.move(old, self.place([self.root, *self.folders()], ".jpg"))

    # Folders.

    def add_folder(self) -> None:
        new = self.place([self.root, *self.folders()])
        self.log[-1] += f" {new.relative_to(self.root)}"
        new.mkdir()

    def rename_folder(self) -> None:
        old = self.pick_folder()
        self.move(old, self.place([old.parent]))

    def move_folder(self) -> None:
        self.move(self.pick_folder(), self.place([self.root, *self.folders()]))

    def swap_folders(self) -> None:
        self.swap(self.pick_folder(), self.pick_folder())

    def chain_folders(self) -> None:
        """One folder takes the name that another one gives up."""
        old, next_one = self.pick_folder(), self.pick_folder()
        if next_one.is_relative_to(old) or old.is_relative_to(next_one):
            raise FileExistsError(next_one)
        self.move(next_one, self.place([next_one.parent]))
        self.move(old, next_one)

    def file_to_new_folder(self) -> None:
        old, folder = self.pick_file(), self.place([self.root, *self.folders()])
        folder.mkdir()
        self.move(old, folder / old.name)

    def split_folder(self) -> None:
        """What is in a folder goes to two new ones, and the old one goes away."""
        old, first = self.pick_folder(), self.place([self.root])
        first.mkdir()
        second = self.place([self.root])
        second.mkdir()
        for index, child in enumerate(sorted(old.iterdir())):
            self.move(child, (first, second)[index % 2] / child.name)
        old.rmdir()

    def copy_folder(self) -> None:
        """As people move things between two disks, if what was copied is deleted later."""
        old, new = self.pick_folder(), self.place([self.root, *self.folders()])
        self.log[-1] += f" {old.relative_to(self.root)} -> {new.relative_to(self.root)}"
        if new.is_relative_to(old):
            raise FileExistsError(new)
        shutil.copytree(old, new, copy_function=self.random.choice([shutil.copy, shutil.copy2]))

    def copy_file_to_new_folder(self) -> None:
        old, folder = self.pick_file(), self.place([self.root, *self.folders()])
        self.log[-1] += f" {old.relative_to(self.root)} -> {folder.relative_to(self.root)}"
        folder.mkdir()
        shutil.copy(old, folder / self.random.choice([old.name, "copy.jpg"]))

    def mix_into_new_folder(self) -> None:
        """A copy among pictures that nobody knows."""
        old, folder = self.pick_file(), self.place([self.root, *self.folders()])
        self.log[-1] += f" {old.relative_to(self.root)} -> {folder.relative_to(self.root)}"
        folder.mkdir()
        for name in ("0.jpg", "y.jpg", "z.jpg"):
            (folder / name).write_bytes(self.content())
        shutil.copy(old, folder / "copy.jpg")

    def delete_folder(self) -> None:
        self._made += 1
        self.move(self.pick_folder(), self.trash / str(self._made))

    def recycle(self, old: Path) -> None:
        """What a storage device does when something is deleted over the network."""
        self._made += 1
        (self.root / RECYCLE_BIN / str(self._made)).mkdir(parents=True)
        self.move(old, self.root / RECYCLE_BIN / str(self._made) / old.name)

    def recycle_file(self) -> None:
        self.recycle(self.pick_file())

    def recycle_folder(self) -> None:
        self.recycle(self.pick_folder())

    def recover(self) -> None:
        old = self.random.choice(sorted((self.root / RECYCLE_BIN).glob("*/*")))
        place = self.place([self.root, *self.folders()], "" if old.is_dir() else ".jpg")
        if not old.is_dir():  # An album that strangers know already may not get it.
            place = place.with_suffix("")
            place.mkdir()
            place /= old.name
        self.move(old, place)

    def restore_folder(self) -> None:
        old = self.random.choice(sorted(path for path in self.trash.iterdir() if path.is_dir()))
        self.move(old, self.place([self.root, *self.folders()]))

    def swap(self, one: Path, other: Path) -> None:
        if one.is_relative_to(other) or other.is_relative_to(one):
            raise FileExistsError(one)
        between = self.root / ".swap"
        self.move(one, between)
        self.move(other, one)
        self.move(between, other)


QUIET = ("rename_file", "rename_folder", "move_folder", "swap_folders", "chain_folders",
         "split_folder", "file_to_new_folder", "chmod_file", "touch_file", "add_folder",
         "delete_file", "delete_folder", "restore_folder", "copy_folder", "copy_folder",
         "copy_file_to_new_folder", "mix_into_new_folder")  # fmt: skip
"""What never puts a picture into an album that strangers may know already."""

CLOSING = (*QUIET, "recycle_file", "recycle_folder", "recover", "recover")
"""The same, with a recycle bin among the folders."""

ALL = (*QUIET, "add_file", "add_file", "add_file", "edit_file", "move_file", "overwrite_file",
       "copy_file", "swap_files", "restore_file")  # fmt: skip

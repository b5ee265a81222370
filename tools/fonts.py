"""The fonts inside the statements' PDF: `python tools/fonts.py`.

Takes Noto Sans SC, Regular and Bold, from the npm package named below (checked against its SHA-256), keeps the characters
that Chinese business names are written with, and writes both files and their licence to `src/jieli/apps/statements/fonts`.
Needs npm and fontTools (`pip install fonttools`); neither is needed to run or test the program, because what this
makes is kept in the repository. The same package and the same fontTools give the same bytes.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
PACKAGE_SHA256 = "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59"
FILES = {
    "package/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "package/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    "package/LICENSE_FONT": "OFL.txt",
}
HOME = Path(__file__).resolve().parent.parent / "src" / "jieli" / "apps" / "statements" / "fonts"

# 通用规范汉字表 (2013), by which names are registered, has these beyond GBK in the range of extension A. What it has
# in later extensions lies above U+20000, of which the font has little and all is kept.
STANDARD_BEYOND_GBK = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴"
    "䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(_package(Path(folder))) as archive:
            for inside, outside in FILES.items():
                file = archive.extractfile(inside)
                assert file is not None, inside
                (Path(folder) / outside).write_bytes(file.read())
        HOME.mkdir(parents=True, exist_ok=True)
        for name in FILES.values():
            if name.endswith(".ttf"):
                _shrink(Path(folder) / name, HOME / name)
            else:
                (HOME / name).write_bytes((Path(folder) / name).read_bytes())
            content = (HOME / name).read_bytes()
            print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>10,}  {name}")
    return 0


def _package(folder: Path) -> Path:
    """The package as npm gives it, or an end with one sentence."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != PACKAGE_SHA256:
        raise SystemExit(f"{PACKAGE} has SHA-256 {found}, not the {PACKAGE_SHA256} that was looked at.")
    return archive


def _shrink(source: Path, target: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        layout_features=["kern", "mark", "mkmk"],
        hinting=False,
        name_IDs=["*"],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=["vhea", "vmtx", "BASE", "STAT", "gasp", "prep"],
    )
    font = TTFont(source, recalcTimestamp=False)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=characters() & set(font.getBestCmap()))
    chosen.subset(font)
    font.save(target)


def characters() -> set[int]:
    """All that is not Han, GBK, what the standard table adds, and everything above the basic plane."""
    gbk = {
        ord(text)
        for high in range(0x81, 0xFF)
        for low in range(0x40, 0xFF)
        if len(text := bytes([high, low]).decode("gbk", "ignore")) == 1
    }
    not_han = set(range(0x20, 0x3400)) | set(range(0xFE30, 0xFFF0))
    return gbk | not_han | {ord(text) for text in STANDARD_BEYOND_GBK} | set(range(0x20000, 0x40000))


if __name__ == "__main__":
    sys.exit(main())

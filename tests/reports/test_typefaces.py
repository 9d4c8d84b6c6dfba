"""The fonts of the reports: vendored with their licence, their coverage known exactly, others found when asked for."""

import importlib.util
from pathlib import Path

import pytest
import typst
from fontTools import subset
from fontTools.ttLib import TTFont

from readiness.reports import typefaces
from readiness.reports.typefaces import VENDORED, VENDORED_FAMILIES, contains, core_fonts, font_ranges, union
from tests.reports.documents import a_document, with_note
from tests.reports.pdfs import made

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(VENDORED.glob("*.ttf"))


def test_the_coverage_file_is_that_of_the_fonts() -> None:
    spec = importlib.util.spec_from_file_location("font_coverage", ROOT / "scripts" / "font_coverage.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (VENDORED / "coverage.json").read_text(encoding="ascii") == script.coverage_text()


def test_the_families_are_those_of_the_files() -> None:
    assert set(core_fonts().fonts.families()) == set(VENDORED_FAMILIES)


def test_every_font_is_named_with_its_source_and_lies_beside_its_licence() -> None:
    sources = (VENDORED / "SOURCES.md").read_text(encoding="utf-8")
    assert FILES
    for path in FILES:
        assert path.stem.removesuffix("-Variable") in sources, path.name
    assert "SIL OPEN FONT LICENSE Version 1.1" in (VENDORED / "OFL.txt").read_text(encoding="utf-8")


def test_the_fonts_stay_small_enough_to_keep_beside_the_code() -> None:
    assert sum(path.stat().st_size for path in FILES) < 8_500_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reading_a_font_finds_the_same_characters_as_fonttools(path: Path) -> None:
    with TTFont(path, lazy=True) as font:
        points = set(font.getBestCmap())
    ranges = font_ranges(path)
    assert {point for first, last in ranges for point in range(first, last + 1)} == points


def test_a_file_that_is_no_font_has_no_characters(tmp_path: Path) -> None:
    (tmp_path / "no.ttf").write_bytes(b"not a font at all")
    (tmp_path / "empty.ttf").write_bytes(b"")
    (tmp_path / "cut.ttf").write_bytes(FILES[0].read_bytes()[:300])
    assert font_ranges(tmp_path / "no.ttf") == ()
    assert font_ranges(tmp_path / "empty.ttf") == ()
    assert font_ranges(tmp_path / "cut.ttf") == ()
    assert font_ranges(tmp_path / "absent.ttf") == ()


def test_ranges_are_joined_and_searched() -> None:
    ranges = union(((5, 9), (20, 20)), ((10, 12), (1, 2)))
    assert ranges == ((1, 2), (5, 12), (20, 20))
    assert [point for point in range(25) if contains(ranges, point)] == [1, 2, *range(5, 13), 20]


def test_a_folder_of_further_fonts_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_font(tmp_path / "tiny.ttf", "Tiny Cherokee", "Ꮳ")
    monkeypatch.setenv(typefaces.EXTRA_FONTS_VARIABLE, str(tmp_path))
    monkeypatch.setattr(typefaces, "_extended", None)
    assert made(with_note(a_document(), "Ꮳ")).replaced == ()
    assert "Tiny Cherokee" in typefaces.extended_fonts().families


def test_a_folder_that_does_not_exist_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(typefaces.EXTRA_FONTS_VARIABLE, str(tmp_path / "absent"))
    monkeypatch.setattr(typefaces, "_extended", None)
    assert made(with_note(a_document(), "Ꮳ")).replaced == ("Ꮳ",)


def test_a_font_of_the_machine_never_takes_the_place_of_a_vendored_one(tmp_path: Path) -> None:
    a_font(tmp_path / "false.ttf", "Noto Sans", "A")
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(VENDORED), str(tmp_path)]
    )
    source = b'#set document(title: "t")\n#set text(font: "Noto Sans", fallback: false)\nAB *AB*'
    with_both = typst.compile(source, font_paths=fonts, format="pdf", timestamp=0)
    assert with_both == typst.compile(source, font_paths=core_fonts().fonts, format="pdf", timestamp=0)


def a_font(path: Path, family: str, character: str) -> None:
    """A font file that draws one character, as an A."""
    with TTFont(VENDORED / "NotoSansMath-Regular.ttf") as font:
        options = subset.Options()
        options.name_IDs = [1, 2, 4, 6]
        maker = subset.Subsetter(options)
        maker.populate(text="A")
        maker.subset(font)
        for table in font["cmap"].tables:
            table.cmap = {ord(character): table.cmap[ord("A")]}
        for record in font["name"].names:
            record.string = {1: family, 2: "Regular"}.get(record.nameID, family.replace(" ", ""))
        font.save(path)

"""The one block of CSS of the program: colours from the signs, rules from the .css files beside this file."""

from pathlib import Path

import streamlit as st

from readiness.signs import ACCENT, GROUND, LINE, MUTED, TEXT, TONES


def _variables() -> str:
    pairs = {"text": TEXT, "muted": MUTED, "ground": GROUND, "accent": ACCENT, "line": LINE}
    lines = [f"--rd-{name}:light-dark({light},{dark});" for name, (light, dark) in pairs.items()]
    for name, tone in TONES.items():
        lines.append(f"--rd-{name}-text:light-dark({tone.light_text},{tone.dark_text});")
        lines.append(f"--rd-{name}-ground:light-dark({tone.light_ground},{tone.dark_ground});")
        lines.append(f"--rd-{name}-mark:{tone.mark};--rd-{name}-outline:{tone.outline};")
    return ":root{" + "".join(lines) + "}"


# What all pages share comes first, so that the file of a page may refine it.
FILES = sorted(Path(__file__).parent.glob("*.css"), key=lambda file: (file.name != "style.css", file.name))
STYLE = "<style>" + "\n".join([_variables(), *(file.read_text(encoding="utf-8") for file in FILES)]) + "</style>"


def apply_style() -> None:
    """Put the styles on the page; the frame calls it once a run."""
    # The person may have chosen another theme than the machine's; that is known after the first exchange at the latest.
    scheme = st.context.theme.type
    st.html(STYLE + (f"<style>:root{{color-scheme:{scheme}}}</style>" if scheme in ("light", "dark") else ""))

"""Gradio's theme, with the fonts that the reader's system has: nothing is downloaded."""

from __future__ import annotations

from gradio.themes import Base

_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def quiet_theme() -> Base:
    """Return a plain theme on system fonts; the files in static/ do the rest."""
    return Base(font=_SANS, font_mono=_MONO, primary_hue="stone", neutral_hue="stone")

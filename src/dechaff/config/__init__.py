"""Settings in a file: profile, cleaners switched off, phrases, rules and thresholds of one's own.

>>> from dechaff.config import load_config
>>> config = load_config("dechaff.toml")  # doctest: +SKIP
>>> dechaff.clean_text(text, profile=config.profile, pipeline=config.pipeline())  # doctest: +SKIP
"""

from __future__ import annotations

from dechaff.config.listing import Setting, list_settings, render_settings
from dechaff.config.reading import load_config
from dechaff.config.rules import OwnRule
from dechaff.config.settings import Config
from dechaff.config.thresholds import THRESHOLDS, Threshold

__all__ = [
    "THRESHOLDS", "Config", "OwnRule", "Setting", "Threshold", "list_settings", "load_config", "render_settings",
]  # fmt: skip

"""Opora: from delivered school files to a published warehouse of indicators."""

from importlib.metadata import version

__version__ = version("opora")

"""Opora: from delivered school files to a published warehouse of indicators."""

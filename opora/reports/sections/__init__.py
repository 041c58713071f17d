"""The parts of a report, a module each, in the order of `contents`.

Belongs here: from the answers to queries to texts, tables and pictures. Not here: figures that no
mart holds, or how blocks look.
"""

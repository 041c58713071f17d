"""The parts of the card of a school, a module each, in the order of `card`.

Belongs here: what is said of one school to its director. Not here: anything about people, or about
another school but its name.
"""

"""Intake: from delivered files to typed rows, without deciding whether the rows are right.

`landing` finds files, `sniff` tells what a file is, `sheets` reads it as text, `recognise` finds
out what it holds, `typed` turns text into typed rows, `persons` keys people on the way.
Does not belong here: rules about values (`opora.validation`) and what is kept (`opora.lake`).
"""

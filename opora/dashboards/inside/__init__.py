"""What runs in Superset's own environment, where Opora is not installed.

Belongs here: its configuration and a script that speaks to Superset from within. Nothing here
imports the rest of Opora, and nothing of Opora imports what is here: `superset.py` starts it.
"""

"""Charts: a module each, from rows of a query to a picture of Altair, labelled in Russian.

Belongs here: what is drawn and how it looks. Not here: the figures (marts) or where a picture
stands (`sections`).
"""

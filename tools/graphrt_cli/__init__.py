"""The `graphrt` command: parsing and formatting on top of the public names of `graphrt`.

`main` holds the table of verbs; a verb is one file in `verbs`, imported when it is called.
"""

"""
The results that visitors share: each cached function of the app, by subject.

Results are read-only, and contain no name or source of a visitor's model, text or file, which belong to one visitor's
shelf. Results of content and settings are `kept`, all together in a bounded number of bytes; single things such as the
built-in model stay.
"""

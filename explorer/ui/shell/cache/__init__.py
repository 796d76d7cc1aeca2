"""
Everything visitors share: each cached function of the app, by subject.

What is returned is shared by all visitors: it is read-only, and holds no name and no source of a visitor's model,
text or file, which belong to one visitor's shelf.

What is worked out of content and settings is `kept` in a bounded number of bytes for all of it together; what
there is one of, as the built-in model, stays.
"""

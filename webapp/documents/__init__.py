"""
Files, documents and comments, and the places they belong to.

``uploads`` takes a file in, ``downloads`` hands it out; ``places`` says who may see what lies at a case, a task or a
record; ``comment_texts`` shows what people wrote there.
"""

"""
Tasks of people: the list of them and the page of one.

The list: ``query`` is what its address says, ``fields`` the business fields in it, ``listing`` the page that comes of
it; ``saved_views`` keeps such queries, ``bulk`` does the same to several tasks and ``bulk_notice`` tells of it,
``deadline_feed`` is the list as a calendar.  The page: ``page`` puts it together, ``panel`` knows its buttons,
``prospects`` what comes next, ``completing`` what is said when a task is done.
"""

"""
Outgoing webhooks: events posted to addresses outside, as https://www.standardwebhooks.com asks.

``registering`` is who is told, ``targets`` decides where events may go, ``posting`` signs and posts, ``delivery`` is
the job that keeps what came of it.
"""

"""
Outgoing webhooks: events posted to addresses outside, as https://www.standardwebhooks.com asks.

``targets`` decides where they may go, ``posting`` signs and posts, ``delivery`` is the job that keeps what came of it.
"""

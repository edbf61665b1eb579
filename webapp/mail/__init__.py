"""
Mail: composed from notifications, sent by jobs.

``mail_server`` talks SMTP, ``letters`` are messages, ``notice_letters`` words notifications, ``digest_letters`` gathers
them, ``delivery`` sends a letter and keeps what came of it.
"""

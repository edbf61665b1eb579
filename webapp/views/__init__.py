"""Pages.  A view parses the request, calls a command or a query, and renders; rights are asked of ``engine.rights``."""

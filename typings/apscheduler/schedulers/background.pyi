from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any

class BackgroundScheduler:
    def __init__(self, *, timezone: tzinfo, executors: Mapping[str, Mapping[str, Any]]) -> None: ...
    def start(self) -> None: ...
    def shutdown(self, wait: bool = True) -> None: ...
    def add_job(
        self,
        func: Callable[[], object],
        trigger: str,
        *,
        run_date: datetime,
        id: str,
        replace_existing: bool,
        misfire_grace_time: int | None,
        max_instances: int,
    ) -> object: ...

from typing import Final

class TaskState:
    MAYBE: Final = 1
    LIKELY: Final = 2
    FUTURE: Final = 4
    WAITING: Final = 8
    READY: Final = 16
    STARTED: Final = 32
    COMPLETED: Final = 64
    ERROR: Final = 128
    CANCELLED: Final = 256
    FINISHED_MASK: Final = 448
    DEFINITE_MASK: Final = 60
    PREDICTED_MASK: Final = 3
    NOT_FINISHED_MASK: Final = 63
    ANY_MASK: Final = 511
    @classmethod
    def get_name(cls, state: int) -> str: ...
    @classmethod
    def get_value(cls, name: str) -> int: ...

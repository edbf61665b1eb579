from marshmallow import fields
from werkzeug.datastructures import FileStorage

class Upload(fields.Field[FileStorage]):
    def __init__(self, format: str = "binary", *, required: bool = False) -> None: ...

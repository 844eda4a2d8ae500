"""Files sent by browsers: written to disk as they come, and no further once they are too large."""

from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from shuyou.kernel.files.text import MEGABYTE

UPLOAD_LIMIT: Final = 256 * MEGABYTE
"""The most bytes that one request may bring; larger files are read where they lie, by a command."""

MARK: Final = "shuyou.upload_too_large"
"""Under which a request knows that an upload was not taken (see `shuyou.kernel.doors.oversize`)."""


class SizeGuard(FileUploadHandler):
    """Ends an upload that is too large: the rest is read over, not kept, so that the page can say why."""

    limit = UPLOAD_LIMIT
    _taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a part on to the next handler."""
        self._taken += len(raw_data)
        if self._taken > self.limit:
            if self.request is not None:
                self.request.META[MARK] = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """Leave the file to the next handler."""
        return None

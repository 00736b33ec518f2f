"""How much may be uploaded, and what somebody is told who wants more."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from index import QuothError
from rag import Settings

MEGABYTE = 1_000_000


class UploadRefused(QuothError):
    """A document that is not taken in; `status` is the HTTP status that says so."""

    def __init__(self, message: str, status: HTTPStatus) -> None:
        """Say why, and what to do."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits on uploads; all but `sessions` are of one session.

    `minutes` is how long documents are kept that nobody asks.
    """

    file_bytes: int
    total_bytes: int
    files: int
    passages: int
    sessions: int
    minutes: float

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return the limits that the settings set."""
        return cls(
            file_bytes=settings.upload_file_mb * MEGABYTE,
            total_bytes=settings.upload_total_mb * MEGABYTE,
            files=settings.upload_files,
            passages=settings.upload_passages,
            sessions=settings.upload_sessions,
            minutes=settings.upload_minutes,
        )

    def refuse_size(self, size: int) -> None:
        """Raise UploadRefused for a file of a size that none may have."""
        if size == 0:
            message = "This file is empty."
            raise UploadRefused(message, HTTPStatus.BAD_REQUEST)
        if size > self.file_bytes:
            message = (
                f"This file has {megabytes(size)}, and at most {megabytes(self.file_bytes)} are"
                " taken (QUOTH_UPLOAD_FILE_MB). Split it."
            )
            raise UploadRefused(message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def refuse_more(self, files: int, held: int, size: int) -> None:
        """Raise UploadRefused when a file of a size does not fit beside what is held already."""
        if files >= self.files:
            message = (
                f"You have {files} documents here, which is as many as one may have"
                " (QUOTH_UPLOAD_FILES). Remove some first."
            )
            raise UploadRefused(message, HTTPStatus.CONFLICT)
        if held + size > self.total_bytes:
            message = (
                f"Your documents have {megabytes(held)} and this one {megabytes(size)}, and"
                f" together they may have {megabytes(self.total_bytes)} (QUOTH_UPLOAD_TOTAL_MB)."
                " Remove some first."
            )
            raise UploadRefused(message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def refuse_session(self, sessions: int, of_sender: int) -> None:
        """Raise UploadRefused when as many sessions have documents as may, in all or of one sender.

        One sender may have half of all, and so cannot keep everybody else out.
        """
        if sessions >= self.sessions:
            message = (
                f"{sessions} people have documents here at the moment, which is as many as there"
                " may be (QUOTH_UPLOAD_SESSIONS). Try again later."
            )
            raise UploadRefused(message, HTTPStatus.SERVICE_UNAVAILABLE)
        if of_sender >= (self.sessions + 1) // 2:
            message = (
                f"{of_sender} tabs at your address have documents here, which is as many as one"
                " address may have (half of QUOTH_UPLOAD_SESSIONS). Remove the documents of one, or"
                " try again later."
            )
            raise UploadRefused(message, HTTPStatus.TOO_MANY_REQUESTS)

    def too_many_passages(self) -> UploadRefused:
        """Say that a document does not fit beside the others."""
        message = (
            f"With this document yours would have more than {self.passages:,} passages, which is as"
            " many as they may have (QUOTH_UPLOAD_PASSAGES). Split it, or remove others first."
        )
        return UploadRefused(message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def megabytes(size: int) -> str:
    """Return a number of bytes as a person says it, never as less than it is by much."""
    if size < MEGABYTE:
        return f"{size / 1_000:,.0f} kB"
    return f"{size / MEGABYTE:,.1f} MB".replace(".0 ", " ")

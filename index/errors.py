"""Every error that Quoth raises on purpose.

    QuothError                     exit status 1 unless a line below says otherwise
    |-- ArticleError               a source that cannot be read
    |-- EmbeddingError             the model, or a text that is too long for it
    |   `-- TextTooLong
    |-- StoreError                 the index folder
    |   |-- StoreMissing
    |   |-- StoreIncompatible      made by another model, chunking or schema
    |   |-- StoreDamaged
    |   |-- StoreLocked            another process is writing
    |   `-- StoreReadOnly
    |-- ReaderError                the reader's weights (raised in rag)
    |-- QuestionError              a question that cannot be asked (exit status 2)
    |-- TrainingDataError          a SQuAD-format file that cannot be trained on (rag.reader; 2)
    `-- GoldError                  a gold file that cannot be used (raised in eval)

A message says what was wrong, names the value, and says what to do next.
"""


class QuothError(Exception):
    """Base of all errors that are meant for the person at the keyboard."""

    exit_status = 1


class ArticleError(QuothError):
    """A source cannot be read as an article: empty, binary, or in no known encoding."""


class EmbeddingError(QuothError):
    """The embedding model cannot be loaded, or is not the one that was asked for."""


class TextTooLong(EmbeddingError):
    """A text has more tokens than the model reads; nothing is ever cut silently."""


class StoreError(QuothError):
    """The index folder cannot be used."""


class ArticleMissing(StoreError):
    """The index holds no article of that id."""


class StoreMissing(StoreError):
    """There is no index at the given path."""


class StoreIncompatible(StoreError):
    """The index was made with another model, chunking or schema."""


class StoreDamaged(StoreError):
    """The index holds bytes that cannot be right."""


class StoreLocked(StoreError):
    """Another process is writing to the index."""


class StoreReadOnly(StoreError):
    """The index has to be written, and the folder does not allow it."""


class ReaderError(QuothError):
    """The reader's weights are missing, altered, or not an extractive question-answering model."""


class QuestionError(QuothError):
    """A question that cannot be asked: empty, without a word in it, or too long."""

    exit_status = 2


class GoldError(QuothError):
    """A gold file that cannot be used; the message names the line, the value and the remedy."""

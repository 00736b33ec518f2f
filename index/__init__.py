"""Articles -> something searchable. Knows no question and no answer."""

from index.adding import Report, Wishes, add_files
from index.article import parse_article, read_article
from index.build import Progress, build, read_folder, rebuild, recipe_for
from index.embedder import Embedder, HashingEmbedder, SentenceTransformerEmbedder, Vectors
from index.errors import (
    ArticleError,
    ArticleMissing,
    EmbeddingError,
    GoldError,
    QuestionError,
    QuothError,
    ReaderError,
    StoreDamaged,
    StoreError,
    StoreIncompatible,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    TextTooLong,
)
from index.finding import Findings, Found, find_files
from index.formats.detecting import UNREAD
from index.formats.page_image import PageImage
from index.formats.source import Columns
from index.pages import draw_cited_page
from index.sentences import (
    article_sentences,
    block_sentences,
    sentences_between,
    split_sentences,
)
from index.shapes import count_words, is_question
from index.spanning import SpanningStore
from index.store import Entry, FileRecord, FolderStore, Recipe, Store
from index.store.proofs import Problem
from index.types import Article, Block, BlockKind, Hit, Passage
from index.verify import Verification, repair, verify

__all__ = [
    "UNREAD",
    "Article",
    "ArticleError",
    "ArticleMissing",
    "Block",
    "BlockKind",
    "Columns",
    "Embedder",
    "EmbeddingError",
    "Entry",
    "FileRecord",
    "Findings",
    "FolderStore",
    "Found",
    "GoldError",
    "HashingEmbedder",
    "Hit",
    "PageImage",
    "Passage",
    "Problem",
    "Progress",
    "QuestionError",
    "QuothError",
    "ReaderError",
    "Recipe",
    "Report",
    "SentenceTransformerEmbedder",
    "SpanningStore",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreIncompatible",
    "StoreLocked",
    "StoreMissing",
    "StoreReadOnly",
    "TextTooLong",
    "Vectors",
    "Verification",
    "Wishes",
    "add_files",
    "article_sentences",
    "block_sentences",
    "build",
    "count_words",
    "draw_cited_page",
    "find_files",
    "is_question",
    "parse_article",
    "read_article",
    "read_folder",
    "rebuild",
    "recipe_for",
    "repair",
    "sentences_between",
    "split_sentences",
    "verify",
]

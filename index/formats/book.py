"""EPUB -> an article: the chapters in reading order."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from index.article import Told, make_article
from index.dates import parse_full_date
from index.errors import ArticleError
from index.formats.archive import open_archive, read_part
from index.formats.layout import Piece, lay_out, plain
from index.formats.markup import parse_html, walk
from index.formats.source import Source
from index.types import Article, BlockKind

MEDIA_TYPE = "application/epub+zip"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTER_TYPES = {"application/xhtml+xml", "text/html"}
# Fonts may be scrambled in a book that is free to read.
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_book(source: Source) -> Iterator[Article]:
    """Yield a book as one article. Raises ArticleError."""
    with open_archive(source) as archive:
        _refuse_protected(source, archive)
        package, folder = _package(source, archive)
        layout = lay_out(_chapters(source, archive, package, folder), source.id)
    yield make_article(source.id, layout.text, layout.blocks, _told(package), media_type=MEDIA_TYPE)


def _refuse_protected(source: Source, archive: zipfile.ZipFile) -> None:
    if _ENCRYPTION not in archive.namelist():
        return
    root = _xml(source, archive, _ENCRYPTION)
    methods = (one.get("Algorithm", "") for one in root.iter() if _name(one) == "EncryptionMethod")
    if not all(method in _FONT_SCRAMBLING for method in methods):
        message = f"{source.id}: is protected against copying (DRM); Quoth cannot read it"
        raise ArticleError(message)


def _package(source: Source, archive: zipfile.ZipFile) -> tuple[Element, str]:
    """Return the package document, and the folder from which its paths count."""
    for element in _xml(source, archive, _CONTAINER).iter():
        path = element.get("full-path")
        if _name(element) == "rootfile" and path:
            return _xml(source, archive, path), posixpath.dirname(path)
    message = f"{source.id}: names no package document in {_CONTAINER}; save it again as EPUB"
    raise ArticleError(message)


def _chapters(
    source: Source, archive: zipfile.ZipFile, package: Element, folder: str
) -> Iterator[Piece]:
    items = {
        item.get("id"): item.get("href", "")
        for item in package.iter()
        if _name(item) == "item" and item.get("media-type") in _CHAPTER_TYPES
    }
    for place in package.iter():
        href = items.get(place.get("idref"))
        if _name(place) != "itemref" or href is None or place.get("linear") == "no":
            continue
        path = posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
        tree = parse_html(read_part(source, archive, path).decode("utf-8", "replace"))
        for piece in walk(tree) if tree is not None else ():
            # A chapter's title is a heading of the book.
            titled = piece.kind is BlockKind.TITLE
            yield Piece(BlockKind.HEADING, piece.text) if titled else piece


def _told(package: Element) -> Told:
    found: dict[str, str] = {}
    for element in package.iter():
        if element.text and element.text.strip():
            found.setdefault(_name(element), plain(element.text))
    by = found.get("publisher") or found.get("creator")
    return Told(found.get("title"), by, parse_full_date(found.get("date", "")))


def _xml(source: Source, archive: zipfile.ZipFile, name: str) -> Element:
    try:
        root: Element = ElementTree.fromstring(read_part(source, archive, name))
    except (ParseError, DefusedXmlException, ValueError) as error:
        message = f"{source.id}: its part {name!r} is not XML that can be read ({error})"
        raise ArticleError(message) from error
    return root


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]

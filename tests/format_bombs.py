"""Files that were made to exhaust, to escape or to run: each has to end in one clear line."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import format_samples as samples

_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def _repacked(data: bytes, changed: dict[str, str | bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {n: archive.read(n) for n in archive.namelist()}
    return samples.zipped(parts | changed)


def _with_large_part(data: bytes, name: str, megabytes: int) -> bytes:
    """Return an archive with a part of so many megabytes of blanks, made without holding them."""
    saved = io.BytesIO(_repacked(data, {name: b""}))
    with zipfile.ZipFile(saved) as archive:
        rest = {n: archive.read(n) for n in archive.namelist() if n != name}
    saved = io.BytesIO(samples.zipped(rest))
    with (
        zipfile.ZipFile(saved, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as part,
    ):
        for _ in range(megabytes):
            part.write(b" " * 1_000_000)
    return saved.getvalue()


def zip_bomb() -> bytes:
    return _with_large_part(samples.word(), "word/document.xml", 150)


def zip_of_many() -> bytes:
    return _repacked(samples.book(), {f"x{n}": "" for n in range(12_000)})


def lying_zip() -> bytes:
    """Return a book whose directory says that its chapter is small; unpacked it is 100 MB."""
    big = _with_large_part(samples.book(), "OEBPS/one.xhtml", 100)
    return big.replace(struct.pack("<I", 100_000_000), struct.pack("<I", 1_000))


def traversal() -> bytes:
    return _repacked(samples.book(), {"../../etc/cron.d/x": "* * * * * root true"})


def billion_laughs_word() -> bytes:
    return _repacked(samples.word(), {"word/document.xml": f"{_LAUGHS}<a>&l9;</a>"})


def billion_laughs_book() -> bytes:
    return _repacked(samples.book(), {"OEBPS/book.opf": f"{_LAUGHS}<package>&l9;</package>"})


def billion_laughs_feed() -> bytes:
    return f'{_LAUGHS}<rss version="2.0"><channel><title>&l9;</title></channel></rss>'.encode()


def external_entity() -> bytes:
    head = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return _repacked(samples.book(), {"OEBPS/book.opf": f"{head}<package>&x;</package>"})


def macros() -> bytes:
    return _repacked(samples.word(), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def deep_html() -> bytes:
    return b"<div>" * 100_000 + b"Deep down it rained." + b"</div>" * 100_000


def deep_json() -> bytes:
    return b"[" * 2_000_000


def deep_markdown() -> bytes:
    return b"> " * 100_000 + b"Quoted very deeply."


def many_brackets() -> bytes:
    return b"[" * 50_000 + b"text" + b"](" * 50_000


def endless_table() -> bytes:
    return b"<table>" + b"<tr><td>1<td>2" * 100_000


def endless_row() -> bytes:
    return b"text\n" + b'"' + b"a," * 5_000_000


def pdf_bomb() -> bytes:
    """Return a PDF whose page is 300 MB of drawing commands in 300 KB."""
    packer = zlib.compressobj(9)
    pieces = [packer.compress(b"BT /F 9 Tf (rain) Tj ET\n" * 12_000) for _ in range(1_000)]
    packed = b"".join((*pieces, packer.flush()))
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    plain = samples.pdf((("Rain fell.",),))
    start = plain.index(b"5 0 obj")
    end = plain.index(b"endobj", start)
    return plain[:start] + b"5 0 obj\n" + stream + b"\n" + plain[end:]


def pdf_loop() -> bytes:
    """Return a PDF whose pages are each other's parents."""
    return samples.pdf().replace(b"/Kids [", b"/Kids [2 0 R 2 0 R ")


def many_pages() -> bytes:
    return samples.pdf((("Rain.",),)).replace(
        b"/Kids [6 0 R]", b"/Kids [" + b"6 0 R " * 20_000 + b"]"
    )


BOMBS = {
    "zip-bomb.docx": zip_bomb,
    "many-parts.epub": zip_of_many,
    "lying.epub": lying_zip,
    "traversal.epub": traversal,
    "laughs.docx": billion_laughs_word,
    "laughs.epub": billion_laughs_book,
    "laughs.xml": billion_laughs_feed,
    "external.epub": external_entity,
    "macros.docm": macros,
    "deep.html": deep_html,
    "deep.json": deep_json,
    "deep.md": deep_markdown,
    "brackets.md": many_brackets,
    "endless.html": endless_table,
    "endless.csv": endless_row,
    "bomb.pdf": pdf_bomb,
    "loop.pdf": pdf_loop,
    "pages.pdf": many_pages,
}

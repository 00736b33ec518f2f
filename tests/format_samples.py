"""One good file of every format, all telling the same story, made without any file on the disk."""

from __future__ import annotations

import io
import json
import zipfile

import docx

TITLE = "The ferry to Norrholm is late again"
PUBLISHER = "The Harbour Post"
DAY = "2025-03-03"
FIRST = "The ferry to Norrholm left two hours late on Monday, the operator said."
HEADING = "What went wrong"
SECOND = "A pump had broken on the night before, and no spare part was to be had in Östby."
ITEMS = ("A second boat is hired for the week", "Tickets stay valid until the end of March")
QUOTE = "“We are sorry,” said the captain, Ida Lund."
ROWS = (("Day", "Delay"), ("Monday", "2 hours"), ("Tuesday", "1 hour"))
PARAGRAPHS = (FIRST, SECOND)


def plain_text() -> bytes:
    items = "\n".join(f"- {item}" for item in ITEMS)
    return (
        f"{TITLE}\n\nPublished: 3 March 2025\nPublisher: {PUBLISHER}\n\n{FIRST}\n\n{HEADING}\n\n"
        f"{SECOND}\n\n{items}\n\n{QUOTE}\n"
    ).encode()


def markdown() -> bytes:
    items = "\n".join(f"- {item}" for item in ITEMS)
    rows = "\n".join("| " + " | ".join(row) + " |" for row in (ROWS[0], ("---", "---"), *ROWS[1:]))
    return (
        f"---\ntitle: {TITLE}\ndate: {DAY}\npublisher: '{PUBLISHER}'\n---\n\n# {TITLE}\n\n"
        f"{FIRST.replace('two hours', '**two** [hours](https://example.org)')}\n\n## {HEADING}\n\n"
        f"{SECOND}\n\n{items}\n\n> {QUOTE}\n\n{rows}\n"
    ).encode()


def body_html() -> str:
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS)
    return (
        f"<h1>{TITLE}</h1><p>{FIRST.replace('two hours', '<b>two</b> hours')}</p>"
        f"<h2>{HEADING}</h2><p>{SECOND}</p><ul>{items}</ul>"
        f"<blockquote><p>{QUOTE}</p></blockquote><table>{rows}</table>"
    )


def web_page() -> bytes:
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        f"<title>{TITLE} - {PUBLISHER}</title>"
        f'<meta property="og:site_name" content="{PUBLISHER}">'
        f'<meta property="og:title" content="{TITLE}">'
        f'<meta property="article:published_time" content="{DAY}T08:00:00Z">'
        "<script>document.write('<p>Written by a script.</p>')</script></head><body>"
        "<nav><ul><li><a href=/>Home</a></li><li><a href=/s>Sport</a></li></ul></nav>"
        f"<main><article>{body_html()}</article></main>"
        "<aside><h3>Most read</h3><a href=/c>Cats are cute</a></aside>"
        "<footer>Imprint and cookie settings</footer></body></html>"
    ).encode()


def word() -> bytes:
    document = docx.Document()
    document.core_properties.author = PUBLISHER
    document.add_heading(TITLE, 0)
    document.add_paragraph(FIRST)
    document.add_heading(HEADING, 1)
    document.add_paragraph(SECOND)
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    document.add_paragraph(QUOTE, style="Quote")
    table = document.add_table(rows=0, cols=2)
    for row in ROWS:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


def book() -> bytes:
    namespace = "xmlns='http://www.w3.org/1999/xhtml'"
    page = f"<html {namespace}><head><title>x</title></head><body>{{}}</body></html>"
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
            ),
            "OEBPS/book.opf": (
                '<package xmlns="http://www.idpf.org/2007/opf" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
                f"<dc:title>{TITLE}</dc:title><dc:publisher>{PUBLISHER}</dc:publisher>"
                f"<dc:date>{DAY}</dc:date></metadata><manifest>"
                '<item id="b" href="two.xhtml" media-type="application/xhtml+xml"/>'
                '<item id="a" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
                '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
            ),
            "OEBPS/one.xhtml": page.format(body_html()),
            "OEBPS/two.xhtml": page.format("<h1>Afterword</h1><p>This is the end of it.</p>"),
        }
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # Of one date, so that the same parts are the same bytes.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return saved.getvalue()


def rows() -> list[dict[str, str]]:
    return [
        {
            "headline": TITLE,
            "date": DAY,
            "source": PUBLISHER,
            "text": f"{FIRST}\n\n{SECOND}",
        },
        {
            "headline": "Calm",
            "date": DAY,
            "source": PUBLISHER,
            "text": "Nothing happened, at last.",
        },
        {"headline": "Empty", "date": DAY, "source": PUBLISHER, "text": ""},
    ]


def csv_export() -> bytes:
    quoted = [",".join(f'"{value}"' for value in row.values()) for row in rows()]
    return "\r\n".join([",".join(rows()[0]), *quoted]).encode()


def json_export() -> bytes:
    return json.dumps({"status": "ok", "articles": rows()}).encode()


def json_lines() -> bytes:
    return "\n".join(json.dumps(row) for row in rows()).encode()


def feed() -> bytes:
    items = "".join(
        f"<item><title>{row['headline']}</title><pubDate>Mon, 03 Mar 2025 08:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{row['text'].replace(chr(10), '')}&lt;/p&gt;</description></item>"
        for row in rows()[:2]
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{PUBLISHER}</title>{items}</channel></rss>"
    ).encode()


def pdf(pages: tuple[tuple[str, ...], ...] = (), title: str = TITLE) -> bytes:
    """Return a PDF of the paragraphs of each page, set in Helvetica, with a head and a number."""
    pages = pages or ((TITLE, FIRST), (SECOND,), (QUOTE, *ITEMS))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) /Author ({PUBLISHER}) /CreationDate (D:20250303080000Z) >>".encode(),
    ]
    kids = []
    for number, paragraphs in enumerate(pages, start=1):
        stream = _page_stream(number, paragraphs)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % len(objects)
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _pdf_file(objects)


def _page_stream(number: int, paragraphs: tuple[str, ...]) -> bytes:
    lines = [(560, 9, "Harbour news, all about ferries"), (30, 9, f"Page {number}")]
    height = 500
    for paragraph in paragraphs:
        size = 18 if paragraph == TITLE else 11
        for line in _wrapped(paragraph, 60 if size == 11 else 40):
            lines.append((height, size, line))
            height -= size + 2
        height -= 20
    shown = (f"BT /F {size} Tf 40 {y} Td ({_escaped(line)}) Tj ET" for y, size, line in lines)
    return "\n".join(shown).encode("cp1252")


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf_file(objects: list[bytes]) -> bytes:
    written = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    written += b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(written)


GOOD = {
    "story.txt": plain_text,
    "story.md": markdown,
    "story.html": web_page,
    "story.pdf": pdf,
    "story.docx": word,
    "story.epub": book,
    "story.csv": csv_export,
    "story.json": json_export,
    "story.jsonl": json_lines,
    "story.xml": feed,
}

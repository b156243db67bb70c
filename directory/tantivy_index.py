"""The embedded index: tantivy in memory, built from the database; Dutch stems and one typing error."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

import tantivy

from .model import Service

_WORD = re.compile(r"\w+")
_FIELDS = ("name", "organization", "kind", "place", "for_whom")
_HEAP = 15_000_000


class TantivyIndex:
    """One index for this process; a rebuild replaces it whole."""

    def __init__(self) -> None:
        self._index = _empty()

    def rebuild(self, services: Iterable[Service]) -> None:
        index = _empty()
        writer = index.writer(_HEAP, 1)
        for service in services:
            document = tantivy.Document()
            document.add_text("id", str(service.id))
            document.add_text("name", service.name)
            document.add_text("organization", service.organization_name)
            document.add_text("kind", service.service_type.replace("-", " "))
            document.add_text("place", f"{service.place} {service.postcode4}")
            document.add_text("for_whom", service.for_whom)
            document.add_text("words", f"{service.name} {service.organization_name}".lower())
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._index = index

    def search(self, text: str, limit: int) -> tuple[UUID, ...]:
        words = _WORD.findall(text.lower())[:8]
        if not words:
            return ()
        searcher = self._index.searcher()
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, self._word(word)) for word in words]
        )
        hits = searcher.search(query, limit).hits
        return tuple(UUID(searcher.doc(address)["id"][0]) for _, address in hits)

    def _word(self, word: str) -> tantivy.Query:
        """This word in its stem, or in the plain words with one typing error or as a beginning."""
        schema = self._index.schema
        stemmed = self._index.parse_query(word, list(_FIELDS))
        close = tantivy.Query.fuzzy_term_query(
            schema, "words", word, distance=1 if len(word) > 3 else 0, prefix=True
        )
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.boost_query(stemmed, 3.0)),
                (tantivy.Occur.Should, close),
            ]
        )


def _empty() -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for field in _FIELDS:
        builder.add_text_field(field, tokenizer_name="dutch")
    builder.add_text_field("words", tokenizer_name="default")
    index = tantivy.Index(builder.build())
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("dutch"))
        .build()
    )
    index.register_tokenizer("dutch", analyzer)
    return index

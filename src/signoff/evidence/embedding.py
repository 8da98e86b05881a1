"""Puts a signature into a PDF, over the whole file. It has a module of its own since its library is large.

`signer.py` makes the signature and loads this when the first document is signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

_FIELD = "Signoff"


class NotSignable(Exception):
    """The bytes are not a dated, unsigned PDF, which is all that is ever signed."""


def embedded(pdf: bytes, sign: Callable[[bytes], bytes], reserved: int) -> bytes:
    """The PDF with what `sign` makes of its digest, in a place of so many bytes. Raises NotSignable."""
    try:
        writer = _Writer(BytesIO(pdf))
        dated_at = generic.parse_pdf_date(writer.prev.trailer["/Info"]["/CreationDate"])
        is_signed = bool(writer.prev.embedded_signatures)
    except (PdfError, KeyError, AttributeError, ValueError, TypeError) as error:
        raise NotSignable("no dated PDF") from error
    if is_signed:
        raise NotSignable("signed already")
    return _signed(writer, dated_at, sign, reserved)


def _signed(
    writer: IncrementalPdfFileWriter, dated_at: datetime, sign: Callable[[bytes], bytes], reserved: int
) -> bytes:
    embedding: Any = PdfCMSEmbedder(SigFieldSpec(_FIELD)).write_cms(_FIELD, writer)
    next(embedding)
    placeholder = SignatureObject(
        timestamp=dated_at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=reserved
    )
    # Certified, with no change allowed: readers then complain about additions by themselves.
    changes = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    embedding.send(SigObjSetup(placeholder, mdp_setup=changes))
    prepared, output = embedding.send(SigIOSetup(md_algorithm="sha256"))
    embedding.send(sign(prepared.document_digest))
    signed = output.getvalue()
    if not isinstance(signed, bytes):
        raise TypeError("the signed PDF is not bytes")
    return signed


class _Writer(IncrementalPdfFileWriter):
    """The library's writer without its own touch: no random identifier, no dates or program names of its own."""

    @classmethod
    def _handle_id(cls, prev: Any) -> generic.ArrayObject:
        first = prev.trailer["/ID"][0]
        prev.stream.seek(0)
        second = hashlib.sha256(prev.stream.read()).digest()[:16]
        return generic.ArrayObject([first, generic.ByteStringObject(second)])

    def _update_meta(self) -> None:
        """Leaves the document's own description as it was drawn."""

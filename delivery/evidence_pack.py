"""The evidence of a batch as a signed PDF (PAdES) and a signed JSON file, both by the installation's own certificate.

The JSON file is `{"evidence": …, "signature": {"algorithm", "certificate", "value"}}`: ECDSA on P-256 with SHA-256 over the evidence in
canonical form (keys sorted, no spaces, UTF-8). Source: ETSI EN 319 142-1 (PAdES baseline B-B); FIPS 186-5.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from domain.errors import SetupError

YEARS = 10
ALGORITHM = "ECDSA-P256-SHA256"
Evidence = Mapping[str, Any]


class Seal:
    """The installation's signing key with its certificate, in a PKCS #12 file of mode 0600; made at the first use."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            _make(path)
        self._stored = path.read_bytes()
        key, certificate, _ = pkcs12.load_key_and_certificates(self._stored, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None:
            raise SetupError("evidence_key", f"{path} must hold a P-256 key with its certificate, without a password.")
        self._key, self.certificate = key, certificate

    def as_json(self, evidence: Evidence) -> bytes:
        """The signed JSON file."""
        value = self._key.sign(canonical(evidence), ec.ECDSA(hashes.SHA256()))
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        signature = {"algorithm": ALGORITHM, "certificate": pem, "value": base64.b64encode(value).decode()}
        return json.dumps({"evidence": evidence, "signature": signature}, indent=1, ensure_ascii=False).encode()

    def as_pdf(self, evidence: Evidence) -> bytes:
        """The signed PDF: what a person reads, and the hash of the canonical JSON."""
        signer = signers.SimpleSigner.load_pkcs12_data(self._stored, other_certs=[])
        if signer is None:
            raise SetupError("evidence_key", "The signing key of the evidence cannot be read.")
        about = signers.PdfSignatureMetadata(field_name="Spunta", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        signed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(_drawn(evidence))), about, signer=signer)
        return bytes(signed.getvalue())


def is_genuine(file: bytes, certificate: x509.Certificate | None = None) -> bool:
    """Was the JSON file signed by its certificate (and is that the one expected), and not altered since?"""
    told = json.loads(file)
    own = x509.load_pem_x509_certificate(told["signature"]["certificate"].encode())
    key = own.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or (certificate is not None and own != certificate):
        return False
    try:
        key.verify(base64.b64decode(told["signature"]["value"]), canonical(told["evidence"]), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def canonical(evidence: Evidence) -> bytes:
    """The bytes that are signed."""
    return json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _drawn(evidence: Evidence) -> bytes:
    styles, out = getSampleStyleSheet(), io.BytesIO()
    parts: list[Flowable] = [Paragraph(f"Evidence of batch {escape(str(evidence['batch']['id']))}", styles["Title"])]
    parts += [Paragraph(f"SHA-256 of the data: {hashlib.sha256(canonical(evidence)).hexdigest()}", styles["Code"]), Spacer(1, 12)]
    for title, rows in evidence.items():
        parts.append(Paragraph(escape(title), styles["Heading2"]))
        for row in rows if isinstance(rows, list) else [rows]:
            text = "; ".join(f"{name}: {value}" for name, value in row.items()) if isinstance(row, Mapping) else str(row)
            parts.append(Paragraph(escape(text), styles["BodyText"]))
    SimpleDocTemplate(out, pagesize=A4, title="Evidence", invariant=1).build(parts)
    return out.getvalue()


def _make(path: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Spunta evidence")])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(minutes=5))
    built = built.not_valid_after(now + timedelta(days=366 * YEARS)).add_extension(usage, critical=True)
    certificate = built.sign(key, hashes.SHA256())
    packed = pkcs12.serialize_key_and_certificates(b"Spunta evidence", key, certificate, None, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(packed)

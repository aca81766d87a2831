"""Creates a certificate authority and a server's certificate: FOLDER DAYS HOST …

The authority's key is not written anywhere; cryptography is one of Flower's own requirements.
"""

import os
import sys
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def usage(*, signs: bool) -> x509.KeyUsage:
    """Key usage: signing certificates, or a server's own signatures."""
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    never = dict.fromkeys((*others, "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, **never
    )


def main(folder: Path, days: int, hosts: list[str]) -> None:
    ca_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = name("federation's certificate authority")
    ca_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    # Tolerates clocks that are a little slow.
    start = datetime.now(timezone.utc) - timedelta(minutes=5)

    def certificate(subject: x509.Name, key: ec.EllipticCurvePrivateKey, signs: bool):
        own_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_id)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(ca_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=days))
            .add_extension(
                x509.BasicConstraints(ca=signs, path_length=0 if signs else None), critical=True
            )
            .add_extension(usage(signs=signs), critical=True)
            .add_extension(own_id, critical=False)
            .add_extension(authority, critical=False)
        )

    authority = certificate(ca_name, ca_key, True).sign(ca_key, hashes.SHA256())
    server = (
        certificate(name(hosts[0][:64]), server_key, False)
        .add_extension(x509.SubjectAlternativeName(map(general_name, hosts)), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    private = server_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem = serialization.Encoding.PEM
    write(folder / "ca.pem", authority.public_bytes(pem), 0o644)
    write(folder / "server.pem", server.public_bytes(pem), 0o644)
    write(folder / "server-key.pem", private, 0o600)


def write(file: Path, content: bytes, mode: int) -> None:
    """Replaces the file atomically; a key is never readable by others, not even briefly."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(part, flags, mode), "wb") as output:
        output.write(content)
    os.replace(part, file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])

"""TLS is verified, and a certificate of one's own authority is taken when it is named."""

import shutil
import ssl
import subprocess

import pytest

from recognizer.backends.serving_errors import UnreachableError
from recognizer.contract import Request

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl makes the certificate"
)


@pytest.fixture
def certificate(tmp_path):
    made = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
    )
    host = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "ca.pem"]
    subprocess.run(["openssl", *made.split(), *host, *files], check=True, capture_output=True)
    return tmp_path / "ca.pem"


@pytest.fixture
def encrypted(serve, certificate):
    server = serve()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server.url.replace("http://", "https://")


def test_a_certificate_nobody_vouches_for_is_refused(bench, encrypted, picture):
    with pytest.raises(UnreachableError, match=r"not trusted.*CA file"):
        bench.connect(encrypted).read([Request(picture("가"))])


def test_ones_own_authority_is_taken(bench, encrypted, certificate, picture):
    client = bench.connect(encrypted, ca_file=certificate)

    assert client.read([Request(picture("가"))])[0].prediction.text == "가"


def test_the_certificate_has_to_be_of_that_host(bench, encrypted, certificate, picture):
    elsewhere = encrypted.replace("127.0.0.1", "localhost")

    with pytest.raises(UnreachableError, match="not trusted"):
        bench.connect(elsewhere, ca_file=certificate).read([Request(picture("가"))])

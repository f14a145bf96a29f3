import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.backends.serving_url import ServingAddress, parse_serving_url
from recognizer.errors import BackendError


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("http://ocr.example:8501/v1/models/ocr", "http://ocr.example:8501/v1/models/ocr"),
        ("https://ocr.example:443/v1/models/ocr", "https://ocr.example:443/v1/models/ocr"),
        ("ocr.example:9000", "http://ocr.example:9000/v1/models/ocr"),
        ("ocr.example", "http://ocr.example:8501/v1/models/ocr"),
        ("  ocr.example/ ", "http://ocr.example:8501/v1/models/ocr"),
        ("OCR.Example", "http://ocr.example:8501/v1/models/ocr"),
        ("192.168.0.7", "http://192.168.0.7:8501/v1/models/ocr"),
        ("[::1]:8501", "http://[::1]:8501/v1/models/ocr"),
        ("h/v1/models/alpha/versions/3", "http://h:8501/v1/models/alpha/versions/3"),
        ("h/v1/models/alpha/labels/stable", "http://h:8501/v1/models/alpha/labels/stable"),
        ("h/v1/models/alpha:predict", "http://h:8501/v1/models/alpha"),
        ("h/v1/models/alpha/versions/3:predict", "http://h:8501/v1/models/alpha/versions/3"),
        ("https://h:443/team/a/v1/models/ocr/", "https://h:443/team/a/v1/models/ocr"),
        ("https://h:443/team/a", "https://h:443/team/a/v1/models/ocr"),
        ("h/v1/models/%ED%95%9C", "http://h:8501/v1/models/%ED%95%9C"),
        ("grpc://h", "grpc://h:8500/v1/models/ocr"),
    ],
)
def test_addresses_as_people_type_them(typed, url):
    assert parse_serving_url(typed).url == url


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://",
        "ftp://h",
        "h:port",
        "h:99999",
        "h/v1/models/a b",
        "h/v1/models/",
        "h/v1/models/a/versions/latest",
        "h/v1/models/a?b=c",
        "http://h/v1/models/ocr#x",
        "http://[::1",
        "h/v1/models/a/versions/" + "9" * 5000,
        "h/v1/models/\udcb0",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(typed):
    with pytest.raises(BackendError, match="Write http://host:8501/v1/models/ocr"):
        parse_serving_url(typed)


def test_a_password_in_the_address_is_refused_and_not_repeated():
    with pytest.raises(BackendError, match="keyring") as raised:
        parse_serving_url("https://kim:hunter2@h/v1/models/ocr")
    assert "hunter2" not in str(raised.value)


def test_the_default_model_can_be_another():
    assert parse_serving_url("h", default_model="alpha").model == "alpha"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.0.9", True),
        ("[::1]", True),
        ("127.0.0.1.evil.example", False),
        ("10.0.0.1", False),
    ],
)
def test_loopback(host, loopback):
    assert parse_serving_url(host).loopback is loopback


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda name: name.strip() == name and name not in {".", ".."}
)


@given(model=names, version=st.none() | st.integers(0, 2**40))
def test_an_address_survives_being_written_and_read(model, version):
    address = ServingAddress("http", "h", 8501, model, version)
    assert parse_serving_url(address.url) == address

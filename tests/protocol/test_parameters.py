from __future__ import annotations

from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_oauth.errors import Refusal
from hub_oauth.protocol.parameters import Parameters

KNOWN = ("client_id", "state")


def parse(raw: bytes) -> Parameters:
    return Parameters.parse(raw, KNOWN)


def test_value_is_decoded_as_a_form() -> None:
    assert parse(b"state=a+b%20c%2B%C3%A9").get("state") == "a b c+é"


def test_value_keeps_its_equals_signs() -> None:
    assert parse(b"state=a==&client_id=b").get("state") == "a=="


def test_name_is_decoded_too() -> None:
    assert parse(b"client%5Fid=acme").get("client_id") == "acme"


@pytest.mark.parametrize("raw", [b"", b"client_id", b"client_id=", b"Client_ID=acme", b"client_id =acme"])
def test_absent_and_empty_are_the_same(raw: bytes) -> None:
    assert parse(raw).get("client_id") is None


@pytest.mark.yardstick("J1")
@pytest.mark.parametrize(
    "raw", [b"state=a&state=a", b"state=a&state=b", b"state=a&stat%65=b", b"state=a&state=", b"state=%zz&state=a"]
)
def test_repeated_is_refused(raw: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        parse(raw).get("state")
    assert (refused.value.cause, refused.value.values) == ("parameter_repeated", {"name": "state"})


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize(
    "value",
    [
        pytest.param(b"%", id="lone percent"),
        pytest.param(b"%2", id="half an escape"),
        pytest.param(b"%zz", id="not hexadecimal"),
        pytest.param(b"%+1", id="signed escape"),
        pytest.param(b"%ff%fe", id="not UTF-8"),
        pytest.param(b"\xff", id="not UTF-8, raw"),
        pytest.param(b"%C0%AF", id="overlong"),
        pytest.param(b"%ED%A0%80", id="surrogate"),
        pytest.param(b"%F4%90%80%80", id="beyond Unicode"),
        pytest.param(b"%00", id="NUL"),
        pytest.param(b"a\x00", id="NUL, raw"),
        pytest.param("é".encode("utf-16"), id="UTF-16"),
    ],
)
def test_unreadable_value_is_refused(value: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        parse(b"state=" + value).get("state")
    assert (refused.value.cause, refused.value.values) == ("parameter_malformed", {"name": "state"})


@pytest.mark.yardstick("J8")
@pytest.mark.parametrize("raw", [b"other=1&other=2", b"other=%zz", b"%zz=1", b"%ff=%00", b"\x00", b"&&=&=x", b"%"])
def test_unknown_names_are_ignored_however_bad(raw: bytes) -> None:
    parameters = parse(raw + b"&state=kept")
    parameters.check_all()
    assert parameters.get("state") == "kept"


def test_byte_order_mark_hides_no_second_name() -> None:
    assert not parse(b"\xef\xbb\xbfclient_id=acme").has("client_id")


def test_required_and_absent_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        parse(b"client_id=").require("client_id")
    assert (refused.value.cause, refused.value.values) == ("parameter_missing", {"name": "client_id"})


def test_required_and_there_is_given() -> None:
    assert parse(b"client_id=acme").require("client_id") == "acme"


def test_check_all_names_the_first_bad_one_in_the_known_order() -> None:
    with pytest.raises(Refusal) as refused:
        parse(b"state=%zz&client_id=a&client_id=b").check_all()
    assert refused.value.values == {"name": "client_id"}


def test_check_all_accepts_what_is_missing() -> None:
    parse(b"state=ok").check_all()


@pytest.mark.parametrize("raw", [b"state", b"state=", b"state=%zz", b"state=a&state=b"])
def test_has_sees_what_is_there_in_any_form(raw: bytes) -> None:
    assert parse(raw).has("state")


def test_has_does_not_see_what_is_absent() -> None:
    assert not parse(b"client_id=acme").has("state")


@pytest.mark.yardstick("A23")
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_back_byte_for_byte(text: str) -> None:
    assert parse(f"state={quote(text, safe='')}".encode()).get("state") == text


@given(st.binary())
def test_escaped_bytes_are_text_or_refused(value: bytes) -> None:
    parameters = parse(b"state=" + quote_from_bytes(value, safe="").encode())
    try:
        expected = value.decode()
    except UnicodeDecodeError:
        expected = "\0"
    if "\0" not in expected:
        assert parameters.get("state") == (expected or None)
        return
    with pytest.raises(Refusal, match="state is not valid"):
        parameters.get("state")


@given(st.binary())
def test_parsing_never_raises(raw: bytes) -> None:
    parse(raw)


def test_many_repetitions_are_not_all_kept() -> None:
    # Yardstick J6: a body of one name 100,000 times costs no more than two values.
    assert len(parse(b"&".join([b"state=1"] * 100_000)).received["state"]) == 2


@pytest.mark.yardstick("J6")
@pytest.mark.parametrize("raw", [b"a=1&" * 100_000 + b"state=x", b"state=" + b"%41" * 1_000_000, b"%41" * 1_000_000])
def test_large_input_is_read(raw: bytes) -> None:
    parameters = parse(raw)
    assert parameters.has("state") == (b"state=" in raw)
    assert len(parameters.get("state") or "") in {0, 1, 1_000_000}

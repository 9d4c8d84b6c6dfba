"""What keeps a share link secret: the headers of its page, and logs that do not hold its token."""

import base64
import hashlib
import logging
import re
from pathlib import Path

import httpx
import pytest

from readiness.context import Context
from readiness.web import share
from readiness.web.access_log import keep_secrets_out_of_access_log, without_secret
from tests.web.share.reading import EVERYTHING, Browser, make
from tests.web.test_door import free_port, start, stop


def test_the_page_lets_nothing_in_but_its_own_style_and_tells_nobody_of_itself(
    context: Context, initiative: str
) -> None:
    answer = Browser().open(make(context, initiative, EVERYTHING))
    policy = answer.headers["content-security-policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "script-src 'none'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert re.findall(r"<script| style=| on[a-z]+=|<form|<iframe|javascript:", answer.text) == []
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert len(answer.headers.get_list("referrer-policy")) == 1


def test_neither_the_page_nor_its_style_names_another_host(context: Context, initiative: str) -> None:
    page = Browser().open(make(context, initiative)).text
    assert re.findall(r"https?://[^\"'< )]+", page) == []


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/s/abcDEF_-123", "/s/…"),
        ("/s/abc?x=1", "/s/…?x=1"),
        ("/base/s/abc", "/base/s/…"),
        ("/s/view/0123", "/s/view/0123"),
        ("/s/abc/def", "/s/…/def"),
        ("/w/seat/abc", "/w/seat/…"),
        ("/projector/w1/abc", "/projector/w1/…"),
        ("/snapshots?initiative=s", "/snapshots?initiative=s"),
        ("/download/a/1/pdf", "/download/a/1/pdf"),
    ],
)
def test_what_opens_something_is_left_out_of_logs(path: str, logged: str) -> None:
    assert without_secret(path) == logged


def test_the_access_log_of_the_server_holds_no_token(caplog: pytest.LogCaptureFixture) -> None:
    keep_secrets_out_of_access_log()
    keep_secrets_out_of_access_log()
    log = logging.getLogger("uvicorn.access")
    with caplog.at_level(logging.INFO, logger="uvicorn.access"):
        log.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", "/s/SECRET", "1.1", 303)
    assert caplog.messages == ['127.0.0.1:5 - "GET /s/… HTTP/1.1" 303']


def test_a_failure_nobody_expected_is_logged_without_the_token(
    context: Context, initiative: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(share, "open_link", fails)
    answer = Browser().get("/s/SECRETSECRET")
    assert answer.status_code == 500
    assert "SECRETSECRET" not in caplog.text and "out of order" in caplog.text
    assert "SECRETSECRET" not in answer.text


def test_a_server_that_writes_down_every_address_writes_no_token_and_asks_no_reader_for_its_key(
    context: Context, initiative: str, own_database: Path, tmp_path: Path
) -> None:
    token = make(context, initiative)
    port = free_port()
    command = ("uvicorn", "app:app", "--host", "127.0.0.1", "--port", str(port))
    server = start(tmp_path, *command, port=port, READINESS_DATABASE=str(own_database))
    try:
        elsewhere = {"x-forwarded-for": "203.0.113.9"}
        with httpx.Client(headers=elsewhere) as client:
            assert client.get(server.url("/plan")).status_code == 401, "who comes from elsewhere needs the key"
            page = client.get(server.url(f"/s/{token}"), follow_redirects=True)
            assert page.status_code == 200 and "There is nothing" not in page.text
            assert client.get(server.url("/s/WRONG-TOKEN")).status_code == 404
        assert "GET /s/… " in server.log and "GET /s/view/" in server.log
        assert token not in server.log and "WRONG-TOKEN" not in server.log
    finally:
        stop(server)

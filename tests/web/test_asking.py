"""What no page can read is refused before it gets there."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_a_sign_that_no_database_keeps(client: FlaskClient) -> None:
    assert client.get("/inloggen?verder=%00").status_code == 400
    form = {"email": "amina@vlietdam.example\0", "password": "-"}
    answer = client.post("/inloggen", data=form)
    assert answer.status_code == 400
    assert "niet kunnen lezen" in answer.text

"""Documents uploaded to a running server: what goes in, what is said of each file, and who waits for whom."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from printed import made_sheet
from rendered import reportlab_pdf, word_document
from test_api import QUESTION
from test_recognition import body
from upload_server import Server, outcomes, sheet, taking_uploads, until

import app
from index.settings import Settings
from index.writer_lock import WriterLock

OHIO = "How many CyberTipline reports were made available to law enforcement in Ohio in 2023?"


pytestmark = pytest.mark.usefixtures("known_vectors", "no_upload_is_left")


@pytest.fixture
def server(own_home: Path) -> Iterator[Server]:
    with taking_uploads(Settings(home=own_home)) as running:
        yield running


# what goes in


def test_whose_sheet_it_is_can_be_said_with_an_upload(server: Server) -> None:
    sheet = [("data.md", f"# State Data\n\n{body('the state', '')}\n".encode())]
    (open_,) = server.upload(sheet).json()["files"]
    assert open_["document"]["place"] is None and "Say which" in open_["said"]
    (told,) = server.upload(sheet, place="Kansas", period="2022").json()["files"]
    document = told["document"]
    assert (document["place"], document["period"], document["said_place"]) == ("US-KS", "2022", "Kansas")
    answer = server.ask("How many missing children cases did NCMEC handle in Kansas in 2022?")
    assert [value["value"] for value in answer["values"]] == ["467"]


def test_answers_cover_what_was_uploaded(server: Server) -> None:
    assert server.ask(OHIO)["reason"] == "no_sheet_for_place"
    uploaded = server.upload(
        [("Ohio data.pdf", reportlab_pdf(made_sheet(reports="7,316")))],
        url="https://example.org/ohio",
        retrieved="2026-11-01",
    )
    assert uploaded.status_code == 200
    (file,) = uploaded.json()["files"]
    assert uploaded.json()["summary"] == "1 added, 0 unchanged, 0 removed, 0 refused."
    assert file["said"] == "Added Ohio data.pdf: Ohio 2023, 19 figures read"
    document = file["document"]
    assert (document["place"], document["period"], document["facts"]) == ("US-OH", "2023", 19)
    answer = server.ask(OHIO)
    assert [value["value"] for value in answer["values"]] == ["7316"]
    (citation,) = answer["citations"]
    assert citation["document_id"] == document["id"] and citation["source"] == "Ohio data.pdf"
    assert (citation["source_url"], citation["retrieved"]) == ("https://example.org/ohio", "2026-11-01")
    assert server.get(document["url"]).status_code == 200
    listed = {row["source"]: row for row in server.get("/api/documents").json()}
    assert len(listed) == 6 and listed["Ohio data.pdf"] == document


def test_each_file_is_met_by_itself(server: Server, corpus: Path) -> None:
    server.upload([("utah.txt", sheet("Utah"))])
    colorado = (corpus / "colorado-2023.txt").read_bytes()
    response = server.upload(
        [
            ("new.docx", word_document(made_sheet("Ohio"))),
            ("utah later.txt", sheet("Utah", reports="7,320")),
            ("colorado-2023.txt", colorado),
            ("copy.txt", colorado),
            ("broken.pdf", b"%PDF-1.7 nothing"),
            ("scan.exe", b"MZ"),
            ("empty.txt", b""),
            ("faq.md", b"# Help desk\n\nThe help desk opens at nine."),
        ]
    )
    assert response.status_code == 200
    assert outcomes(response) == {
        "new.docx": "added",
        "utah later.txt": "replaced",
        "colorado-2023.txt": "unchanged",
        "copy.txt": "duplicate",
        "broken.pdf": "refused",
        "scan.exe": "refused",
        "empty.txt": "refused",
        "faq.md": "added",
    }
    files = {file["name"]: file for file in response.json()["files"]}
    assert files["utah later.txt"]["replaces"] == "utah.txt"
    assert files["copy.txt"]["note"] == "the same as colorado-2023.txt, which is kept"
    assert files["colorado-2023.txt"]["document"]["facts"] == 21  # ten of the state's own, eleven overall
    assert files["faq.md"]["said"].endswith("no sheet of a known family, so it is quoted and no figures are read")
    assert ".exe is not a format that can be read" in files["scan.exe"]["said"]
    assert files["broken.pdf"]["document"] is None
    assert "statdesk-upload" not in response.text
    assert server.sources() >= {"new.docx", "utah later.txt", "faq.md"} and "utah.txt" not in server.sources()


def test_what_a_person_must_look_at_is_told_with_its_place(
    server: Server, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = server.upload([("ohio.txt", sheet(reports="7,3?5"))])
    (file,) = response.json()["files"]
    assert file["said"] == "Added ohio.txt: Ohio 2023, 18 figures read; 1 entry for a person to look at"
    assert file["needs_person"] == 1
    (flag,) = file["flags"]
    assert flag["kind"] == "unreadable_number" and "7,3?5" in flag["quote"]
    address, fragment = flag["url"].split("#")
    start, end = map(int, fragment.split("-"))
    assert server.get(f"{address}/text").content.decode()[start:end] == flag["quote"]
    assert server.ask(OHIO)["values"] == []
    # the command as it is shown, completed by a person who has read the original
    assert flag["accept"] == f'statdesk accept {flag["id"]} --name "YOUR NAME" --value NUMBER'
    monkeypatch.setenv("STATDESK_HOME", str(own_home))
    done = CliRunner().invoke(app.main, ["accept", flag["id"], "--name", "Jane Doe", "--value", "7325"])
    assert done.exit_code == 0, done.output
    assert [value["value"] for value in server.ask(OHIO)["values"]] == ["7325"]


def test_a_terminal_says_the_same(server: Server, own_home: Path, tmp_path: Path) -> None:
    files = {"a.txt": sheet("Ohio", reports="7,3?5"), "b.txt": sheet("Utah"), "c.md": b"Nine o'clock.", "d.txt": b""}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    response = server.upload(list(files.items())).json()
    other = tmp_path / "other"
    environment = {"STATDESK_HOME": str(other), "STATDESK_MODEL_DIRECTORY": str((own_home / "models").resolve())}
    done = CliRunner().invoke(app.main, ["add", *(str(tmp_path / name) for name in files)], env=environment)
    assert done.exit_code == 3
    said = [file["said"] for file in response["files"] if file["outcome"] != "refused"]
    assert done.stdout.splitlines() == [
        *said,
        response["summary"],
        "`statdesk check` lists what a person must look at.",
    ]
    (refused,) = (file["note"] for file in response["files"] if file["outcome"] == "refused")
    assert refused in done.stderr


def test_none_that_can_go_in_changes_nothing_and_says_why(server: Server) -> None:
    before = server.library.version()
    response = server.upload([("a.txt", b"\xff\xfe"), ("b.pdf", b"%PDF-1.7 nothing"), ("..", b"c")])
    assert response.status_code == 422
    assert response.json()["error"] == "None of the files could go in, so nothing was changed."
    assert set(outcomes(response).values()) == {"refused"} and len(response.json()["files"]) == 3
    assert all(file["note"] for file in response.json()["files"])
    assert server.library.version() == before


def test_files_of_one_name_do_not_overwrite_each_other(server: Server) -> None:
    response = server.upload([("data.txt", sheet("Ohio")), ("data.txt", sheet("Utah")), ("DATA.txt", sheet("Iowa"))])
    assert [file["outcome"] for file in response.json()["files"]] == ["added"] * 3
    assert {file["document"]["place"] for file in response.json()["files"]} == {"US-OH", "US-UT", "US-IA"}


def test_two_files_for_one_place_and_year_are_both_refused(server: Server) -> None:
    response = server.upload([("first.txt", sheet()), ("second.txt", sheet(reports="1"))])
    assert response.status_code == 422
    assert [file["note"].partition(":")[0] for file in response.json()["files"]] == [
        "second.txt is for the same place and period",
        "first.txt is for the same place and period",
    ]


def test_the_same_bytes_go_in_under_the_name_that_can_be_read(server: Server) -> None:
    pdf = reportlab_pdf(made_sheet())
    response = server.upload([("a.txt", pdf), ("b.pdf", pdf), ("c.pdf", pdf)])
    assert outcomes(response) == {"a.txt": "refused", "b.pdf": "added", "c.pdf": "duplicate"}


def test_a_file_beside_it_says_where_each_came_from(server: Server) -> None:
    response = server.upload(
        [
            ("ohio.txt.meta.yaml", b"url: https://example.org/ohio\nretrieved: 2026-11-02"),
            ("ohio.txt", sheet()),
            ("utah.txt", sheet("Utah")),
            ("utah.txt.meta.yaml", b"origin: here"),
            ("iowa.txt.meta.yaml", b"url: https://example.org/iowa"),
        ]
    )
    files = {file["name"]: file for file in response.json()["files"]}
    assert set(files) == {"ohio.txt", "utah.txt", "iowa.txt.meta.yaml"}
    assert files["ohio.txt"]["document"]["source_url"] == "https://example.org/ohio"
    assert files["ohio.txt"]["document"]["retrieved"] == "2026-11-02"
    assert "'origin', which is a key that is not known" in files["utah.txt"]["note"]
    assert files["iowa.txt.meta.yaml"]["note"].endswith("send iowa.txt too")


# while others work


def test_who_writes_already_is_named(server: Server, own_home: Path) -> None:
    with WriterLock(own_home).held():
        busy = server.upload([("ohio.txt", sheet())])
    assert busy.status_code == 503 and busy.headers["retry-after"] == "30"
    assert "Another StatDesk process is writing" in busy.json()["error"]
    assert "Nothing was changed" in busy.json()["error"]
    assert server.upload([("ohio.txt", sheet())]).status_code == 200


def test_questions_are_answered_and_uploads_wait_their_turn(server: Server, own_home: Path) -> None:
    places = ["Ohio", "Utah", "Iowa", "Maine", "Idaho"]
    with ThreadPoolExecutor(5) as pool:
        # while another process writes, an upload that is read waits some seconds, and the others wait for it
        with WriterLock(own_home).held():
            sent = [pool.submit(server.upload, [(f"{place}.txt", sheet(place))]) for place in places]
            until(lambda: server.progress()["in_hand"] == 5)
            assert [value["value"] for value in server.ask(QUESTION)["values"]] == ["9720"]
            sixth = server.upload([("texas.txt", sheet("Texas"))])
            assert sixth.status_code == 503 and sixth.headers["retry-after"] == "30"
            assert "5 uploads are being read or wait" in sixth.json()["error"]
            assert not any(future.done() for future in sent)
        assert [future.result().status_code for future in sent] == [200] * 5
    assert server.sources() >= {f"{place}.txt" for place in places} and len(server.sources()) == 10
    assert server.progress() == {"message": "", "in_hand": 0}


def test_no_room_for_an_upload_is_said(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    refused = server.upload([("ohio.txt", sheet())])
    assert refused.status_code == 503 and "could not be kept until it is read" in refused.json()["error"]
    assert len(server.sources()) == 5


# how it is described


def test_openapi_describes_the_upload(server: Server) -> None:
    schema = server.get("/openapi.json").json()
    upload = schema["paths"]["/api/documents"]["post"]
    form = upload["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(form["properties"]) == {"files", "url", "retrieved", "place", "period"} and form["required"] == ["files"]
    assert set(upload["responses"]) == {"200", "400", "401", "403", "413", "415", "422", "503"}
    (scheme,) = upload["security"]
    assert schema["components"]["securitySchemes"][next(iter(scheme))]["scheme"] == "bearer"
    assert "security" not in schema["paths"]["/api/documents"]["get"]
    answered = server.upload([("ohio.txt", sheet())]).json()
    for name, given in (("UploadBody", answered), ("FileBody", answered["files"][0])):
        assert list(schema["components"]["schemas"][name]["properties"]) == list(given), json.dumps(given)
    for method in ("PUT", "DELETE", "PATCH"):
        wrong = httpx.request(method, f"{server.address}/api/documents", trust_env=False)
        assert wrong.status_code == 405 and wrong.headers["allow"] == "GET, POST"

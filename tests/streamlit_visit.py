"""
A visitor without a browser: the socket that a browser has to Streamlit, which runs pages and presses buttons.

Thirty of them are a class; thirty browsers would be a load test of the machine they run on.
"""

import json
import secrets
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

LARGEST: Final = 2**26  # bytes of a message
PATIENCE: Final = 60.0  # seconds
EARLY: Final = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN  # it runs once more at once


class Visit:
    """One open tab; `address` is the server's, as http://host:port, `cookies` are what the browser has of it."""

    def __init__(self, address: str, cookies: str = "") -> None:
        url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        self._open, self._address = ExitStack(), address
        told = {"Cookie": cookies} if cookies else None
        socket = connect(url, origin=address, subprotocols=["streamlit"], max_size=LARGEST, additional_headers=told)
        self._socket = self._open.enter_context(socket)
        self._page, self._query = "", ""
        self.widgets: dict[str, tuple[str, Any]] = {}  # kind and id by key
        self.texts: list[str] = []
        self.troubles: list[str] = []  # sentences about what went wrong, and exceptions
        self.how_far: list[str] = []  # what is said beside progress bars
        self.components: dict[str, Any] = {}  # data of each component of ours by its name
        self.pictures: list[int] = []  # checksums of the figures
        self._renewed: dict[str, float] = {}  # parts of the page that ask to be drawn again, and after how many seconds
        self._renewed_at: dict[str, float] = {}  # when they were

    def open(self, page: str, **query: str) -> None:
        """Open a page by its name in the address, and wait until it is drawn."""
        self._page, self._query = page, urlencode(query)
        self.run()

    def run(
        self,
        *,
        filled: dict[str, str | float] | None = None,
        pressed: str = "",
        uploaded: str = "",
        content: bytes = b"",
    ) -> None:
        """Run the page with what its fields are filled with, and the button that is pressed, by their keys.

        A file with this `content` is first given to the field of the key `uploaded`.
        """
        message = self._asked()
        asked = message.rerun_script
        for key, value in (filled or {}).items():
            state = asked.widget_states.widgets.add(id=self.widgets[key][1])
            if isinstance(value, float):
                state.double_value = value
            else:
                state.string_value = value
        if uploaded:
            state = asked.widget_states.widgets.add(id=self.widgets[uploaded][1])
            state.file_uploader_state_value.uploaded_file_info.append(self._upload(uploaded, content))
        if pressed:
            asked.widget_states.widgets.add(id=self.widgets[pressed][1]).trigger_value = True
        self._send(message)

    def look(self) -> bool:
        """Look on as a browser does: draw again only the parts of the page that ask for it, once their time has come.

        True if there were any. A part at its end may draw the whole page.  What is listed is of what was drawn last.
        """
        now = time.monotonic()
        due = [part for part, beat in self._renewed.items() if now - self._renewed_at[part] >= beat]
        if due:
            self.texts, self.troubles, self.how_far, self.pictures = [], [], [], []
        for part in due:
            if part in self._renewed:  # the whole page may have been drawn since, without it
                self._renewed_at[part] = time.monotonic()
                message = self._asked()
                message.rerun_script.fragment_id, message.rerun_script.is_auto_rerun = part, True
                self._send(message)
        return bool(due)

    def _asked(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string, message.rerun_script.page_name = self._query, self._page
        return message

    def _send(self, message: BackMsg) -> None:
        """Send it, and note all that is drawn in answer."""
        self._socket.send(message.SerializeToString())
        for answer in self._answers():
            kind = answer.WhichOneof("type")
            if kind == "new_session" and not answer.metadata.run.fragment_ids:  # the whole page
                self.texts, self.troubles, self.how_far, self.pictures = [], [], [], []
                self.widgets, self._renewed = {}, {}
            elif kind == "auto_rerun":
                self._renewed[answer.auto_rerun.fragment_id] = answer.auto_rerun.interval
                self._renewed_at[answer.auto_rerun.fragment_id] = time.monotonic()
            elif kind == "stop_auto_rerun":
                for part in answer.stop_auto_rerun.fragment_ids:
                    self._renewed.pop(part, None)
            elif kind == "delta":
                self._note(answer)

    def _upload(self, name: str, content: bytes) -> UploadedFileInfo:
        """A file sent to the server as the field for files does."""
        message = BackMsg()
        message.file_urls_request.request_id = secrets.token_hex(4)
        message.file_urls_request.file_names.append(name)
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(timeout=PATIENCE))
            if answer.WhichOneof("type") == "file_urls_response":
                break
        (place,) = answer.file_urls_response.file_urls
        boundary = secrets.token_hex(16)
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}.txt"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        with urlopen(f"{self._address}/_stcore/health", timeout=PATIENCE) as given:
            cookie = given.headers["Set-Cookie"].partition(";")[0]
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Origin": self._address}
        proof = {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2].strip('"')}
        sent = Request(f"{self._address}{place.upload_url}", body, {**kind, **proof}, method="PUT")
        with urlopen(sent, timeout=PATIENCE):
            pass
        return UploadedFileInfo(file_id=place.file_id, name=f"{name}.txt", size=len(content), file_urls=place)

    def close(self) -> None:
        """Close the tab."""
        self._open.close()

    def _answers(self) -> Iterator[ForwardMsg]:
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(timeout=PATIENCE))
            yield answer
            if answer.WhichOneof("type") == "script_finished" and answer.script_finished != EARLY:
                return

    def _note(self, answer: ForwardMsg) -> None:
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        body = getattr(element, kind)
        if kind in ("markdown", "alert"):
            self.texts.append(body.body)
        if kind == "exception" or (kind == "alert" and body.format == Alert.ERROR):
            self.troubles.append(body.message if kind == "exception" else body.body)
        if kind == "progress":
            self.how_far.append(f"{body.value} {body.text}")
        if kind == "plotly_chart":
            self.pictures.append(zlib.crc32(body.spec.encode()))
        if identity := getattr(body, "id", ""):
            self.widgets[identity.split("-", 2)[-1]] = kind, identity
        if kind == "bidi_component" and body.WhichOneof("data") == "json":
            self.components[body.component_name.rpartition(".")[2]] = json.loads(body.json)

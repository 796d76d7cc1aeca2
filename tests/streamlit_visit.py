"""
A visitor without a browser: the socket that a browser has to Streamlit, which runs pages and presses buttons.

Thirty of them are a class; thirty browsers would be a load test of the machine they run on.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

LARGEST: Final = 2**26  # bytes of a message
PATIENCE: Final = 60.0  # seconds
EARLY: Final = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN  # it runs once more at once


class Visit:
    """One open tab; `address` is the server's, as http://host:port."""

    def __init__(self, address: str) -> None:
        url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        self._open = ExitStack()
        socket = connect(url, origin=address, subprotocols=["streamlit"], max_size=LARGEST)
        self._socket = self._open.enter_context(socket)
        self._page, self._query = "", ""
        self.widgets: dict[str, tuple[str, Any]] = {}  # kind and id by key
        self.texts: list[str] = []
        self.components: dict[str, Any] = {}  # data of each component of ours by its name

    def open(self, page: str, **query: str) -> None:
        """Open a page by its name in the address, and wait until it is drawn."""
        self._page, self._query = page, urlencode(query)
        self.run()

    def run(self, *, filled: dict[str, str | float] | None = None, pressed: str = "") -> None:
        """Run the page with what its fields are filled with, and the button that is pressed, by their keys."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name = self._query, self._page
        for key, value in (filled or {}).items():
            state = asked.widget_states.widgets.add(id=self.widgets[key][1])
            if isinstance(value, float):
                state.double_value = value
            else:
                state.string_value = value
        if pressed:
            asked.widget_states.widgets.add(id=self.widgets[pressed][1]).trigger_value = True
        self.widgets, self.texts = {}, []
        self._socket.send(message.SerializeToString())
        for answer in self._answers():
            if answer.WhichOneof("type") == "delta":
                self._note(answer)

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
        if identity := getattr(body, "id", ""):
            self.widgets[identity.split("-", 2)[-1]] = kind, identity
        if kind == "bidi_component" and body.WhichOneof("data") == "json":
            self.components[body.component_name.rpartition(".")[2]] = json.loads(body.json)

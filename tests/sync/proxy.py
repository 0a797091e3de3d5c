"""A proxy that does to HTTP what networks do: cuts, delays, repeats, reorders, answers in the server's place.

It reads whole requests from the sender, counts every byte, and treats each by the next word of its plan;
when the plan is used up everything passes.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final, Self

PASS: Final = "pass"
LATE: Final = 0.02  # s
TOO_LATE: Final = 3.3  # s, longer than the sender of the tests waits


@dataclass
class Plan:
    """What happens to the requests one after another."""

    words: list[str]
    rng: random.Random
    hooks: dict[str, Callable[[], None]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def next(self) -> str:
        """The next fault, or nothing."""
        if not self.words:
            return PASS
        word = self.words.pop(0)
        if word != PASS:
            self.done.append(word)
        return word


class Loop:
    """One event loop in a thread, for all proxies of a test."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something in it and wait."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def close(self) -> None:
        """End it with everything that still runs in it."""
        self.run(_cancel_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


async def _cancel_all() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class FaultProxy:
    """Between a sender and the server at ``target``."""

    def __init__(self, loop: Loop, target: int, plan: Plan) -> None:
        self._loop = loop
        self.target = target
        self.plan = plan
        self.received = 0  # bytes from the sender
        self.requests: list[str] = []
        self._held: bytes | None = None
        self._server: asyncio.Server | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self._loop.run(self._start())
        return self

    def __exit__(self, *_exc: object) -> None:
        self._loop.run(self._stop())

    @property
    def url(self) -> str:
        """Where the sender finds it."""
        return f"http://127.0.0.1:{self.port}"

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()

    # -- one connection of the sender --------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False when the connection ends."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return False
        self.received += len(head)
        self.requests.append(head.split(b" ", 1)[0].decode())
        length = int(_header(head, b"content-length") or 0)
        word = self.plan.next()
        if word == "cut_body":  # the connection goes in the middle of what the sender sends
            part = await self._body(reader, self.plan.rng.randrange(length + 1))
            await self._halfway(head + part)
            return False
        body = await self._body(reader, length)
        act = getattr(self, f"_{word}", None)
        if act is None:
            status = int(word)
            answer = b"<html>no</html>" if status == 502 else b"no"
            return await self._say(writer, status, answer, {})
        return bool(await act(writer, head, body))

    async def _body(self, reader: asyncio.StreamReader, length: int) -> bytes:
        body = bytearray()
        while len(body) < length:
            part = await reader.read(min(65536, length - len(body)))
            if not part:
                raise asyncio.IncompleteReadError(bytes(body), length)
            self.received += len(part)
            body += part
        return bytes(body)

    # -- what may happen ---------------------------------------------------------

    async def _pass(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        answer = await self._ask(head + body)
        if not answer:
            self.plan.done.append("down")
        if self._held is not None:  # a request of an older connection comes after this one
            held, self._held = self._held, None
            await self._ask(held)
        writer.write(answer)
        await writer.drain()
        return bool(answer)

    async def _delay(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        await asyncio.sleep(LATE)
        return await self._pass(writer, head, body)

    async def _too_late(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        answer = await self._ask(head + body)
        await asyncio.sleep(TOO_LATE)
        with contextlib.suppress(OSError):
            writer.write(answer)
        return False

    async def _lost(self, _writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        """The act is done and nobody hears of it."""
        await self._ask(head + body)
        return False

    async def _cut_answer(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        answer = await self._ask(head + body)
        writer.write(answer[: self.plan.rng.randrange(len(answer))] if answer else b"")
        await writer.drain()
        return False

    async def _twice(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        """The network repeats a request; the sender hears the answer to the second, or to the first."""
        answers = [await self._ask(head + body) for _n in range(2)]
        writer.write(self.plan.rng.choice(answers))
        await writer.drain()
        return True

    async def _at_once(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        answers = await asyncio.gather(*(self._ask(head + body) for _n in range(2)))
        writer.write(self.plan.rng.choice(answers))
        await writer.drain()
        return True

    async def _reorder(self, _writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        """The connection dies, its bytes arrive after those of a later one."""
        self._held = head + body
        return False

    async def _wrong_offset(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        """The answer names another offset than the server holds."""
        answer = await self._ask(head + body)
        wrong = f"Upload-Offset: {self.plan.rng.choice((0, 7, 20_000, 10**9))}".encode()
        writer.write(re.sub(rb"(?i)upload-offset: \d+", wrong, answer))
        await writer.drain()
        return True

    async def _bad_offset(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        """The request comes with another offset than the sender wrote."""
        head = re.sub(rb"(?i)upload-offset: \d+", b"Upload-Offset: 13", head)
        return await self._pass(writer, head, body)

    async def _flipped(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        """A byte of the body is another one on arrival."""
        if body:
            at = self.plan.rng.randrange(len(body))
            body = body[:at] + bytes([body[at] ^ 0x40]) + body[at + 1 :]
        return await self._pass(writer, head, body)

    async def _portal(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        kind = {"Content-Type": "text/html; charset=utf-8"}
        return await self._say(writer, 200, b"<html>Wi-Fi</html>", kind)

    async def _elsewhere(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        return await self._say(writer, 307, b"", {"Location": "http://127.0.0.2:9/login"})

    async def _wrong_body(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        kind = {"Content-Type": "application/json"}
        return await self._say(writer, 200, b'{"ok": true}', kind)

    async def _forged(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        """Somebody on the way turns a yes into a no; the signature cannot fit any more."""
        answer = await self._ask(head + body)
        writer.write(answer.replace(b'"accepted"', b'"rejected"'))
        await writer.drain()
        return True

    async def _kill_sender(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        """The sender is killed while its request is under way."""
        return await self._hook("sender", writer, head, body)

    async def _hook(
        self, name: str, writer: asyncio.StreamWriter, head: bytes, body: bytes
    ) -> bool:
        await asyncio.get_running_loop().run_in_executor(None, self.plan.hooks[name])
        return await self._pass(writer, head, body)

    async def _kill(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        return await self._hook("kill", writer, head, body)

    async def _full(self, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
        return await self._hook("full", writer, head, body)

    # -- the far side ------------------------------------------------------------

    async def _ask(self, request: bytes) -> bytes:
        """Send a whole request on a connection of its own; the whole answer, empty where there is none."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return b""
        try:
            writer.write(re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", request))
            await writer.drain()
            return await _answer(reader, request.split(b" ", 1)[0])
        except (OSError, asyncio.IncompleteReadError):
            return b""
        finally:
            writer.close()

    async def _halfway(self, part: bytes) -> None:
        """The first bytes of a request reach the server, then the line is dead."""
        with contextlib.suppress(OSError):
            _reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
            writer.write(part)
            await writer.drain()
            writer.close()

    async def _say(
        self, writer: asyncio.StreamWriter, status: int, body: bytes, headers: dict[str, str]
    ) -> bool:
        lines = {"Content-Length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body)
        await writer.drain()
        return True


async def _answer(reader: asyncio.StreamReader, method: bytes) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in head.lower() and method != b"HEAD":
        return head + await reader.readuntil(b"0\r\n\r\n")
    length = 0 if method == b"HEAD" else int(_header(head, b"content-length") or 0)
    return head + (await reader.readexactly(length) if length else b"")


def _header(head: bytes, name: bytes) -> bytes | None:
    found = re.search(rb"(?im)^" + name + rb": *([^\r]*)\r$", head)
    return found[1] if found else None

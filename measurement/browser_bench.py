"""`spunta bench browser`: the review screen in Chromium, worked by keys as a skilled person would, timed from key to paint.

A time runs from the key's own time stamp to the end of the first frame in which the following field has the cursor and its page
stands decoded beside it. Keys are counted without Shift and Ctrl.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Page, Response, sync_playwright

from domain.comparison import same_value
from measurement.browser_paper import DrawnPaper
from pipeline.journey import load_journey

OpenSite = Callable[[Any, Mapping[str, bytes], Sequence[Path]], AbstractContextManager[str]]
"""(a reader, files by name, folders of form definitions) -> the address of a site where the files have been read and wait for review."""
Truth = Callable[[Mapping[str, Any], str], Any]
"""(the task as the service gave it, key of the field) -> what stands on the paper, in normal form; None for nothing."""
EMAIL, PASSWORD = "bench@example.org", "only for this bench"
"""The reviewer of the site that is measured."""
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
"""Nothing but the page under test uses the network or the processor."""
PAUSE_MS = 60
"""Between two fields: nobody is faster."""
NEXT_FIELD_MS, NEXT_DOCUMENT_MS, KEYS_PER_FIELD, FIRST_LOAD_KB, SLOWED = 50.0, 100.0, 2.5, 150.0, 4
PROBE = """(() => {
  const bench = (window.bench = { times: [], keys: 0 });
  const active = () => document.querySelector("[data-field].active input");
  const picture = () => document.querySelector("main img");
  const place = () => [picture()?.src.split("/pages/")[0] ?? "", active()?.id ?? ""];
  addEventListener("keydown", (event) => {
    if (event.key === "Shift" || event.key === "Control") return;
    bench.keys += 1;
    if (event.key !== "Enter" && !/^F[48]$/.test(event.key)) return;
    const before = place();
    const look = () => {
      const now = place();
      const moved = now[1] && (now[0] !== before[0] || now[1] !== before[1]);
      if (!moved || document.activeElement !== active() || !picture().complete || !picture().naturalWidth) {
        if (!document.querySelector("main.calm")) requestAnimationFrame(look);
        return;
      }
      const painted = new MessageChannel();
      painted.port1.onmessage = () => bench.times.push([now[0] !== before[0], performance.now() - event.timeStamp]);
      painted.port2.postMessage(0);
    };
    requestAnimationFrame(look);
  }, true);
})()"""
PLACE = """() => {
  if (document.querySelector("main.calm[data-empty]")) return { end: true };
  if (document.querySelector("main section ol[tabindex]")) return { structure: document.querySelector("main img")?.src ?? "" };
  const item = document.querySelector("[data-field].active"), input = item?.querySelector("input");
  const picture = document.querySelector("main img");
  if (!input || document.activeElement !== input || !picture?.complete || !picture.naturalWidth) return {};
  return { key: item.dataset.field, document: picture.src.split("/documents/")[1].split("/")[0],
    text: input.value, range: [input.selectionStart, input.selectionEnd], choice: input.readOnly };
}"""


@dataclass
class Worked:
    """What one sitting at the screen showed; times in ms."""

    to_field: list[float] = field(default_factory=list)
    to_document: list[float] = field(default_factory=list)
    keys: int = 0
    fields: int = 0
    documents: int = 0


@dataclass(frozen=True)
class Figure:
    """A measured figure and the most it should be."""

    name: str
    value: float
    unit: str
    count: int
    goal: float | None

    @property
    def reached(self) -> bool:
        return self.goal is None or self.value <= self.goal


@dataclass
class Sitting:
    """A reviewer before a browser of their own."""

    page: Page
    answers: list[Response] = field(default_factory=list)
    """Everything the browser was sent."""


@contextmanager
def sitting(chromium: str, address: str, slowed: int = 1) -> Iterator[Sitting]:
    """A fresh browser, its CPU `slowed` so many times, the reviewer signed in by keyboard, the first field on the screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="it-IT").new_page()
        page.add_init_script(PROBE)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        found = Sitting(page)
        page.on("response", lambda answer: found.answers.append(answer))  # it must be a function
        page.goto(address)
        page.locator("#email").fill(EMAIL)
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        _moved(page, {})
        page.evaluate("() => { window.bench.keys = 0; window.bench.times = []; }")
        yield found
        browser.close()


def timed(open_site: OpenSite, chromium: str, documents: int) -> list[Figure]:
    """The first load, then the times over so many drawn documents, with the CPU as it is and slowed."""
    paper, found = DrawnPaper(), list[Figure]()
    truth, files = paper.truth(), {f"{n}.pdf": b"%d" % n for n in range(documents)}
    for slowed in (1, SLOWED):
        with open_site(paper, files, ()) as address, sitting(chromium, address, slowed) as seat:
            if slowed == 1:
                found.append(Figure("first load until the first field, gzip", loaded_kb(seat), "kB", 1, FIRST_LOAD_KB))
            found += figures(work(seat, lambda _, key: truth[key]), slowed)
    return found


def keys_on(open_site: OpenSite, chromium: str, samples: Path, models: Path) -> Figure:
    """The documents of a folder read by the real reader, and decided on the screen as their truth has them."""
    forms = sorted(file.parent for file in samples.rglob("form.yaml"))
    files = {path.name: path.read_bytes() for path in sorted(samples.iterdir()) if path.suffix in {".pdf", ".jpg", ".png", ".tif"}}
    with open_site(load_journey(models, forms=forms), files, forms) as address, sitting(chromium, address) as seat:
        worked = work(seat, truth_of(samples))
    return Figure("keys for each doubtful field, sample batch", worked.keys / worked.fields, "keys", worked.fields, KEYS_PER_FIELD)


def loaded_kb(seen: Sitting) -> float:
    """kB of gzip of every document, script and style that the browser was sent so far."""
    of_page = [r for r in seen.answers if r.request.resource_type in {"document", "script", "stylesheet"}]
    return sum(len(gzip.compress(r.body())) for r in of_page) / 1000


def work(seen: Sitting, truth: Truth) -> Worked:
    """Decides every doubtful field that waits as `truth` has it."""
    page, worked, tasks = seen.page, Worked(), dict[str, Mapping[str, Any]]()
    place, documents, looked = _moved(page, {}), set[str](), 0
    while "end" not in place:
        if "structure" in place:
            page.keyboard.press("Enter")
            place = _moved(page, place)
            continue
        while place["document"] not in tasks:
            answer, looked = seen.answers[looked], looked + 1
            if urlsplit(answer.url).path.endswith("/v1/review/next") and answer.status == 200:
                task = answer.json()
                tasks[task["document_id"]] = task
        documents.add(place["document"])
        page.wait_for_timeout(PAUSE_MS)
        _decide(page, place, tasks[place["document"]], truth)
        worked.fields += 1
        place = _settled(page, place)
    shown = page.evaluate("window.bench")
    worked.keys, worked.documents = shown["keys"], len(documents)
    for is_document, ms in shown["times"]:
        (worked.to_document if is_document else worked.to_field).append(ms)
    return worked


def _moved(page: Page, before: Mapping[str, Any]) -> dict[str, Any]:
    """Where the screen stands once it is no longer at `before`."""
    was = json.dumps([before.get("document"), before.get("key"), before.get("structure")])
    there = "[p.document ?? null, p.key ?? null, p.structure ?? null]"
    changed = f"() => {{ const p = ({PLACE})(); return Object.keys(p).length > 0 && JSON.stringify({there}) !== JSON.stringify({was}) }}"
    page.wait_for_function(changed)
    place: dict[str, Any] = page.evaluate(PLACE)
    return place


def _settled(page: Page, before: Mapping[str, Any]) -> dict[str, Any]:
    """The next place; where the check refuses the value, it is confirmed as written."""
    page.wait_for_function(
        f"""() => {{ const p = ({PLACE})(); return Object.keys(p).length > 0 && (p.key !== {json.dumps(before["key"])}
            || p.document !== {json.dumps(before["document"])} || document.querySelector("[data-field].active [role=alert]")) }}"""
    )
    place: dict[str, Any] = page.evaluate(PLACE)
    if place.get("key") != before["key"] or place.get("document") != before["document"]:
        return place
    page.keyboard.press("Control+Enter")
    return _moved(page, before)


def _decide(page: Page, place: Mapping[str, Any], task: Mapping[str, Any], truth: Truth) -> None:
    """The fewest keys that make the field what stands on the paper."""
    asked = next(f for f in task["fields"] if f["key"] == place["key"])
    wanted = truth(task, place["key"])
    for key in keys_for(asked, wanted, place["text"], tuple(place["range"]), place["choice"]):
        if len(key) == 1:
            page.keyboard.type(key)
        else:
            page.keyboard.press(key)


def keys_for(asked: Mapping[str, Any], wanted: Any, text: str, selection: tuple[int, int], choice: bool) -> list[str]:
    """The fewest keys from `text` with this selection to the value `wanted` of the field `asked`, the confirming one included."""
    kind = asked["kind"]
    if wanted is None:
        return ["F8"] if text else ["Enter"]
    if text and asked["mode"] == "confirm" and same_value(kind, wanted, asked["value"]):
        return ["Enter"]
    if choice:
        return [*_digits(asked, wanted), "Enter"]
    target = written(kind, wanted)
    ways = [_retyped(text, selection, target)]
    if any(same_value(kind, wanted, other["value"]) for other in asked["candidates"]):
        place = next(i for i, other in enumerate(asked["candidates"]) if same_value(kind, wanted, other["value"]))
        ways.append(["ArrowDown"] * (place + 1))
    start, end = selection
    head, tail = text[:start], text[end:]
    if target.startswith(head) and target.endswith(tail) and start < len(target) - len(tail):
        ways.append(list(target[start : len(target) - len(tail)]))
    ways += _mended(text, target)
    return [*min(ways, key=len), "Enter"]


def _retyped(text: str, selection: tuple[int, int], target: str) -> list[str]:
    whole = selection == (0, len(text))
    return [*([] if whole else ["Control+a"]), *target]


def _mended(text: str, target: str) -> list[list[str]]:
    """One stretch replaced, reached from the beginning or from the end."""
    same = 0
    while same < min(len(text), len(target)) and text[same] == target[same]:
        same += 1
    after = 0
    while after < min(len(text), len(target)) - same and text[-1 - after] == target[-1 - after]:
        after += 1
    gone, new = len(text) - same - after, list(target[same : len(target) - after])
    from_start = ["Home", *["ArrowRight"] * same, *["Delete"] * gone, *new]
    return [from_start, ["End", *["ArrowLeft"] * after, *["Backspace"] * gone, *new]]


def _digits(asked: Mapping[str, Any], wanted: Any) -> list[str]:
    """The digits that pick a choice; of several boxes, those that differ from what is ticked."""
    if not asked["options"]:
        return ["1" if wanted else "2"]
    values = [option["value"] for option in asked["options"]]
    if asked["kind"] != "choices":
        return [str(values.index(wanted) + 1)]
    ticked = set(asked["value"] or [])
    return [str(values.index(value) + 1) for value in values if (value in ticked) != (value in wanted)]


def written(kind: str, value: Any) -> str:
    """A value in normal form as a person types it in Italy."""
    text = str(value)
    if kind == "date":
        year, month, day = text.split("-")
        return f"{day}/{month}/{year}"
    if kind in {"money", "percent"}:
        return text.replace(".", ",")
    return text


def truth_of(folder: Path) -> Truth:
    """What the truth files of a folder say, for the document of a file that shares most pages with the task's."""
    files = {truth["source"]: truth for file in folder.rglob("*.truth.json") for truth in [json.loads(file.read_text())]}

    def find(task: Mapping[str, Any], key: str) -> Any:
        pages = {page["number"] for page in task["pages"]}
        documents = files[task["source"]]["documents"]
        return max(documents, key=lambda d: len(pages & set(d["pages"])))["fields"].get(key)

    return find


def figures(worked: Worked, slowed: int = 1) -> list[Figure]:
    """Times to the next field and the next document; slowed ones may take twice as long."""
    factor = 1 if slowed == 1 else 2
    name = "" if slowed == 1 else f", CPU slowed {slowed} times"
    fields, documents = np.array(worked.to_field), np.array(worked.to_document)
    found = [
        Figure(f"key to next field painted, p50{name}", float(np.percentile(fields, 50)), "ms", len(fields), None),
        Figure(f"key to next field painted, p95{name}", float(np.percentile(fields, 95)), "ms", len(fields), NEXT_FIELD_MS * factor),
    ]
    if len(documents):
        p95 = float(np.percentile(documents, 95))
        found.append(Figure(f"last key to next document painted, p95{name}", p95, "ms", len(documents), NEXT_DOCUMENT_MS * factor))
    return found


def table(shown: Sequence[Figure]) -> Iterator[str]:
    """The figures as Markdown."""
    yield "| figure | measured | n | goal | reached |"
    yield "|---|---|---|---|---|"
    for f in shown:
        goal = f"≤ {f.goal:g} {f.unit}" if f.goal is not None else "–"
        reached = "–" if f.goal is None else "yes" if f.reached else "no"
        yield f"| {f.name} | {f.value:.1f} {f.unit} | {f.count} | {goal} | {reached} |"

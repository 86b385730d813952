// The key map as data: shown by F1, named on the buttons. Never a bare letter, never AltGr.
export type Command =
  | "confirm" | "back" | "as_written" | "unreadable" | "empty" | "park" | "reread" | "restore"
  | "candidates_down" | "candidates_up" | "zoom_in" | "zoom_out" | "page_next" | "page_previous" | "help" | "saved";

export interface Binding {
  key: string;
  ctrl?: boolean;
  shift?: boolean;
  command: Command;
}

export const BINDINGS: readonly Binding[] = [
  { key: "Enter", command: "confirm" },
  { key: "Enter", shift: true, command: "back" },
  { key: "Enter", ctrl: true, command: "as_written" },
  { key: "F4", command: "unreadable" },
  { key: "F8", command: "empty" },
  { key: "F2", command: "park" },
  { key: "F9", command: "reread" },
  { key: "Escape", command: "restore" },
  { key: "ArrowDown", command: "candidates_down" },
  { key: "ArrowUp", command: "candidates_up" },
  { key: "ArrowUp", ctrl: true, command: "zoom_in" },
  { key: "ArrowDown", ctrl: true, command: "zoom_out" },
  { key: "PageDown", command: "page_next" },
  { key: "PageUp", command: "page_previous" },
  { key: "F1", command: "help" },
  { key: "s", ctrl: true, command: "saved" },
];

/** The command of a key press, or null. A held key and one of an input method are no command. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.isComposing || event.repeat || event.altKey || event.metaKey) return null;
  const found = BINDINGS.find(
    (b) => b.key === event.key && Boolean(b.ctrl) === event.ctrlKey && Boolean(b.shift) === event.shiftKey,
  );
  return found?.command ?? null;
}

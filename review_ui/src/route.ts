// The address bar: which screen is shown, and going to another one without loading the page again.
import { HOMES, type Screen } from "./screens";

/** The parameters of `pattern` (`/batches/:batch`) in `path`; null when it does not fit. */
export function matched(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.replace(/\/+$/, "").split("/");
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const text = given[i] ?? "";
    if (part.startsWith(":")) {
      try { found[part.slice(1)] = decodeURIComponent(text); } catch { return null; }
    } else if (part !== text) return null;
  }
  return found;
}

/** The screen of a path for a role; the role's home at `/`; null where there is none. */
export function screenAt(screens: readonly Screen[], path: string, role: string): { screen: Screen; params: Record<string, string> } | null {
  const allowed = screens.filter((screen) => screen.roles.includes(role));
  const home = allowed.find((screen) => screen.name === HOMES[role]) ?? allowed[0];
  if (path === "/") return home ? { screen: home, params: {} } : null;
  for (const screen of allowed) {
    const params = matched(screen.path, path);
    if (params) return { screen, params };
  }
  return null;
}

/** Shows another address; a screen that only changes its query may `replace` the present one. */
export function go(address: string, replace = false): void {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Follows a plain click on one of our own links without loading the page again. */
export function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest("a");
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download") || link.pathname.startsWith("/v1/")) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

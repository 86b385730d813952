// Every screen: its address, who may open it, and the code that is loaded when somebody does.
import type { Component } from "svelte";
import type { Session } from "./api/client";

/** What a screen is given. */
export interface ScreenProps {
  session: Session;
  /** The `:names` of the screen's path. */
  params: Record<string, string>;
  onsignedout: () => void;
}

export interface Screen {
  /** Key of its title in texts/it.ts, under `screens`. */
  name: string;
  path: string;
  roles: readonly string[];
  /** Not in the menu: opened from another screen. `under` names the entry that stays marked. */
  under?: string;
  load: () => Promise<{ default: Component<ScreenProps> }>;
}

const STAFF = ["reviewer", "manager", "admin"];
const MANAGERS = ["manager", "admin"];
const SENDERS = ["client", "manager", "admin"];

/** In the order of the menu; a role's first screen is its home. */
export const SCREENS: readonly Screen[] = [
  { name: "review", path: "/review", roles: STAFF, load: () => import("./review/Review.svelte") },
];

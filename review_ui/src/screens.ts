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
const ADMINS = ["admin"];
const SENDERS = ["client", "manager", "admin"];

/** In the order of the menu; HOMES names each role's first screen. */
export const SCREENS: readonly Screen[] = [
  { name: "upload", path: "/upload", roles: SENDERS, load: () => import("./client/Upload.svelte") },
  { name: "batches", path: "/batches", roles: SENDERS, load: () => import("./client/Batches.svelte") },
  { name: "batch", path: "/batches/:batch", roles: SENDERS, under: "batches", load: () => import("./client/Batch.svelte") },
  { name: "document", path: "/documents/:document", roles: ["client", ...STAFF], under: "batches", load: () => import("./client/Document.svelte") },
  { name: "figures", path: "/figures", roles: MANAGERS, load: () => import("./manager/Figures.svelte") },
  { name: "models", path: "/models", roles: MANAGERS, under: "figures", load: () => import("./manager/Models.svelte") },
  { name: "questionnaires", path: "/questionnaires", roles: SENDERS, load: () => import("./questionnaires/Forms.svelte") },
  { name: "questionnaire", path: "/questionnaires/:form", roles: SENDERS, under: "questionnaires", load: () => import("./questionnaires/Results.svelte") },
  { name: "connections", path: "/connections", roles: ["client", "admin"], load: () => import("./client/Connections.svelte") },
  { name: "administration", path: "/admin/people", roles: ADMINS, load: () => import("./admin/People.svelte") },
  { name: "companies", path: "/admin/companies", roles: ADMINS, under: "administration", load: () => import("./admin/Companies.svelte") },
  { name: "forms", path: "/admin/forms", roles: ADMINS, under: "administration", load: () => import("./admin/Forms.svelte") },
  { name: "drawing", path: "/admin/forms/:document", roles: ADMINS, under: "administration", load: () => import("./admin/Draw.svelte") },
  { name: "rules", path: "/admin/rules", roles: ADMINS, under: "administration", load: () => import("./admin/Rules.svelte") },
  { name: "keys", path: "/admin/keys", roles: ADMINS, under: "administration", load: () => import("./admin/Keys.svelte") },
  { name: "grid", path: "/grid", roles: STAFF, load: () => import("./grid/Grid.svelte") },
  { name: "supervisor", path: "/queue", roles: MANAGERS, load: () => import("./supervisor/Supervisor.svelte") },
  { name: "review", path: "/review", roles: STAFF, load: () => import("./review/Review.svelte") },
  { name: "account", path: "/account", roles: ["client", ...STAFF], under: "account", load: () => import("./account/Account.svelte") },
];

/** The screen at `/`, by role. */
export const HOMES: Record<string, string> = { client: "batches", reviewer: "review", manager: "figures", admin: "review" };

// The client companies the person sees: asked for by every screen that names or filters them.
import { api, type Schemas } from "../api/client";
import { Loaded } from "../api/loaded.svelte";

export class Companies {
  private readonly asked = new Loaded<Schemas["Clients"]>();

  /** Asks the service, again when it was asked before; what is shown stays until the answer is here. */
  load = (): Promise<void> => this.asked.ask(() => api.GET("/v1/clients"));

  /** By name, as the service lists them; empty until they are here. */
  get list(): readonly Schemas["ClientOut"][] {
    return this.asked.data?.clients ?? [];
  }

  get loaded(): boolean {
    return this.asked.data !== null;
  }

  /** The company's name; its id where it is not known. */
  name(id: string): string {
    return this.list.find((one) => one.id === id)?.name ?? id.slice(0, 8);
  }

  /** Nobody looks any more. */
  forget(): void {
    this.asked.forget();
  }
}

// What types, forms and their fields are called: asked once, kept while the page is open.
import { answered, api, type Schemas } from "../api/client";
import { speech } from "../texts/language.svelte";

class Labels {
  private types = $state.raw<Schemas["TypeOut"][]>([]);
  private forms = $state.raw<Schemas["FormOut"][]>([]);
  private asked: Promise<void> | null = null;

  /** Asks the service the first time; a failure is forgotten, keys are then shown as they are. */
  load(): Promise<void> {
    this.asked ??= this.ask().catch(() => { this.asked = null; });
    return this.asked;
  }

  type(key: string): string {
    const found = this.types.find((type) => type.key === key);
    return found ? speech.label(found.label) : key === "unknown" ? speech.texts.unknownType : key;
  }

  form(key: string): string {
    const found = this.forms.find((form) => form.key === key);
    return found ? speech.label(found.title) : key;
  }

  field(type: string, form: string | null, key: string): Schemas["TypeField"] | undefined {
    const fields = (form && this.forms.find((f) => f.key === form)?.fields) || this.types.find((t) => t.key === type)?.fields;
    return fields?.find((field) => field.key === key);
  }

  fieldLabel(type: string, form: string | null, key: string): string {
    const field = this.field(type, form, key);
    return field ? speech.label(field.label) : key;
  }

  private async ask(): Promise<void> {
    const [types, forms] = await Promise.all([api.GET("/v1/types"), api.GET("/v1/forms")]);
    this.types = (answered(types) as Schemas["Types"]).types;
    this.forms = (answered(forms) as Schemas["Forms"]).forms;
  }
}

export const labels = new Labels();

// The state in the address: what was changed, packed, after the `#`, which no server ever sees.
import type { SceneId } from "./scenes.ts";
import { type FactValue, playground, type Tab } from "./state.svelte.ts";

/** What is shared: only what is not as the example has it. */
interface Link {
  readonly tab: Tab;
  readonly scene: SceneId;
  readonly asOf?: string;
  readonly account?: string;
  readonly previous?: string;
  readonly changed?: Readonly<Record<string, FactValue>>;
  readonly bounds?: Readonly<Record<string, number>>;
  readonly policy?: string;
}

const tabs: readonly Tab[] = ["what-if", "portfolio", "timeline"];

export function current(): Link {
  const { tab, scene } = playground;
  const { example } = scene;
  return {
    tab,
    scene: scene.id,
    ...(scene.asOf !== example.asOf && { asOf: scene.asOf }),
    ...(scene.account !== example.account && { account: scene.account }),
    ...(scene.previous && { previous: scene.previous }),
    ...(Object.keys(scene.changed).length > 0 && { changed: scene.changed }),
    ...(Object.keys(scene.bounds).length > 0 && { bounds: scene.bounds }),
    ...(scene.isChanged && { policy: scene.text }),
  };
}

/** Writes the state into the address, in place of the last one. */
export async function keep(link: Link): Promise<void> {
  history.replaceState(null, "", `#${await pack(JSON.stringify(link))}`);
}

/** Takes the state from the address; one that cannot be read is left aside. */
export async function open(): Promise<void> {
  if (location.hash.length < 2) return;
  try {
    const link = JSON.parse(await unpack(location.hash.slice(1))) as Link;
    if (!tabs.includes(link.tab) || !(link.scene in playground.scenes)) return;
    playground.tab = link.tab;
    playground.shown[link.tab] = link.scene;
    const scene = playground.scene;
    const { example } = scene;
    scene.text = link.policy ?? example.policy;
    scene.asOf = link.asOf ?? example.asOf;
    scene.account = link.account ?? example.account;
    scene.previous = link.previous ?? "";
    scene.changed = link.changed ?? {};
    scene.bounds = link.bounds ?? {};
  } catch (error) {
    console.warn("the link cannot be read", error);
  }
}

async function pack(text: string): Promise<string> {
  const bytes = await through(new Blob([text]), new CompressionStream("deflate-raw"));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unpack(text: string): Promise<string> {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await through(new Blob([bytes]), new DecompressionStream("deflate-raw")));
}

async function through(blob: Blob, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer());
}

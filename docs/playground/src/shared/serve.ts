// The worker's side of jobs, one at a time: a new job or a cancellation ends the one that runs.

export interface Progress {
  readonly doing: string;
  readonly done: number;
  readonly of: number;
}

/** Says how far the job is and lets messages in; throws if the job is not wanted any more. */
export type Report = (doing: string, done: number, of: number) => Promise<void>;
export type Handlers = Record<string, (input: never, report: Report) => Promise<unknown>>;

export type Request = { readonly job: number; readonly name?: string; readonly input?: unknown };
export type Reply = { readonly job: number } & ({ readonly progress: Progress } | { readonly result: unknown } | { readonly failure: string });

class Superseded extends Error {}

/** In the worker: answers requests by the handlers' names. */
export function serve(handlers: Handlers): void {
  let wanted = 0;
  const reply = (message: Reply) => postMessage(message);
  addEventListener("message", ({ data: { job, name, input } }: MessageEvent<Request>) => {
    wanted = job;
    if (name === undefined) return;
    const report: Report = async (doing, done, of) => {
      reply({ job, progress: { doing, done, of } });
      await new Promise((resolve) => setTimeout(resolve));
      if (wanted !== job) throw new Superseded();
    };
    handlers[name]!(input as never, report).then(
      (result) => reply({ job, result }),
      (error: unknown) => error instanceof Superseded || reply({ job, failure: error instanceof Error ? error.message : `${error}` }),
    );
  });
}

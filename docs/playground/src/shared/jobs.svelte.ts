// The page's side of jobs: what the worker is at, and its results.
import type { Progress, Reply } from "./serve.ts";

export class Jobs {
  progress = $state.raw<Progress | null>(null);
  failure = $state("");
  #job = 0;
  #finish: ((result: unknown) => void) | undefined;
  readonly #worker: Worker;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      if (data.job !== this.#job) return;
      if ("progress" in data) this.progress = data.progress;
      else this.#end("result" in data ? data.result : null, "failure" in data ? data.failure : "");
    });
    worker.addEventListener("error", (event) => this.#end(null, event.message || "the worker failed"));
  }

  /** The job's result; null if it failed, was cancelled, or another one was asked for. */
  run<T>(name: string, input: unknown): Promise<T | null> {
    this.cancel();
    this.progress = { doing: "starting", done: 0, of: 1 };
    this.#worker.postMessage({ job: this.#job, name, input });
    return new Promise((resolve) => (this.#finish = resolve as (result: unknown) => void));
  }

  cancel(): void {
    this.#job += 1;
    this.#worker.postMessage({ job: this.#job });
    this.#end(null, "");
  }

  close(): void {
    this.cancel();
    this.#worker.terminate();
  }

  #end(result: unknown, failure: string): void {
    this.progress = null;
    this.failure = failure;
    this.#finish?.(result);
    this.#finish = undefined;
  }
}

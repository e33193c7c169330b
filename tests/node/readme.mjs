// The JavaScript of the documents, and what it says that it prints.
import { read } from "./corpus-files.mjs";

/** The blocks of a document; a line that prints ends with a comment that says what. */
export function blocks(document) {
  const found = read(document).matchAll(/^```js\n(.*?)^```$/gms);
  return [...found].map(([, text]) => ({ text, printed: [...text.matchAll(/^ *console\.log\(.*\); +\/\/ (.*)$/gm)].map(([, line]) => line) }));
}

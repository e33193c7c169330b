// How values cross the border to the compiled program: `src/tape.rs` says how they are written down.

/** Refuses an input. Every problem has a stable `code`, a `path` and a `message`; `code` and `path` are the first one's. */
export class TierwiseError extends Error {
  constructor(message, problems, options) {
    super(message, options);
    this.problems = problems;
    this.code = problems[0].code;
    this.path = problems[0].path;
  }
}
TierwiseError.prototype.name = "TierwiseError";

export const refusal = (message, problems) => new TierwiseError(message, problems);

let lastPanic;

export function panicked(message) {
  lastPanic = message;
}

/** The message of the last panic, once. */
export function takePanic() {
  const message = lastPanic;
  lastPanic = undefined;
  return message;
}

const END = -1;
const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const TEXT = 4;
const LIST = 5;
const SECTION = 6;
const NAME = 7;
const OTHER = 8;
const LENGTHS = 65_536;

let memory;
let maxLevels;
let maxValues;

export function started(programMemory, levels, values) {
  memory = programMemory;
  maxLevels = levels;
  maxValues = values;
}

/** The memory of the program, which is another one after a call in which it grew. */
export const bytes = () => memory.buffer;

// --- in ---

/** Writes down the arguments of a call. */
export function write(input) {
  // Not kept by the module: a getter may make a call of its own.
  const tape = new Tape();
  for (const value of input) {
    tape.values = 0;
    tape.put(value, 0);
  }
  return [tape.numbers, tape.text];
}

/** Thrown when there are more values than anybody reads: a list of four milliard holes is made in no time. */
const tooMany = new Error("too many values");

class Tape {
  numbers = [];
  text = "";
  values = 0;

  put(value, level) {
    this.values += 1;
    if (this.values > maxValues) throw tooMany;
    switch (typeof value) {
      case "number":
        if (Number.isNaN(value)) this.numbers.push(NULL);
        else this.numbers.push(NUMBER, value);
        return;
      case "string":
        this.putText(TEXT, value);
        return;
      case "boolean":
        this.numbers.push(value ? TRUE : FALSE);
        return;
      case "undefined":
        this.numbers.push(NULL);
        return;
      case "object":
        if (value === null) this.numbers.push(NULL);
        else this.putObject(value, level);
        return;
      default:
        this.putOther(nameOf(value));
    }
  }

  putText(tag, value) {
    // Half of a surrogate pair would become another letter on the way.
    if (!value.isWellFormed()) return this.putOther("a text with half of a surrogate pair");
    this.text += value;
    this.numbers.push(tag, value.length);
  }

  putOther(name) {
    this.putText(OTHER, name.toWellFormed());
  }

  putObject(value, level) {
    // Nobody reads what is deeper.
    if (level > maxLevels) return this.numbers.push(NULL);
    const [length, textLength] = [this.numbers.length, this.text.length];
    try {
      if (Array.isArray(value)) return this.putList(value, level + 1);
      const tag = tagOf(value);
      // An instance of one's own class is a section too. `Map`, `Date`, `Number` and the like hold what is no key of theirs.
      if (tag === "Object") this.putSection(value, level + 1);
      else if (tag === "Temporal.PlainDate") this.putText(TEXT, String(value));
      else this.putOther(nameOf(value));
    } catch (error) {
      if (error === tooMany && level > 0) throw error;
      this.numbers.length = length;
      this.text = this.text.slice(0, textLength);
      // Else a getter threw, or what a `Proxy` has instead.
      this.putOther(error === tooMany ? `more than ${maxValues} values` : `a value whose reading threw ${nameOf(error)}`);
    }
  }

  putList(list, level) {
    this.numbers.push(LIST);
    const { length } = list;
    for (let index = 0; index < length; index += 1) this.put(list[index], level);
    this.numbers.push(END);
  }

  putSection(section, level) {
    this.numbers.push(SECTION);
    for (const key of Object.keys(section)) {
      const value = section[key];
      // An entry that is undefined is absent, as it is in JSON.
      if (value === undefined) continue;
      const known = key.toWellFormed();
      this.text += known;
      this.numbers.push(known.length);
      this.put(known === key ? value : Symbol("half of a surrogate pair in a key"), level);
    }
    this.numbers.push(END);
  }
}

const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

function nameOf(value) {
  try {
    if (value instanceof Error) return `\`${value}\``;
    if (value instanceof Date) return "a `Date`, which is a moment, and in each time zone another day";
    if (typeof value === "function") return "a function";
    if (typeof value === "symbol") return `\`${String(value)}\``;
    if (typeof value === "bigint") return `the BigInt \`${value}\`, of which \`Number\` makes a number`;
    return Object(value) === value ? `a \`${tagOf(value)}\`` : `\`${value}\``;
  } catch {
    return "a value that has no name";
  }
}

// --- out ---

let numbers;
let text;
let at;
let start;

/** Builds a result of what was written down. */
export function build(allNumbers, allText) {
  numbers = allNumbers;
  text = allText;
  at = 0;
  start = 0;
  return take(numbers[at++]);
}

function take(tag) {
  switch (tag) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case NUMBER:
      return numbers[at++];
    case TEXT:
      return takeText(numbers[at++]);
    case NAME:
      return nameAt(numbers[at++]);
    case LIST: {
      const list = [];
      for (let next = numbers[at++]; next !== END; next = numbers[at++]) list.push(take(next));
      return list;
    }
    default:
      return takeSection();
  }
}

function takeSection() {
  const section = {};
  let keys = noKeys;
  for (let next = numbers[at++]; next !== END; next = numbers[at++]) {
    if (next < 0) {
      keys = keys.latest.place === next ? keys.latest : keys.and(next);
      const tag = numbers[at++];
      section[keys.name] = tag === NUMBER ? numbers[at++] : take(tag);
    } else {
      const key = takeText(next);
      const value = take(numbers[at++]);
      // Assigning this key would change the prototype.
      if (key === "__proto__") Object.defineProperty(section, key, { value, writable: true, enumerable: true, configurable: true });
      else section[key] = value;
    }
  }
  return section;
}

function takeText(length) {
  const part = text.slice(start, start + length);
  start += length;
  return part;
}

/** The keys of a section so far, which are names of the program. What comes next is mostly what came next the last time. */
class Keys {
  #following = new Map();
  latest = this;

  /** Where the last key stands in memory, which is the same whenever the program starts. */
  constructor(place, name) {
    this.place = place;
    this.name = name;
  }

  and(place) {
    let keys = this.#following.get(place);
    if (keys === undefined) {
      keys = new Keys(place, nameAt(place));
      this.#following.set(place, keys);
    }
    this.latest = keys;
    return keys;
  }
}

const noKeys = new Keys(0, "");

/** Names of the program by their places, which are the same whenever it starts. */
const names = new Map();

function nameAt(place) {
  let name = names.get(place);
  if (name === undefined) {
    const position = END - 1 - place;
    const length = position % LENGTHS;
    name = new TextDecoder().decode(new Uint8Array(memory.buffer, (position - length) / LENGTHS, length));
    names.set(place, name);
  }
  return name;
}

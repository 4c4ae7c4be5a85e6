// How these scripts and the test that runs them talk: one line of JSON each, through standard output and input.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

// What the test says about this run: issuer, client_id, redirect_uri and more.
export const given = JSON.parse(process.argv[2]);

export function say(message) {
  process.stdout.write(JSON.stringify(message) + "\n");
}

// Where the person comes back to from an authorization URL.
export async function allowed(url) {
  say({ authorize: String(url) });
  return new URL((await lines.next()).value);
}

export function done(result) {
  say({ done: result });
  process.exit(0);
}

// RFC 7636, with the browser's own cryptography.

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// 256 random bits in 43 characters: a code verifier (§4.1), and good as a state.
export const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

// §4.2, S256.
export async function challengeOf(verifier) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

// Works a challenge out (ALTCHA, version 2): the number whose derived key begins as the challenge says.
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derived({ nonce, salt, cost, keyLength }, counter) {
  const number = new DataView(new ArrayBuffer(4));
  number.setUint32(0, counter);
  const password = new Uint8Array([...bytes(nonce), ...new Uint8Array(number.buffer)]);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
}

async function solution(parameters) {
  for (let counter = 0; ; counter++) {
    const derivedKey = await derived(parameters, counter);
    if (derivedKey.startsWith(parameters.keyPrefix)) return { counter, derivedKey };
  }
}

onmessage = async ({ data: challenge }) => {
  if (!crypto.subtle) return; // a page that came without TLS: its form goes without a proof
  postMessage(btoa(JSON.stringify({ challenge, solution: await solution(challenge.parameters) })));
};

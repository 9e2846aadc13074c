// Stand-ins for the services of Google Apps Script, as far as google-forms.gs uses them.
const crypto = require('node:crypto');
const kept = { CHANCERY_URL: 'https://chancery.example.org/hooks/f/google-forms ', CHANCERY_SECRET: process.env.REHEARSAL_SECRET };
const sent = [];
const response = {
  getId: () => '2_ABaOnuexample',
  getTimestamp: () => new Date('2026-05-04T09:58:12Z'),
  getRespondentEmail: () => '',
  getItemResponses: () => [
    answered('101', 'Nom', 'TEXT', 'Nouméa 🌊'),
    answered('104', 'Quality', 'GRID', ['Good', null], ['Food', 'Rooms']),
  ],
};
const form = { getId: () => 'form', getResponse: () => response, getResponses: () => [response] };
const triggers = [];
globalThis.FormApp = { getActiveForm: () => form };
globalThis.PropertiesService = {
  getScriptProperties: () => ({
    getProperty: (name) => kept[name] ?? null,
    setProperty: (name, value) => { kept[name] = value; },
    deleteProperty: (name) => { delete kept[name]; },
    getKeys: () => Object.keys(kept),
  }),
};
globalThis.Utilities = {
  Charset: { UTF_8: 'utf8' },
  computeHmacSha256Signature: (value, key) => [...crypto.createHmac('sha256', key).update(value).digest()].map((b) => (b > 127 ? b - 256 : b)),
  base64Encode: (bytes) => Buffer.from(bytes.map((b) => b & 255)).toString('base64'),
};
globalThis.UrlFetchApp = {
  fetch: (url, options) => {
    sent.push({ url, ...options });
    return { getResponseCode: () => (sent.length === 1 ? 503 : 200) };
  },
};
const builder = (name) => new Proxy({}, { get: (_, step) => () => (step === 'create' ? triggers.push(name) : builder(name)) });
globalThis.ScriptApp = { getProjectTriggers: () => [], newTrigger: builder, deleteTrigger: () => {} };
console.warn = () => {};

function answered(id, title, type, value, rows) {
  const item = { getId: () => Number(id), getTitle: () => title, getType: () => ({ toString: () => type }), asGridItem: () => ({ getRows: () => rows }) };
  return { getItem: () => item, getResponse: () => value };
}

function rehearse() {
  install();
  if (triggers.join() !== 'onResponse,sendPending') throw new Error('triggers: ' + triggers);
  onResponse({ response });
  sendPending();
  sendPending();
  console.log(JSON.stringify({ requests: sent, pending: Object.keys(kept).filter((key) => key.startsWith('pending:')) }));
}

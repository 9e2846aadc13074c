// Saves a page of questions as it is filled in, shows what it comes to, and warns before it closes.
const PAUSE = 2, AGAIN = 30, WARNING = 300; // seconds
const form = document.getElementById("answers"), dialog = document.querySelector(".session");
const bar = document.querySelector(".draft-bar"), line = bar.firstElementChild;
const after = seconds => Date.now() + 1000 * seconds;

let was = "", ends = after(form.getAttribute("data-session"));
let due = Infinity, sending = null, isStuck = false; // when to save: never, where nothing is new

const save = () => sending ??= send().finally(() => { sending = null; });

async function send() {
  const body = new FormData(form), signal = AbortSignal.timeout(60000);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("auto", "1");
  due = Infinity;
  const keepalive = document.hidden && [...body.values()].join().length < 2e4; // of 64 KB at most
  const how = { method: "POST", body, keepalive, signal };
  const answer = await fetch(form.getAttribute("action"), how).catch(() => ({ status: 503 }));
  const said = answer.ok && await answer.json().catch(() => 0); // another network's own page is none
  const isPassing = answer.ok || answer.status > 499 || answer.status === 429;
  isStuck = !said;
  if (said) return show(said);
  tell(isPassing ? "waiting" : "refused");
  if (isPassing) due = after(AGAIN);
}

function show(answer) {
  was = answer.was;
  ends = after(answer.session);
  for (const output of form.querySelectorAll("output")) {
    const text = answer.totals[output.dataset.path] ?? "", place = output.closest("div, tr");
    if (output.textContent !== text) output.textContent = text;
    place.hidden = !text && !place.matches(".wrong");
  }
  tell("saved");
}

function tell(word) {
  const said = document.querySelector(`template[data-word=${word}]`).content.cloneNode(true);
  said.querySelectorAll("time").forEach(time => put(time, new Date()));
  if (line.textContent !== said.textContent) line.replaceChildren(said); // a change is read out
}

function put(time, moment) {
  time.dateTime = moment.toJSON();
  time.textContent = moment.toLocaleTimeString(form.getAttribute("data-locale"), { timeStyle: "short" });
}

// a question may be called action: of the form's members only those with a capital are sure to be its own
form.addEventListener("formdata", ({ formData }) => was && formData.set("was", was));
form.addEventListener("input", () => { due = after(PAUSE); });
form.addEventListener("submit", event => {
  const isOff = !navigator.onLine, busy = form.stillUploading ?? sending;
  due = isOff ? 0 : Infinity;
  isStuck = isOff;
  if (form.stillUploading) tell("uploading");
  if (isOff || busy) event.preventDefault();
  if (!isOff) busy?.then(() => form.requestSubmit(event.submitter));
});
addEventListener("click", async event => {
  const link = event.target.closest("a[href^='/']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || (due === Infinity && !sending)) return;
  event.preventDefault();
  await sending;
  if (due < Infinity) await save();
  location.assign(link.href);
});
addEventListener("visibilitychange", () => document.hidden && due < Infinity && save());
addEventListener("online", () => { if (isStuck) due = 0; });
addEventListener("beforeunload", event => { if (isStuck || form.stillUploading) event.preventDefault(); });
addEventListener("pageshow", event => { if (event.persisted && !isStuck) location.reload(); });

setInterval(() => {
  if (due < Date.now()) save();
  if (dialog.open || isStuck || Date.now() < ends - 1000 * WARNING) return;
  put(dialog.querySelector("time"), new Date(ends));
  dialog.showModal();
}, 1000);
dialog.onclose = save;
bar.hidden = false;

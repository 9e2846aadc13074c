// Saves a page of questions while it is filled in, shows what the answers come to, and warns before they close.
const PAUSE = 2, AGAIN = 30, LONGEST = 60, WARNING = 300; // seconds
const form = document.querySelector("form[data-session]"), dialog = document.querySelector(".session");
const bar = document.querySelector(".draft-bar"), line = bar.firstElementChild;
const clock = new Intl.DateTimeFormat(form.getAttribute("data-locale"), { timeStyle: "short" });
const after = seconds => Date.now() + 1000 * seconds;

let was = "", ends = after(form.getAttribute("data-session"));
let due = Infinity, sending = null, isStuck = false; // when to save: never, where nothing is new

const save = () => sending ??= send().finally(() => { sending = null; });

async function send() {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("auto", "1");
  due = Infinity;
  const how = { method: "POST", body, keepalive: document.hidden, signal: AbortSignal.timeout(1000 * LONGEST) };
  const answer = await fetch(form.getAttribute("action"), how).catch(() => ({ status: 503 }));
  const isPassing = answer.status > 499 || answer.status === 429;
  isStuck = !answer.ok;
  if (answer.ok) show(await answer.json());
  else tell(isPassing ? "waiting" : "refused");
  if (isPassing) due = after(AGAIN);
}

function show({ totals, session, ...answer }) {
  was = answer.was;
  ends = after(session);
  for (const output of form.querySelectorAll("output")) {
    const text = totals[output.dataset.path] ?? "", place = output.closest("div, tr");
    if (output.textContent !== text) output.textContent = text;
    place.hidden = !text && !place.matches(".wrong");
  }
  tell("saved");
}

function tell(word) {
  const said = document.querySelector(`template[data-word=${word}]`).content.cloneNode(true);
  said.querySelectorAll("time").forEach(time => put(time, Date.now()));
  if (line.textContent !== said.textContent) line.replaceChildren(said); // else it would be read out again
}

function put(time, moment) {
  time.dateTime = new Date(moment).toJSON();
  time.textContent = clock.format(moment);
}

// a question may be called as a member of forms is (action, elements): names with a capital are safe, it has none
form.addEventListener("formdata", ({ formData }) => was && formData.set("was", was));
form.addEventListener("input", () => { due = after(PAUSE); });
form.addEventListener("submit", event => {
  const isOff = !navigator.onLine;
  due = isOff ? 0 : Infinity;
  isStuck = isOff;
  if (isOff || sending) event.preventDefault();
  if (!isOff) sending?.then(() => form.requestSubmit(event.submitter)); // one would overtake the other
});
document.addEventListener("click", async event => {
  const link = event.target.closest("a[href^='/']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || (due === Infinity && !sending)) return;
  event.preventDefault();
  await sending;
  if (due < Infinity) await save();
  location.assign(link.href);
});
document.addEventListener("visibilitychange", () => document.hidden && due < Infinity && save());
addEventListener("online", () => { if (isStuck) due = 0; });
addEventListener("beforeunload", event => { if (isStuck) event.preventDefault(); });
addEventListener("pageshow", event => { if (event.persisted && !isStuck) location.reload(); });

setInterval(() => {
  if (due < Date.now()) save();
  if (dialog.open || isStuck || Date.now() < ends - 1000 * WARNING) return;
  put(dialog.querySelector("time"), ends);
  dialog.showModal();
}, 1000);
dialog.querySelector("button").onclick = () => dialog.close();
dialog.onclose = save;
bar.hidden = false;

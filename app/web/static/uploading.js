// Uploads files one after another, part by part (tus 1.0): a line that breaks loses no more than a part.
const form = document.querySelector("form[data-uploads]"), START = form.getAttribute("data-uploads");
const PART = Number(form.getAttribute("data-part")), KEY = form.querySelector("[name=csrf]").value;
const FINAL = [403, 413, 422]; // what no other try mends
const word = name => document.querySelector(`template[data-word=${name}]`).content.firstElementChild.cloneNode(true);
const encoded = text => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const changed = () => form.dispatchEvent(new Event("input"));
let waiting = 0, queue = Promise.resolve();

form.addEventListener("change", ({ target: input }) => {
  if (input.type !== "file") return;
  complain(input, "");
  for (const file of input.files) add(input, file);
  input.value = ""; // they are not sent once more with the page
});

function add(input, file) {
  const row = word("file"), list = input.parentElement.querySelector(".files");
  for (const name of row.querySelectorAll("bdi, .unseen")) name.append(` ${file.name}`);
  row.querySelector("progress").ariaLabel = file.name;
  row.stopping = new AbortController();
  list.append(row);
  list.hidden = false;
  waiting++;
  queue = queue.then(() => upload(input, row, file)).finally(() => waiting--);
}

async function upload(input, row, file) {
  const place = [START, input.name, file.name, file.size, file.lastModified].join(), { signal } = row.stopping;
  for (let pause = 1000; !signal.aborted; pause = Math.min(2 * pause, 30000)) {
    try {
      const { size, note } = await attempt(place, input.name, row, file, signal);
      row.querySelector("small").textContent = size;
      row.querySelector("button").value = `${input.name} ${note}`;
      Object.assign(row.querySelector("input"), { name: `${input.name}.kept`, value: note });
      return changed();
    } catch ({ status, said }) { // there is neither without a connection
      if (status === 404) sessionStorage.removeItem(place);
      if (FINAL.includes(status)) {
        row.remove();
        return complain(input, said ?? word("lost").textContent);
      }
      await new Promise(go => setTimeout(go, pause));
    }
  }
}

async function attempt(place, question, row, file, signal) {
  const ask = async (where, method, headers, body) => {
    const own = { "Tus-Resumable": "1.0.0", "Page-Key": KEY };
    const answer = await fetch(where, { method, body, signal, headers: { ...own, ...headers } });
    if (answer.ok) return answer;
    throw { status: answer.status, said: answer.status === 422 ? (await answer.json()).message : null };
  };
  const offset = answer => Number(answer.headers.get("Upload-Offset"));
  let where = sessionStorage.getItem(place), done = where ? offset(await ask(where, "HEAD")) : 0;
  if (!where) {
    const about = `question ${encoded(question)},filename ${encoded(file.name)}`;
    const begun = await ask(START, "POST", { "Upload-Length": file.size, "Upload-Metadata": about });
    sessionStorage.setItem(place, where = begun.headers.get("Location")); // a reload finds it again
  }
  while (done < file.size) {
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": done };
    done = offset(await ask(where, "PATCH", headers, file.slice(done, done + PART)));
    row.querySelector("progress").value = 100 * done / file.size;
  }
  return (await ask(where, "POST")).json();
}

function complain(input, text) {
  const field = input.parentElement, message = field.querySelector(".error"), said = message.lastChild;
  said.textContent = text && `${said.textContent} ${text}`;
  message.hidden = !text;
  input.ariaInvalid = !!text;
  input.setAttribute("aria-describedby", `h-${input.name} t-${input.name} ${text && message.id}`);
  field.classList.toggle("wrong", text);
}

form.addEventListener("click", event => {
  const row = event.target.closest("[name=remove]")?.parentElement, list = row?.parentElement;
  if (!row) return;
  event.preventDefault();
  row.stopping?.abort();
  row.remove();
  list.hidden = !list.children.length;
  list.parentElement.querySelector("[type=file]").focus();
  changed();
});
form.addEventListener("submit", event => {
  if (!waiting) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.querySelector(".draft-bar [role=status]").replaceChildren(word("uploading"));
  queue.then(() => form.requestSubmit(event.submitter));
});
addEventListener("beforeunload", event => { if (waiting) event.preventDefault(); });
